/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/carried-files.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utime.h>

#include "tests/unit/backend-manager/full-disk.h"
#include "tests/unit/backend-manager/scratch.h"

#define RESOURCE_DIR "/org/perch/Perch/python"
#define FILE_NAME "perch_backend.py"
#define N_THREADS 8

typedef struct
{
  char *base; /* (owned): what a test makes is below it */
  char *target; /* (owned) */
} Fixture;

static void
setup (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->base = g_dir_make_tmp ("perch-carried-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->target = g_build_filename (fixture->base, "not", "yet", "there", NULL);
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  perch_scratch_remove_tree (fixture->base);
  g_free (fixture->base);
  g_free (fixture->target);
}

static guint
count_entries (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  guint n = 0;

  while (dir != NULL && g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

static char *
unpack (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  char *folder = perch_carried_files_unpack (RESOURCE_DIR, fixture->target, &error);

  g_assert_no_error (error);
  return folder;
}

static char *
read_file (const char *folder, const char *name, gsize *size)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GError) error = NULL;
  char *text = NULL;

  g_file_get_contents (path, &text, size, &error);
  g_assert_no_error (error);
  return text;
}

static void
assert_whole (const char *folder, const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *text = NULL;
  gsize size = 0;

  bytes = g_resources_lookup_data (RESOURCE_DIR "/" FILE_NAME, 0, &error);
  g_assert_no_error (error);
  text = read_file (folder, name, &size);
  g_assert_cmpmem (text, size, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static void
test_unpack (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = unpack (fixture);
  g_autofree char *again = unpack (fixture);
  g_autofree char *name = g_path_get_basename (folder);
  g_autofree char *file = g_build_filename (folder, FILE_NAME, NULL);
  GStatBuf info;

  g_assert_cmpstr (folder, ==, again);
  g_assert_true (g_str_has_prefix (folder, fixture->target));
  g_assert_cmpuint (strlen (name), ==, 16);
  g_assert_cmpuint (strspn (name, "0123456789abcdef"), ==, 16);
  g_assert_cmpuint (count_entries (fixture->target), ==, 1);
  assert_whole (folder, FILE_NAME);
  g_assert_cmpint (g_stat (file, &info), ==, 0);
  g_assert_cmpuint (info.st_mode & 07777, ==, 0644);
  g_assert_cmpint (g_stat (folder, &info), ==, 0);
  g_assert_cmpuint (info.st_mode & 07777, ==, 0755);
}

static void
test_folders_in_folders (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *flat = unpack (fixture);
  g_autofree char *deep = NULL;

  deep = perch_carried_files_unpack ("/org/perch/Perch", fixture->target, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (flat, !=, deep);
  assert_whole (deep, "python/" FILE_NAME);
}

static void
test_edited_file_stays (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = unpack (fixture);
  g_autofree char *file = g_build_filename (folder, FILE_NAME, NULL);
  g_autofree char *other = g_build_filename (folder, "mine.py", NULL);
  g_autofree char *again = NULL;
  g_autofree char *text = NULL;

  g_file_set_contents (file, "edited", -1, &error);
  g_assert_no_error (error);
  g_file_set_contents (other, "mine", -1, &error);
  g_assert_no_error (error);

  again = unpack (fixture);
  g_assert_cmpstr (folder, ==, again);
  text = read_file (folder, FILE_NAME, NULL);
  g_assert_cmpstr (text, ==, "edited");
  g_assert_true (g_file_test (other, G_FILE_TEST_EXISTS));
}

static void
test_missing_file_returns (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = unpack (fixture);
  g_autofree char *file = g_build_filename (folder, FILE_NAME, NULL);
  g_autofree char *again = NULL;

  g_assert_cmpint (g_remove (file), ==, 0);
  again = unpack (fixture);
  assert_whole (again, FILE_NAME);
}

static void
test_leftovers (Fixture *fixture, gconstpointer data)
{
  g_autofree char *old = g_build_filename (fixture->target, ".unpack-old", NULL);
  g_autofree char *young = g_build_filename (fixture->target, ".unpack-new", NULL);
  g_autofree char *half = g_build_filename (old, FILE_NAME, NULL);
  g_autofree char *kept = g_build_filename (fixture->base, "kept", NULL);
  g_autofree char *link = g_build_filename (old, "link", NULL);
  g_autofree char *folder = NULL;
  struct utimbuf yesterday = { time (NULL) - 86400, time (NULL) - 86400 };

  g_test_summary ("What a killed Perch left is removed once it is old, without following links; "
                  "what may be another Perch at work is left alone.");

  g_assert_cmpint (g_mkdir_with_parents (old, 0755), ==, 0);
  g_assert_cmpint (g_mkdir_with_parents (young, 0755), ==, 0);
  g_assert_cmpint (g_mkdir_with_parents (kept, 0755), ==, 0);
  g_assert_true (g_file_set_contents (half, "ha", -1, NULL));
  g_assert_cmpint (symlink (kept, link), ==, 0);
  g_assert_cmpint (utime (old, &yesterday), ==, 0);

  folder = unpack (fixture);
  assert_whole (folder, FILE_NAME);
  g_assert_false (g_file_test (old, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (young, G_FILE_TEST_IS_DIR));
  g_assert_true (g_file_test (kept, G_FILE_TEST_IS_DIR));
}

static gpointer
unpack_in_thread (gpointer data)
{
  return unpack (data);
}

static void
test_concurrent (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = NULL;
  GThread *threads[N_THREADS];

  for (guint i = 0; i < N_THREADS; i++)
    threads[i] = g_thread_new ("unpack", unpack_in_thread, fixture);
  for (guint i = 0; i < N_THREADS; i++)
    {
      g_autofree char *other = g_thread_join (threads[i]);

      if (folder == NULL)
        folder = g_steal_pointer (&other);
      else
        g_assert_cmpstr (folder, ==, other);
    }
  assert_whole (folder, FILE_NAME);
  g_assert_cmpuint (count_entries (fixture->target), ==, 1);
}

static void
test_read_only_target (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = NULL;
  uid_t uid = geteuid ();

  /* For root no folder is read-only: be somebody else for a moment. */
  g_assert_cmpint (g_chmod (fixture->base, 0555), ==, 0);
  if (uid == 0)
    g_assert_cmpint (seteuid (65534), ==, 0);
  folder = perch_carried_files_unpack (RESOURCE_DIR, fixture->base, &error);
  g_assert_cmpint (seteuid (uid), ==, 0);
  g_assert_cmpint (g_chmod (fixture->base, 0755), ==, 0);

  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_ACCES);
  g_assert_nonnull (strstr (error->message, fixture->base));
  g_assert_null (folder);
  g_assert_cmpuint (count_entries (fixture->base), ==, 0);
}

static void
test_no_room (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = NULL;
  PerchFullDisk full;

  perch_full_disk_begin (&full, 100);
  folder = perch_carried_files_unpack (RESOURCE_DIR, fixture->target, &error);
  perch_full_disk_end (&full);

  g_assert_null (folder);
  g_assert_nonnull (error);
  g_assert_cmpuint (count_entries (fixture->target), ==, 0);
}

static void
test_in_the_way (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = unpack (fixture);
  g_autofree char *second = NULL;
  g_autofree char *third = NULL;

  g_test_summary ("A file where the folder has to be, and one where its parent has to be.");

  perch_scratch_remove_tree (folder);
  g_assert_true (g_file_set_contents (folder, "a file", -1, NULL));
  second = perch_carried_files_unpack (RESOURCE_DIR, fixture->target, &error);
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOTDIR);
  g_assert_null (second);
  g_assert_cmpuint (count_entries (fixture->target), ==, 1);

  g_clear_error (&error);
  third = perch_carried_files_unpack (RESOURCE_DIR, folder, &error);
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOTDIR);
  g_assert_null (third);
}

static void
test_no_such_resource (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = NULL;

  folder = perch_carried_files_unpack ("/org/perch/nowhere", fixture->target, &error);
  g_assert_error (error, G_RESOURCE_ERROR, G_RESOURCE_ERROR_NOT_FOUND);
  g_assert_null (folder);
  g_assert_false (g_file_test (fixture->target, G_FILE_TEST_EXISTS));
}

int
main (int argc, char **argv)
{
  umask (022); /* test_unpack() looks at modes */
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add ("/carried-files/" name, Fixture, NULL, setup, func, teardown)
  ADD ("unpack", test_unpack);
  ADD ("folders-in-folders", test_folders_in_folders);
  ADD ("edited-file-stays", test_edited_file_stays);
  ADD ("missing-file-returns", test_missing_file_returns);
  ADD ("leftovers", test_leftovers);
  ADD ("concurrent", test_concurrent);
  ADD ("read-only-target", test_read_only_target);
  ADD ("no-room", test_no_room);
  ADD ("in-the-way", test_in_the_way);
  ADD ("no-such-resource", test_no_such_resource);
#undef ADD
  return g_test_run ();
}
