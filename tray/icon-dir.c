/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "tray/icon-dir.h"

/**
 * perch_icon_dir_find:
 * @program_dir: (type filename): folder of the running program
 *
 * Finds Perch's own icons beside the program, installed or in the build folder, so that they are
 * the ones that belong to it and show even when the system's icon theme does not know them.
 *
 * Returns: (transfer full) (nullable) (type filename): absolute path of a folder with an icon
 * theme, or %NULL when there is none and only the system's own theme is left
 */
char *
perch_icon_dir_find (const char *program_dir)
{
  g_autofree char *installed = NULL;
  g_autofree char *built = NULL;

  g_return_val_if_fail (program_dir != NULL, NULL);

  installed = g_build_filename (program_dir, "..", "share", "icons", NULL);
  built = g_build_filename (program_dir, "..", "resources", "icons", NULL);

  for (guint i = 0; i < 3; i++)
    {
      const char *const places[] = { built, installed, PERCH_DATADIR "/icons" };
      g_autofree char *file =
          g_build_filename (places[i], "hicolor", "scalable", "apps", "perch-running.svg", NULL);

      if (g_file_test (file, G_FILE_TEST_IS_REGULAR))
        return g_canonicalize_filename (places[i], NULL);
    }
  return NULL;
}
