/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

/* A directory for a test, without subdirectories. */

#include "tests/unit/app/scratch-dir.h"

#include <glib/gstdio.h>

char *
scratch_dir_new (void)
{
  g_autoptr (GError) error = NULL;
  char *directory = g_dir_make_tmp ("perch-test-XXXXXX", &error);

  g_assert_no_error (error);
  return directory;
}

void
scratch_dir_remove (const char *directory)
{
  g_autoptr (GDir) dir = g_dir_open (directory, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (directory, name, NULL);

      g_assert_cmpint (g_remove (path), ==, 0);
    }
  g_rmdir (directory);
}

char *
scratch_dir_read (const char *directory, const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (directory, name, NULL);
  char *contents = NULL;

  g_file_get_contents (path, &contents, NULL, &error);
  g_assert_no_error (error);
  return contents;
}

gboolean
scratch_dir_has (const char *directory, const char *name)
{
  g_autofree char *path = g_build_filename (directory, name, NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS | G_FILE_TEST_IS_SYMLINK);
}

void
scratch_dir_write (const char *directory, const char *name, const char *contents)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (directory, name, NULL);

  g_file_set_contents (path, contents, -1, &error);
  g_assert_no_error (error);
}
