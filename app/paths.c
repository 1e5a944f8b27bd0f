/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/paths.h"

#include "app/server/instance.h"
#include "config.h"

/* Folders of this instance of Perch in the person's home; whoever writes into one makes it, mode
 * 0700. */

/**
 * perch_paths_get_config_dir:
 *
 * Returns: (transfer full): where settings are
 */
char *
perch_paths_get_config_dir (void)
{
  return g_build_filename (g_get_user_config_dir (), perch_instance_get_name (), NULL);
}

/**
 * perch_paths_get_profiles_dir:
 *
 * Returns: (transfer full): where the backends' profiles are
 */
char *
perch_paths_get_profiles_dir (void)
{
  return g_build_filename (g_get_user_config_dir (), perch_instance_get_name (), "backends", NULL);
}

/**
 * perch_paths_get_state_dir:
 *
 * Returns: (transfer full): where the logs are
 */
char *
perch_paths_get_state_dir (void)
{
  return g_build_filename (g_get_user_state_dir (), perch_instance_get_name (), NULL);
}

/**
 * perch_paths_get_data_dir:
 *
 * Returns: (transfer full): where carried Python files are unpacked
 */
char *
perch_paths_get_data_dir (void)
{
  return g_build_filename (g_get_user_data_dir (), perch_instance_get_name (), NULL);
}

/**
 * perch_paths_get_run_dir:
 *
 * Returns: (transfer full): where the run directories are
 */
char *
perch_paths_get_run_dir (void)
{
  return g_build_filename (g_get_user_cache_dir (), perch_instance_get_name (), "run", NULL);
}

/**
 * perch_paths_get_program_dir:
 *
 * Returns: (transfer full): the folder of the program that runs
 */
char *
perch_paths_get_program_dir (void)
{
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);

  return g_path_get_dirname (self != NULL ? self : PERCH_LIBEXECDIR "/.");
}

/**
 * perch_paths_find_program:
 * @name: "perch", "perch-tray", "perch-bundle", "perch-guard", "perch-rpc.so" or "perch-secret.so"
 *
 * Finds a program that belongs to this very Perch, never one from PATH: beside the program that
 * runs, where the build puts it, beside an installation that has been moved, or where it is
 * installed.
 *
 * Returns: (transfer full) (nullable): its path
 */
char *
perch_paths_find_program (const char *name)
{
  g_autofree char *folder = perch_paths_get_program_dir ();
  const char *const beside[] = { ".", "server", "../backend-manager/guard",
                                 "../backend-manager/rpc", "../libexec/perch" };
  g_autofree char *installed = g_build_filename (PERCH_LIBEXECDIR, name, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (beside); i++)
    {
      g_autofree char *path = g_build_filename (folder, beside[i], name, NULL);

      if (g_file_test (path, G_FILE_TEST_IS_EXECUTABLE) &&
          g_file_test (path, G_FILE_TEST_IS_REGULAR))
        return g_canonicalize_filename (path, NULL);
    }

  if (g_file_test (installed, G_FILE_TEST_IS_EXECUTABLE))
    return g_steal_pointer (&installed);
  return NULL;
}

/**
 * perch_paths_find_docs:
 *
 * Returns: (transfer full): where docs.gresource is: where the build puts it, or else where it
 *   should be installed
 */
char *
perch_paths_find_docs (void)
{
  g_autofree char *folder = perch_paths_get_program_dir ();
  g_autofree char *built = g_build_filename (folder, "..", "resources", "docs.gresource", NULL);

  if (g_file_test (built, G_FILE_TEST_IS_REGULAR))
    return g_canonicalize_filename (built, NULL);
  return g_build_filename (PERCH_DATADIR, "perch", "docs.gresource", NULL);
}

/**
 * perch_paths_find_catalogues:
 *
 * Returns: (transfer full): where translations are: where the build puts them, beside an
 *   installation that has been moved, or else where they should be installed
 */
char *
perch_paths_find_catalogues (void)
{
  /* One of ours stands for all. */
  const char *const some = "de/LC_MESSAGES/perch.mo";
  g_autofree char *folder = perch_paths_get_program_dir ();
  const char *const beside[] = { "../po", "../share/locale" };

  for (guint i = 0; i < G_N_ELEMENTS (beside); i++)
    {
      g_autofree char *place = g_build_filename (folder, beside[i], NULL);
      g_autofree char *file = g_build_filename (place, some, NULL);

      if (g_file_test (file, G_FILE_TEST_IS_REGULAR))
        return g_canonicalize_filename (place, NULL);
    }
  return g_strdup (PERCH_LOCALEDIR);
}

/**
 * perch_paths_name_bundle:
 *
 * Returns: (transfer full): what to call a support bundle that is made now
 */
char *
perch_paths_name_bundle (void)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();

  return g_date_time_format (now, "perch-bundle-%Y%m%d-%H%M%S.tar.zst");
}
