/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/journal/journal-file.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/unit/backend-manager/full-disk.h"
#include "tests/unit/backend-manager/scratch.h"

typedef struct
{
  PerchScratch scratch;
  PerchJournalFile *file; /* (owned): 20 bytes a file */
} Fixture;

static void
setup (Fixture *f, gconstpointer data)
{
  perch_scratch_init (&f->scratch);
  f->file = perch_journal_file_new (f->scratch.dir, "log", 20);
}

static void
teardown (Fixture *f, gconstpointer data)
{
  perch_journal_file_free (f->file);
  perch_scratch_clear (&f->scratch);
}

static void
put (Fixture *f, const char *lines)
{
  g_autoptr (GError) error = NULL;
  gsize n_written = 0;

  perch_journal_file_write (f->file, lines, strlen (lines), &n_written, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (n_written, ==, strlen (lines));
}

static void
assert_file (Fixture *f, const char *name, const char *expected)
{
  g_autofree char *contents = NULL;

  if (expected == NULL)
    {
      g_assert_false (perch_scratch_has (&f->scratch, name));
      return;
    }
  contents = perch_scratch_read (&f->scratch, name);
  g_assert_cmpstr (contents, ==, expected);
}

static void
assert_fails (Fixture *f, const char *part)
{
  g_autoptr (GError) error = NULL;
  gsize n_written = 0;

  g_assert_false (perch_journal_file_write (f->file, "line\n", 5, &n_written, &error));
  g_assert_nonnull (error);
  g_assert_nonnull (strstr (error->message, part));
  g_assert_nonnull (strstr (error->message, f->scratch.dir));
  g_assert_cmpuint (n_written, ==, 0);
}

static void
test_append (Fixture *f, gconstpointer data)
{
  g_autofree char *path = g_build_filename (f->scratch.dir, "log", NULL);
  struct stat info;

  assert_file (f, "log", NULL);
  put (f, "one\n");
  put (f, "two\n");
  assert_file (f, "log", "one\ntwo\n");
  g_assert_cmpint (g_stat (path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);
}

static void
test_makes_directory (Fixture *f, gconstpointer data)
{
  struct stat info;

  g_assert_cmpint (g_rmdir (f->scratch.dir), ==, 0);
  put (f, "one\n");
  g_assert_cmpint (g_stat (f->scratch.dir, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0700);
}

static void
test_rotate (Fixture *f, gconstpointer data)
{
  g_test_summary ("A full file is renamed, never in the middle of a line; the fifth goes");

  put (f, "123456789\n123456789\n");
  assert_file (f, "log.1", NULL);
  put (f, "b23456789\nc234567890123456789\nd\n");
  assert_file (f, "log", "d\n");
  assert_file (f, "log.1", "c234567890123456789\n");
  assert_file (f, "log.2", "b23456789\n");
  assert_file (f, "log.3", "123456789\n123456789\n");
  put (f, "a line that is longer than a file may be\n");
  put (f, "e\n");
  assert_file (f, "log", "e\n");
  assert_file (f, "log.1", "a line that is longer than a file may be\n");
  assert_file (f, "log.4", "b23456789\n");
  assert_file (f, "log.5", NULL);
}

static void
test_continues (Fixture *f, gconstpointer data)
{
  g_test_summary ("A file of an earlier run goes on, on a line of its own");

  g_free (perch_scratch_write (&f->scratch, "log", "killed in the mi", 0600));
  put (f, "one\n");
  assert_file (f, "log", "one\n");
  assert_file (f, "log.1", "killed in the mi\n");
}

static void
test_removed (Fixture *f, gconstpointer data)
{
  g_autofree char *path = g_build_filename (f->scratch.dir, "log", NULL);

  put (f, "one\n");
  g_assert_cmpint (g_remove (path), ==, 0);
  put (f, "two\n");
  assert_file (f, "log", "two\n");
}

static void
test_symlink (Fixture *f, gconstpointer data)
{
  g_autofree char *path = g_build_filename (f->scratch.dir, "log", NULL);
  g_autofree char *target = g_build_filename (f->scratch.dir, "target", NULL);

  g_assert_cmpint (symlink (target, path), ==, 0);
  assert_fails (f, "it is a symbolic link");
  assert_file (f, "target", NULL);
}

static void
test_not_a_file (Fixture *f, gconstpointer data)
{
  g_autofree char *path = g_build_filename (f->scratch.dir, "log", NULL);

  g_assert_cmpint (mkfifo (path, 0600), ==, 0);
  assert_fails (f, "not a regular file");
  g_assert_cmpint (g_remove (path), ==, 0);

  g_assert_cmpint (g_mkdir (path, 0700), ==, 0);
  assert_fails (f, "open");
  g_assert_cmpint (g_rmdir (path), ==, 0);

  put (f, "works again\n");
}

static void
test_full (Fixture *f, gconstpointer data)
{
  g_autoptr (PerchJournalFile) file = perch_journal_file_new ("/dev", "full", 20);
  g_autoptr (GError) error = NULL;
  gsize n_written = 0;

  g_test_summary ("/dev/full stands for what is not a file; a full disk is tested by the journal");
  g_assert_false (perch_journal_file_write (file, "line\n", 5, &n_written, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_REGULAR_FILE);
}

/* Writes as much as a full disk takes. */
static void
tear (Fixture *f, const char *lines, gsize n_bytes, gsize *n_written)
{
  g_autoptr (GError) error = NULL;
  gboolean written = FALSE;
  PerchFullDisk full;

  perch_full_disk_begin (&full, n_bytes);
  written = perch_journal_file_write (f->file, lines, strlen (lines), n_written, &error);
  perch_full_disk_end (&full);
  g_assert_false (written);
  g_assert_nonnull (error);
}

static void
write_rest (Fixture *f, const char *lines, gsize *n_written)
{
  g_autoptr (GError) error = NULL;

  perch_journal_file_write (f->file, lines, strlen (lines), n_written, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (*n_written, ==, strlen (lines));
}

static void
test_torn (Fixture *f, gconstpointer data)
{
  g_autofree char *path = g_build_filename (f->scratch.dir, "log", NULL);
  g_autofree char *moved = g_build_filename (f->scratch.dir, "moved", NULL);
  const char *lines = "one\ntwo\nthree\n";
  gsize n_written = 0;

  g_test_summary ("A torn line goes on in the file that has its first part, and nowhere else");

  tear (f, lines, 6, &n_written);
  g_assert_cmpuint (n_written, ==, 6);
  write_rest (f, lines, &n_written);
  assert_file (f, "log", lines);
  g_assert_cmpint (g_remove (path), ==, 0);

  g_test_message ("It is removed to make room");
  n_written = 0;
  tear (f, lines, 6, &n_written);
  g_assert_cmpint (g_remove (path), ==, 0);
  write_rest (f, lines, &n_written);
  assert_file (f, "log", "two\nthree\n");
  g_assert_cmpint (g_remove (path), ==, 0);

  g_test_message ("It is moved away, and there is no room for a whole line yet");
  n_written = 0;
  tear (f, lines, 6, &n_written);
  g_assert_cmpint (g_rename (path, moved), ==, 0);
  tear (f, lines, 2, &n_written);
  g_assert_cmpuint (n_written, ==, 6);
  write_rest (f, lines, &n_written);
  assert_file (f, "log", "two\nthree\n");
  assert_file (f, "moved", "one\ntw");
  g_assert_cmpint (g_remove (path), ==, 0);

  g_test_message ("It is emptied");
  n_written = 0;
  tear (f, lines, 6, &n_written);
  g_assert_cmpint (truncate (path, 0), ==, 0);
  write_rest (f, lines, &n_written);
  assert_file (f, "log", "two\nthree\n");
  assert_file (f, "log.1", NULL);
}

static void
test_torn_long (Fixture *f, gconstpointer data)
{
  const char *lines = "a line that is longer than a file may be\ntwo\n";
  gsize n_written = 0;

  g_test_summary ("A torn line ends in its file, however long it is");

  tear (f, lines, 30, &n_written);
  write_rest (f, lines, &n_written);
  assert_file (f, "log.1", "a line that is longer than a file may be\n");
  assert_file (f, "log", "two\n");
}

static void
test_emptied (Fixture *f, gconstpointer data)
{
  g_autofree char *path = g_build_filename (f->scratch.dir, "log", NULL);

  g_test_summary ("A file that somebody has emptied has room again");

  put (f, "123456789\n12345678\n");
  g_assert_cmpint (truncate (path, 0), ==, 0);
  put (f, "one\n");
  assert_file (f, "log", "one\n");
  assert_file (f, "log.1", NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add (path, Fixture, NULL, setup, func, teardown)
  ADD ("/journal-file/append", test_append);
  ADD ("/journal-file/makes-directory", test_makes_directory);
  ADD ("/journal-file/rotate", test_rotate);
  ADD ("/journal-file/continues", test_continues);
  ADD ("/journal-file/removed", test_removed);
  ADD ("/journal-file/symlink", test_symlink);
  ADD ("/journal-file/not-a-file", test_not_a_file);
  ADD ("/journal-file/full", test_full);
  ADD ("/journal-file/torn", test_torn);
  ADD ("/journal-file/torn-long", test_torn_long);
  ADD ("/journal-file/emptied", test_emptied);
  return g_test_run ();
}
