/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/bundle-writer.h"

#include <archive.h>
#include <archive_entry.h>
#include <glib/gstdio.h>
#include <string.h>

#include "tests/unit/backend-manager/scratch.h"

static char *
read_all (const char *path)
{
  struct archive *archive = archive_read_new ();
  struct archive_entry *entry = NULL;
  GString *found = g_string_new (NULL);

  archive_read_support_format_all (archive);
  archive_read_support_filter_all (archive);
  g_assert_cmpint (archive_read_open_filename (archive, path, 4096), ==, ARCHIVE_OK);
  while (archive_read_next_header (archive, &entry) == ARCHIVE_OK)
    {
      char text[1024] = { 0 };

      g_assert_cmpint (archive_read_data (archive, text, sizeof text - 1), >=, 0);
      g_string_append_printf (found, "[%s: %s]", archive_entry_pathname (entry), text);
    }
  archive_read_free (archive);
  return g_string_free (found, FALSE);
}

static void
test_whole (gconstpointer name)
{
  g_auto (PerchScratch) scratch = { 0 };
  const char *directory = perch_scratch_init (&scratch);
  g_autofree char *path = g_build_filename (directory, name, NULL);
  g_autoptr (GError) error = NULL;
  PerchBundleWriter *writer = perch_bundle_writer_new (path, &error);
  g_autofree char *found = NULL;
  GStatBuf info;

  g_assert_no_error (error);
  g_assert_true (perch_bundle_writer_add (writer, "a.txt", "hello", 5, &error));
  g_assert_true (perch_bundle_writer_add (writer, "b/empty.txt", "", 0, &error));
  perch_bundle_writer_leave_out (writer, "c.txt", "nobody may read it");
  g_assert_false (perch_scratch_has (&scratch, name));
  g_assert_true (perch_bundle_writer_finish (writer, &error));
  perch_bundle_writer_free (writer);

  g_assert_cmpint (g_stat (path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);
  found = read_all (path);
  g_assert_cmpstr (found, ==,
                   "[perch-bundle/a.txt: hello][perch-bundle/b/empty.txt: ]"
                   "[perch-bundle/MANIFEST.txt: Support bundle of Perch\n\nIn it:\n"
                   "  a.txt, 5 bytes\n  b/empty.txt, 0 bytes\n\nLeft out:\n"
                   "  c.txt: nobody may read it\n]");
}

static void
test_given_up (void)
{
  g_auto (PerchScratch) scratch = { 0 };
  const char *directory = perch_scratch_init (&scratch);
  g_autofree char *path = g_build_filename (directory, "x.zip", NULL);
  g_autoptr (GDir) folder = NULL;
  PerchBundleWriter *writer = perch_bundle_writer_new (path, NULL);

  g_assert_true (perch_bundle_writer_add (writer, "a.txt", "hello", 5, NULL));
  perch_bundle_writer_free (writer);
  folder = g_dir_open (directory, 0, NULL);
  g_assert_null (g_dir_read_name (folder));
}

static void
test_no_folder (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (perch_bundle_writer_new ("/nowhere/at/all.zip", &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/bundle-writer/zip", "x.zip", test_whole);
  g_test_add_data_func ("/bundle-writer/tar", "x.tar.zst", test_whole);
  g_test_add_func ("/bundle-writer/given-up", test_given_up);
  g_test_add_func ("/bundle-writer/no-folder", test_no_folder);
  return g_test_run ();
}
