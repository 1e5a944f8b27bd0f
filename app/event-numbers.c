/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/event-numbers.h"

#include <string.h>

#include <gio/gio.h>

/* The numbers of events go on from one Perch to the next, so that who was away meanwhile and asks
 * for what came since finds out that there is another one. A file has the last number that may have
 * been given. While Perch runs that is one far ahead: nothing is written then, and a crash loses
 * nothing but numbers. After a crash of one that has got there, with a thousand events a second in
 * hours, the next one gives numbers that were given before. */

#define RESERVED (16 * 1024 * 1024)

/* There they begin anew, long before anybody's integers are full. */
#define LAST G_MAXINT32

static guint64
read_last (const char *path)
{
  g_autofree char *text = NULL;
  guint64 last = 0;

  if (!g_file_get_contents (path, &text, NULL, NULL) ||
      !g_ascii_string_to_unsigned (g_strchomp (text), 10, 0, LAST, &last, NULL))
    return 0;
  return last;
}

static char *
format_last (guint64 last)
{
  return g_strdup_printf ("%" G_GUINT64_FORMAT "\n", last);
}

/* Nobody is told: the log, which is in the same folder, says so already. */
static void
reserved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!g_file_replace_contents_finish (G_FILE (source), result, NULL, &error))
    g_debug ("%s", error->message);
}

/**
 * perch_event_numbers_begin:
 * @path: (type filename): the file
 *
 * To be called once in a run. What is in the file and is no number counts as none. The number after
 * the last one is left out: what tells a client that nothing has happened yet carries it, and so it
 * must not be one that an earlier Perch has given.
 *
 * Returns: the number of the first event of this run, from 1
 */
guint64
perch_event_numbers_begin (const char *path)
{
  g_autoptr (GFile) file = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *folder = NULL;
  guint64 last = 0;
  char *text = NULL;

  g_return_val_if_fail (path != NULL, 1);

  /* The log, which makes the folder too, has not been written to yet. */
  folder = g_path_get_dirname (path);
  g_mkdir_with_parents (folder, 0700);
  last = read_last (path);
  text = format_last (last + RESERVED);
  bytes = g_bytes_new_take (text, strlen (text));
  file = g_file_new_for_path (path);
  g_file_replace_contents_bytes_async (file, bytes, NULL, FALSE, G_FILE_CREATE_PRIVATE, NULL,
                                       reserved_cb, NULL);
  return last > 0 ? last + 2 : 1;
}

/**
 * perch_event_numbers_end:
 * @path: (type filename): the file
 * @newest: the last number that was given
 *
 * To be called when there will be no more events. Blocks until it is written.
 */
void
perch_event_numbers_end (const char *path, guint64 newest)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  g_return_if_fail (path != NULL);

  text = format_last (newest);
  if (!g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, &error))
    g_debug ("%s", error->message);
}
