/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/server/caller-private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What /proc knows of processes. Reading it takes milliseconds where there are many: in a thread.
 */

#define OUR_COMMAND "perch"

static void
look_into (GPid pid, GHashTable *sockets, guint *n_missing)
{
  g_autofree char *folder = g_strdup_printf ("/proc/%d/fd", pid);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name = NULL;

  while (dir != NULL && *n_missing > 0 && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      char target[64] = { 0 };
      gpointer key = NULL;
      gpointer holder = NULL;

      if (readlink (path, target, sizeof target - 1) <= 0 ||
          !g_hash_table_lookup_extended (sockets, target, &key, &holder) || holder != NULL)
        continue;
      g_hash_table_insert (sockets, g_strdup (target), GINT_TO_POINTER (pid));
      (*n_missing)--;
    }
}

/**
 * perch_caller_find_holders:
 * @sockets: (element-type utf8 GPid): keys such as "socket:[123]"; each value is 0, and replaced by
 *   the id of a process that holds the socket, where there is one that we may look into
 *
 * Goes through all processes, once for all of @sockets. Any thread.
 */
void
perch_caller_find_holders (GHashTable *sockets)
{
  g_autoptr (GDir) dir = NULL;
  const char *name = NULL;
  guint n_missing = 0;

  g_return_if_fail (sockets != NULL);

  n_missing = g_hash_table_size (sockets);
  dir = n_missing > 0 ? g_dir_open ("/proc", 0, NULL) : NULL;
  while (dir != NULL && n_missing > 0 && (name = g_dir_read_name (dir)) != NULL)
    {
      GPid pid = (GPid) strtol (name, NULL, 10);

      if (pid > 0)
        look_into (pid, sockets, &n_missing);
    }
}

static char *
read_program (GPid pid)
{
  g_autofree char *link = g_strdup_printf ("/proc/%d/exe", pid);

  return g_file_read_link (link, NULL);
}

/* The name may hold anything, parentheses too; the numbers are behind the last one. */
static GPid
read_parent (GPid pid)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/stat", pid);
  g_autofree char *text = NULL;
  const char *end = NULL;
  int parent = 0;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return 0;
  end = strrchr (text, ')');
  return end != NULL && sscanf (end + 1, " %*c %d", &parent) == 1 ? parent : 0;
}

/* Whether it is the command line of this very Perch. */
static gboolean
is_our_command (const char *program)
{
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = self != NULL ? g_path_get_dirname (self) : NULL;
  g_autofree char *command = folder != NULL ? g_build_filename (folder, OUR_COMMAND, NULL) : NULL;

  return command != NULL && g_str_equal (program, command);
}

/**
 * perch_caller_read:
 * @pid: a process that asks for something, or 0
 *
 * Where that is our own command line, it asks for the program that has started it. Any thread.
 *
 * Returns: (transfer full): who that is, as far as the kernel tells
 */
PerchCaller *
perch_caller_read (GPid pid)
{
  g_autofree char *program = pid > 0 ? read_program (pid) : NULL;

  if (program != NULL && is_our_command (program))
    {
      GPid parent = read_parent (pid);
      g_autofree char *starter = parent > 1 ? read_program (parent) : NULL;

      if (starter != NULL && !is_our_command (starter))
        return perch_caller_new (parent, NULL, starter);
    }
  return perch_caller_new (MAX (pid, 0), NULL, program);
}
