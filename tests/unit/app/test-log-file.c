/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/journal/log-file.h"

#include <string.h>
#include <unistd.h>

#include "log-sample.h"

typedef struct
{
  PerchScratch sample;
} Fixture;

static void
setup (Fixture *fixture, gconstpointer data)
{
  perch_scratch_init (&fixture->sample);
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  perch_scratch_clear (&fixture->sample);
}

static PerchLogFile *
open_sample (Fixture *fixture)
{
  g_autofree char *path = log_sample_build_path (&fixture->sample, 0);
  g_autoptr (GError) error = NULL;
  PerchLogFile *file = perch_log_file_open (path, &error);

  g_assert_no_error (error);
  return file;
}

static void
scan (PerchLogFile *file, PerchLogQuery *query, PerchLogRows *rows)
{
  g_autoptr (GError) error = NULL;

  perch_log_file_scan (file, query, rows, NULL, &error);
  g_assert_no_error (error);
}

static char *
read_row (PerchLogFile *file, PerchLogRows *rows, guint row, gsize max_bytes)
{
  g_autoptr (GString) line = g_string_new ("old");
  g_autoptr (GError) error = NULL;

  perch_log_file_read_line (file, g_array_index (rows->starts, guint32, row), max_bytes, line,
                            &error);
  g_assert_no_error (error);
  return g_strndup (line->str, line->len);
}

static void
assert_row (PerchLogFile *file, PerchLogRows *rows, guint row, const char *expected)
{
  g_autofree char *line = read_row (file, rows, row, 100);

  g_assert_cmpstr (line, ==, expected);
}

static void
test_missing (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = log_sample_build_path (&fixture->sample, 0);

  g_assert_null (open_sample (fixture));
  g_assert_cmpint (symlink ("/etc/passwd", path), ==, 0);
  g_assert_null (perch_log_file_open (path, &error));
  g_assert_nonnull (error);
  g_assert_nonnull (strstr (error->message, path));
}

static void
test_scan (Fixture *fixture, gconstpointer data)
{
  g_autoptr (PerchLogQuery) query = log_sample_want (PERCH_LEVEL_DEBUG, "a", "b");
  g_autoptr (PerchLogRows) rows = perch_log_rows_new (0);
  g_autoptr (PerchLogFile) file = NULL;

  log_sample_append (&fixture->sample, 0, "a\n\nb\nab\nnot yet a");
  file = open_sample (fixture);
  scan (file, query, rows);
  g_assert_cmpuint (rows->starts->len, ==, 2);
  g_assert_cmpuint (rows->found->len, ==, 1);
  g_assert_cmpuint (g_array_index (rows->found, guint32, 0), ==, 1);
  assert_row (file, rows, 0, "a");
  assert_row (file, rows, 1, "ab");

  log_sample_append (&fixture->sample, 0, " line\n");
  scan (file, query, rows);
  g_assert_cmpuint (rows->starts->len, ==, 3);
  assert_row (file, rows, 2, "not yet a line");
  g_assert_cmpint (rows->end, ==, perch_log_file_get_size (file));
}

static void
test_long_lines (Fixture *fixture, gconstpointer data)
{
  g_autoptr (PerchLogQuery) query = log_sample_want (PERCH_LEVEL_DEBUG, NULL, NULL);
  g_autoptr (PerchLogRows) rows = perch_log_rows_new (0);
  g_autoptr (PerchLogFile) file = NULL;
  g_autofree char *longest = g_strnfill (1000000, 'x');
  g_autofree char *whole = NULL;
  g_autofree char *cut = NULL;

  log_sample_append (&fixture->sample, 0, longest);
  log_sample_append (&fixture->sample, 0, "\nä€\nlast\n");
  file = open_sample (fixture);
  scan (file, query, rows);
  g_assert_cmpuint (rows->starts->len, ==, 3);
  whole = read_row (file, rows, 0, G_MAXINT32 / 2);
  g_assert_cmpstr (whole, ==, longest);
  cut = read_row (file, rows, 1, 4);
  g_assert_cmpstr (cut, ==, "ä"); /* four bytes end within the next character */
  assert_row (file, rows, 2, "last");
}

static void
test_cancelled (Fixture *fixture, gconstpointer data)
{
  g_autoptr (PerchLogQuery) query = log_sample_want (PERCH_LEVEL_DEBUG, NULL, NULL);
  g_autoptr (PerchLogRows) rows = perch_log_rows_new (0);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (PerchLogFile) file = NULL;
  g_autoptr (GError) error = NULL;

  log_sample_append (&fixture->sample, 0, "a\n");
  file = open_sample (fixture);
  g_cancellable_cancel (cancellable);
  g_assert_false (perch_log_file_scan (file, query, rows, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_append (Fixture *fixture, gconstpointer data)
{
  g_autoptr (PerchLogRows) rows = perch_log_rows_new (0);
  g_autoptr (PerchLogRows) more = perch_log_rows_new (20);
  const guint32 starts[] = { 0, 5, 20, 30 };
  const guint32 found = 1;

  g_array_append_vals (rows->starts, starts, 2);
  g_array_append_vals (rows->found, &found, 1);
  g_array_append_vals (more->starts, &starts[2], 2);
  g_array_append_vals (more->found, &found, 1);
  more->end = 40;
  perch_log_rows_append (rows, more);
  g_assert_cmpint (rows->end, ==, 40);
  g_assert_cmpmem (rows->starts->data, rows->starts->len * sizeof (guint32), starts, sizeof starts);
  g_assert_cmpuint (g_array_index (rows->found, guint32, 1), ==, 3);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function) g_test_add ("/log-file/" name, Fixture, NULL, setup, function, teardown)
  ADD ("missing", test_missing);
  ADD ("scan", test_scan);
  ADD ("long-lines", test_long_lines);
  ADD ("cancelled", test_cancelled);
  ADD ("append", test_append);
#undef ADD
  return g_test_run ();
}
