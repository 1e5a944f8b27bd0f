/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/journal/log-read.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "tests/unit/backend-manager/scratch.h"

/* Longer than what is read at a time. */
#define LONG 100000

static int
open_log (PerchScratch *scratch, const char *text)
{
  g_autofree char *path = perch_scratch_write (scratch, "log", text, 0600);
  int fd = open (path, O_RDONLY | O_CLOEXEC);

  g_assert_cmpint (fd, >=, 0);
  return fd;
}

/* Those that begin with the letter. */
static gboolean
is_wanted_cb (const char *line, gsize length, gpointer user_data)
{
  return length > 0 && line[0] == *(const char *) user_data;
}

static char *
join (GPtrArray *lines)
{
  GString *joined = g_string_new (NULL);

  for (guint i = 0; i < lines->len; i++)
    g_string_append_printf (joined, "[%s]", (char *) lines->pdata[i]);
  return g_string_free (joined, FALSE);
}

static void
check_backwards (int fd, guint n_lines, const char *letter, const char *expected, goffset end)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *joined = NULL;

  g_assert_cmpint (
      perch_log_read_backwards (fd, n_lines, is_wanted_cb, (gpointer) letter, lines, NULL), ==,
      end);
  joined = join (lines);
  g_assert_cmpstr (joined, ==, expected);
}

static void
test_backwards (void)
{
  g_auto (PerchScratch) scratch = { 0 };
  int fd = -1;

  perch_scratch_init (&scratch);
  fd = open_log (&scratch, "a1\nb2\na3\na4\nhalf a line");
  check_backwards (fd, 2, "a", "[a4][a3]", 12);
  check_backwards (fd, 9, "a", "[a4][a3][a1]", 12);
  check_backwards (fd, 9, "b", "[b2]", 12);
  check_backwards (fd, 0, "a", "", 12);
  close (fd);
  fd = open_log (&scratch, "");
  check_backwards (fd, 9, "a", "", 0);
  close (fd);
}

static void
test_backwards_torn (void)
{
  g_auto (PerchScratch) scratch = { 0 };
  g_autofree char *tail = g_strnfill (LONG, 'x');
  g_autofree char *text = g_strconcat ("a1\na", tail, "\na3\n", tail, NULL);
  g_autofree char *expected = g_strconcat ("[a3][a", tail, "][a1]", NULL);
  int fd = -1;

  g_test_summary ("Lines that are longer than what is read at a time are whole.");
  perch_scratch_init (&scratch);
  fd = open_log (&scratch, text);
  check_backwards (fd, 9, "a", expected, (goffset) strlen (text) - LONG);
  check_backwards (fd, 0, "a", "", (goffset) strlen (text) - LONG);
  close (fd);
}

static void
test_forwards (void)
{
  g_auto (PerchScratch) scratch = { 0 };
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *tail = g_strnfill (LONG, 'x');
  g_autofree char *text = g_strconcat ("a1\nb2\na", tail, "\na4\nhalf", NULL);
  g_autofree char *expected = g_strconcat ("[a1][a", tail, "][a4]", NULL);
  g_autofree char *joined = NULL;
  g_autoptr (GError) error = NULL;
  goffset offset = 0;
  int fd = -1;

  perch_scratch_init (&scratch);
  fd = open_log (&scratch, text);
  while (perch_log_read_forwards (fd, &offset, is_wanted_cb, (gpointer) "a", lines, &error))
    continue;
  g_assert_no_error (error);
  joined = join (lines);
  g_assert_cmpstr (joined, ==, expected);
  g_assert_cmpint (offset, ==, (goffset) strlen (text) - (goffset) strlen ("half"));
  close (fd);
}

static void
test_unreadable (void)
{
  g_auto (PerchScratch) scratch = { 0 };
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;
  goffset offset = 0;
  int fd = -1;

  perch_scratch_init (&scratch);
  fd = open (scratch.dir, O_RDONLY | O_CLOEXEC);
  g_assert_cmpint (fd, >=, 0);
  g_assert_false (
      perch_log_read_forwards (fd, &offset, is_wanted_cb, (gpointer) "a", lines, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_IS_DIRECTORY);
  close (fd);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/log-read/backwards", test_backwards);
  g_test_add_func ("/log-read/backwards-torn", test_backwards_torn);
  g_test_add_func ("/log-read/forwards", test_forwards);
  g_test_add_func ("/log-read/unreadable", test_unreadable);
  return g_test_run ();
}
