/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "tray/icon-dir.h"
#include "tray/tray.h"

#include <glib/gstdio.h>

static void
test_build_folder (void)
{
  g_autofree char *program_dir = g_build_filename (g_getenv ("PERCH_TOP_BUILDDIR"), "app", NULL);
  g_autofree char *dir = perch_icon_dir_find (program_dir);

  g_assert_nonnull (dir);
  g_assert_true (g_path_is_absolute (dir));
  for (PerchTrayStatus i = PERCH_TRAY_STATUS_STOPPED; i <= PERCH_TRAY_STATUS_NOT_FOUND; i++)
    {
      const char *name = perch_tray_status_get_icon_name (i);
      g_autofree char *coloured = g_strdup_printf ("%s/hicolor/scalable/apps/%s.svg", dir, name);
      g_autofree char *symbolic =
          g_strdup_printf ("%s/hicolor/symbolic/apps/%s-symbolic.svg", dir, name);

      g_assert_true (g_file_test (coloured, G_FILE_TEST_IS_REGULAR));
      g_assert_true (g_file_test (symbolic, G_FILE_TEST_IS_REGULAR));
    }
}

static void
test_installed (void)
{
  g_autofree char *prefix = g_dir_make_tmp ("perch-icons-XXXXXX", NULL);
  g_autofree char *bin = g_build_filename (prefix, "bin", NULL);
  g_autofree char *icons = g_build_filename (prefix, "share", "icons", NULL);
  g_autofree char *apps = g_build_filename (icons, "hicolor", "scalable", "apps", NULL);
  g_autofree char *file = g_build_filename (apps, "perch-running.svg", NULL);
  g_autofree char *before = perch_icon_dir_find (bin);
  g_autofree char *after = NULL;

  g_assert_cmpint (g_mkdir_with_parents (apps, 0700), ==, 0);
  g_assert_cmpint (g_mkdir (bin, 0700), ==, 0);
  g_assert_true (g_file_set_contents (file, "<svg/>", -1, NULL));

  after = perch_icon_dir_find (bin);
  g_assert_cmpstr (before, !=, icons);
  g_assert_cmpstr (after, ==, icons);

  g_assert_cmpint (g_remove (file), ==, 0);
  g_assert_cmpint (g_rmdir (bin), ==, 0);
  for (char *end = apps; strlen (apps) >= strlen (prefix); *strrchr (end, '/') = '\0')
    g_assert_cmpint (g_rmdir (apps), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/icon-dir/build-folder", test_build_folder);
  g_test_add_func ("/icon-dir/installed", test_installed);
  return g_test_run ();
}
