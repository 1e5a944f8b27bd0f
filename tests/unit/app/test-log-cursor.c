/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/journal/log-cursor.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "app/journal/journal-file.h"
#include "tests/unit/backend-manager/scratch.h"

#define HEAD "2026-11-21T02:48:05.067Z info    "

typedef struct
{
  PerchScratch scratch;
  PerchLogCursor *cursor; /* (owned) */
  PerchJournalFile *file; /* (owned): 100 bytes a file, two lines */
} Fixture;

static void
setup (Fixture *f, gconstpointer data)
{
  perch_scratch_init (&f->scratch);
  f->cursor = perch_log_cursor_new (f->scratch.dir, PERCH_LOG_TEXT, data);
  f->file = perch_journal_file_new (f->scratch.dir, PERCH_JOURNAL_TEXT_NAME, 100);
}

static void
teardown (Fixture *f, gconstpointer data)
{
  perch_log_cursor_free (f->cursor);
  perch_journal_file_free (f->file);
  perch_scratch_clear (&f->scratch);
}

static void
put (Fixture *f, const char *rest)
{
  g_autofree char *line = g_strconcat (HEAD, rest, "\n", NULL);
  gsize n_written = 0;

  g_assert_true (perch_journal_file_write (f->file, line, strlen (line), &n_written, NULL));
}

static void
assert_lines (GPtrArray *lines, const char *expected)
{
  g_autoptr (GString) joined = g_string_new (NULL);

  g_assert_nonnull (lines);
  for (guint i = 0; i < lines->len; i++)
    {
      g_assert_true (g_str_has_prefix (lines->pdata[i], HEAD));
      g_string_append_printf (joined, "[%s]", (char *) lines->pdata[i] + strlen (HEAD));
    }
  g_assert_cmpstr (joined->str, ==, expected);
  g_ptr_array_unref (lines);
}

static void
assert_tail (Fixture *f, guint n_lines, const char *expected)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *lines = perch_log_cursor_tail (f->cursor, n_lines, &error);

  g_assert_no_error (error);
  assert_lines (lines, expected);
}

/* All that perch_log_cursor_more() has, until it has no more. */
static void
assert_more (Fixture *f, const char *expected)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (g_free);
  guint n_lines;

  do
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) lines = perch_log_cursor_more (f->cursor, &error);

      g_assert_no_error (error);
      n_lines = lines->len;
      g_ptr_array_extend_and_steal (all, g_steal_pointer (&lines));
    }
  while (n_lines > 0);
  assert_lines (g_steal_pointer (&all), expected);
}

static void
test_nothing (Fixture *f, gconstpointer data)
{
  assert_tail (f, 10, "");
  assert_more (f, "");
  put (f, "main: 1");
  assert_more (f, "[main: 1]");
}

static void
test_tail (Fixture *f, gconstpointer data)
{
  for (guint i = 1; i <= 7; i++)
    {
      g_autofree char *rest = g_strdup_printf ("main: %u", i);

      put (f, rest);
    }
  g_assert_true (perch_scratch_has (&f->scratch, "perch-log.txt.3"));
  assert_tail (f, 0, "");
  assert_more (f, "");
  assert_tail (f, 1, "[main: 7]");
  assert_tail (f, 4, "[main: 4][main: 5][main: 6][main: 7]");
  assert_tail (f, 100, "[main: 1][main: 2][main: 3][main: 4][main: 5][main: 6][main: 7]");
  assert_more (f, "");
  put (f, "main: 8");
  assert_more (f, "[main: 8]");
}

static void
test_rotations (Fixture *f, gconstpointer data)
{
  g_test_summary ("Following loses nothing over several rotations at once");

  put (f, "main: 1");
  assert_tail (f, 10, "[main: 1]");
  for (guint i = 2; i <= 8; i++)
    {
      g_autofree char *rest = g_strdup_printf ("main: %u", i);

      put (f, rest);
    }
  assert_more (f, "[main: 2][main: 3][main: 4][main: 5][main: 6][main: 7][main: 8]");

  g_test_summary ("What was rotated away before it was read is gone, the rest is not");
  for (guint i = 9; i <= 30; i++)
    {
      g_autofree char *rest = g_strdup_printf ("main: %u", i);

      put (f, rest);
    }
  assert_more (f, "[main: 21][main: 22][main: 23][main: 24][main: 25][main: 26][main: 27][main: 28]"
                  "[main: 29][main: 30]");
}

static void
test_source (Fixture *f, gconstpointer data)
{
  put (f, "main: 1");
  put (f, "perch: 2");
  put (f, "mainly: 3");
  put (f, "main: 4");
  put (f, "mai: main: 5");
  put (f, "main: 6");
  assert_tail (f, 2, "[main: 4][main: 6]");
  put (f, "perch: 7");
  put (f, "main: 8");
  assert_more (f, "[main: 8]");
}

static void
test_partial (Fixture *f, gconstpointer data)
{
  g_test_summary ("A line is returned when it is whole");

  g_free (
      perch_scratch_write (&f->scratch, "perch-log.txt", HEAD "main: 1\n" HEAD "main: 2", 0600));
  assert_tail (f, 10, "[main: 1]");
  assert_more (f, "");
  put (f, "main: 3"); /* which ends the line before it */
  assert_more (f, "[main: 2][main: 3]");
}

static void
test_nothing_wanted (Fixture *f, gconstpointer data)
{
  g_autofree char *filler = g_strnfill (200 * 1000, 'x');
  g_autofree char *text = g_strconcat (HEAD "main: 1\n" HEAD "main: ", filler, NULL);
  g_autofree char *expected = g_strconcat ("[main: ", filler, "][main: 3]", NULL);

  g_test_summary ("Behind no line at all the cursor is where the last whole one ends");

  g_free (perch_scratch_write (&f->scratch, "perch-log.txt", text, 0600));
  assert_tail (f, 0, "");
  assert_more (f, "");
  put (f, "main: 3"); /* which ends the line before it */
  assert_more (f, expected);
}

static void
test_long_lines (Fixture *f, gconstpointer data)
{
  g_autofree char *filler = g_strnfill (200 * 1000, 'x');
  g_autofree char *line = g_strconcat ("main: ", filler, NULL);
  g_autofree char *expected = g_strconcat ("[main: 1][", line, "][main: 3]", NULL);

  g_test_summary ("A line may be longer than what is read at once");

  put (f, "main: 1");
  assert_tail (f, 10, "[main: 1]");
  put (f, line);
  put (f, "main: 3");
  assert_tail (f, 10, expected);
  g_clear_pointer (&f->cursor, perch_log_cursor_free);
  f->cursor = perch_log_cursor_new (f->scratch.dir, PERCH_LOG_TEXT, NULL);
  assert_more (f, "[main: 3]");
}

static void
test_emptied (Fixture *f, gconstpointer data)
{
  g_autofree char *path = g_build_filename (f->scratch.dir, "perch-log.txt", NULL);

  put (f, "main: 1");
  put (f, "main: 2");
  assert_tail (f, 1, "[main: 2]");
  g_assert_cmpint (truncate (path, 0), ==, 0);
  put (f, "main: 3");
  assert_more (f, "[main: 3]");
}

static void
put_numbers (Fixture *f, guint first, guint last)
{
  for (guint i = first; i <= last; i++)
    {
      g_autofree char *rest = g_strdup_printf ("main: %u", i);

      put (f, rest);
    }
}

static void
test_removed (Fixture *f, gconstpointer data)
{
  g_autofree char *path = g_build_filename (f->scratch.dir, "perch-log.txt", NULL);
  g_autofree char *old = g_build_filename (f->scratch.dir, "perch-log.txt.1", NULL);

  g_test_summary ("When the newest file is removed, the older ones are not read again");

  put_numbers (f, 1, 9);
  g_assert_true (perch_scratch_has (&f->scratch, "perch-log.txt.4"));
  assert_tail (f, 1, "[main: 9]");
  g_assert_cmpint (g_remove (path), ==, 0); /* before anybody has read on */
  put (f, "main: 10");
  assert_more (f, "[main: 10]");

  g_test_message ("What was written into it before that is read");
  put (f, "main: 11");
  g_assert_cmpint (g_remove (path), ==, 0);
  put_numbers (f, 12, 12);
  assert_more (f, "[main: 11][main: 12]");

  g_test_message ("What came after it is read over rotations");
  g_assert_cmpint (g_remove (path), ==, 0);
  put_numbers (f, 13, 17);
  assert_more (f, "[main: 13][main: 14][main: 15][main: 16][main: 17]");

  g_test_message ("With it, the one before it may be removed");
  g_assert_cmpint (g_remove (path), ==, 0);
  g_assert_cmpint (g_remove (old), ==, 0);
  put (f, "main: 18");
  assert_more (f, "[main: 18]");
}

static void
test_moved_away (Fixture *f, gconstpointer data)
{
  g_autofree char *path = g_build_filename (f->scratch.dir, "perch-log.txt", NULL);
  g_autofree char *elsewhere = g_build_filename (f->scratch.dir, "kept.txt", NULL);

  put_numbers (f, 1, 9);
  assert_tail (f, 1, "[main: 9]");
  assert_more (f, "");
  g_assert_cmpint (g_rename (path, elsewhere), ==, 0);
  put (f, "main: 10");
  assert_more (f, "[main: 10]");

  g_test_message ("After as many rotations as it takes, nothing tells what is new any more");
  g_assert_cmpint (g_remove (path), ==, 0);
  put_numbers (f, 11, 21);
  assert_more (f, "[main: 13][main: 14][main: 15][main: 16][main: 17][main: 18][main: 19]"
                  "[main: 20][main: 21]");
}

static void
test_removed_alone (Fixture *f, gconstpointer data)
{
  g_autofree char *path = g_build_filename (f->scratch.dir, "perch-log.txt", NULL);

  g_test_summary ("A file that had none before it is followed by all that are there");

  put (f, "main: 1");
  assert_tail (f, 1, "[main: 1]");
  assert_more (f, "");
  g_assert_cmpint (g_remove (path), ==, 0);
  put_numbers (f, 2, 4);
  assert_more (f, "[main: 2][main: 3][main: 4]");
}

static void
test_json (void)
{
  g_auto (PerchScratch) scratch = { 0 };
  const char *directory = perch_scratch_init (&scratch);
  g_autoptr (PerchLogCursor) cursor = perch_log_cursor_new (directory, PERCH_LOG_JSON, "main");
  g_autoptr (GPtrArray) lines = NULL;
  const char *wanted =
      "{\"timestamp\":\"T\",\"level\":\"info\",\"source\":\"main\",\"message\":\"1\"}";
  g_autofree char *contents = g_strconcat (
      "{\"timestamp\":\"T\",\"level\":\"info\",\"source\":\"mainly\",\"message\":\"\"}\n", wanted,
      "\nno log line of Perch\n", NULL);

  g_free (perch_scratch_write (&scratch, "perch-log.json", contents, 0600));
  lines = perch_log_cursor_tail (cursor, 10, NULL);
  g_assert_cmpuint (lines->len, ==, 1);
  g_assert_cmpstr (lines->pdata[0], ==, wanted);
}

static void
test_error (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (f->scratch.dir, "perch-log.txt", NULL);

  g_assert_cmpint (symlink ("/etc/passwd", path), ==, 0);
  g_assert_null (perch_log_cursor_tail (f->cursor, 10, &error));
  g_assert_nonnull (error);
  g_assert_nonnull (strstr (error->message, path));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, source, func) g_test_add (path, Fixture, source, setup, func, teardown)
  ADD ("/log-cursor/nothing", NULL, test_nothing);
  ADD ("/log-cursor/tail", NULL, test_tail);
  ADD ("/log-cursor/rotations", NULL, test_rotations);
  ADD ("/log-cursor/source", "main", test_source);
  ADD ("/log-cursor/partial", NULL, test_partial);
  ADD ("/log-cursor/nothing-wanted", NULL, test_nothing_wanted);
  ADD ("/log-cursor/long-lines", NULL, test_long_lines);
  ADD ("/log-cursor/emptied", NULL, test_emptied);
  ADD ("/log-cursor/removed", NULL, test_removed);
  ADD ("/log-cursor/moved-away", NULL, test_moved_away);
  ADD ("/log-cursor/removed-alone", NULL, test_removed_alone);
  ADD ("/log-cursor/error", NULL, test_error);
  g_test_add_func ("/log-cursor/json", test_json);
  return g_test_run ();
}
