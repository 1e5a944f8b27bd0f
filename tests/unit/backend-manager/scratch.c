/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "tests/unit/backend-manager/scratch.h"

#include <glib/gstdio.h>

/**
 * perch_scratch_init:
 *
 * Returns: (transfer none) (type filename): path of the folder
 */
const char *
perch_scratch_init (PerchScratch *self)
{
  g_autoptr (GError) error = NULL;

  self->dir = g_dir_make_tmp ("perch-test-XXXXXX", &error);
  g_assert_no_error (error);
  return self->dir;
}

/**
 * perch_scratch_remove_tree:
 * @path: a file, or a folder with all that is in it; links are not followed
 */
void
perch_scratch_remove_tree (const char *path)
{
  g_autoptr (GDir) dir = NULL;
  const char *name = NULL;

  if (!g_file_test (path, G_FILE_TEST_IS_SYMLINK) && (dir = g_dir_open (path, 0, NULL)) != NULL)
    while ((name = g_dir_read_name (dir)) != NULL)
      {
        g_autofree char *inner = g_build_filename (path, name, NULL);
        perch_scratch_remove_tree (inner);
      }
  g_assert_cmpint (g_remove (path), ==, 0);
}

/**
 * perch_scratch_clear:
 */
void
perch_scratch_clear (PerchScratch *self)
{
  if (self->dir != NULL)
    perch_scratch_remove_tree (self->dir);
  g_clear_pointer (&self->dir, g_free);
}

/**
 * perch_scratch_write:
 * @name: path below the folder; folders on the way are made
 *
 * Returns: (transfer full): absolute path of the file
 */
char *
perch_scratch_write (PerchScratch *self, const char *name, const char *text, int mode)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (self->dir, name, NULL);
  g_autofree char *folder = g_path_get_dirname (path);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0755), ==, 0);
  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_chmod (path, mode), ==, 0);
  return g_steal_pointer (&path);
}

/**
 * perch_scratch_read:
 *
 * Returns: (transfer full): what is in a file that must be there
 */
char *
perch_scratch_read (PerchScratch *self, const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (self->dir, name, NULL);
  char *contents = NULL;

  g_file_get_contents (path, &contents, NULL, &error);
  g_assert_no_error (error);
  return contents;
}

/**
 * perch_scratch_has:
 *
 * Returns: whether there is a file of this name, or a link, even one to nowhere
 */
gboolean
perch_scratch_has (PerchScratch *self, const char *name)
{
  g_autofree char *path = g_build_filename (self->dir, name, NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS) || g_file_test (path, G_FILE_TEST_IS_SYMLINK);
}
