/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/config/seed.h"

/**
 * perch_config_seed:
 * @path: a settings file
 * @text: what to write when there is none
 * @error: #GFileError; the file is then absent as before
 *
 * Makes sure that a settings file is there for the person to find and change. One that is there is
 * never touched, whatever is in it.
 */
gboolean
perch_config_seed (const char *path, const char *text, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);

  if (g_file_test (path, G_FILE_TEST_EXISTS | G_FILE_TEST_IS_SYMLINK))
    return TRUE;

  g_mkdir_with_parents (folder, 0700);
  return g_file_set_contents_full (
      path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600, error);
}
