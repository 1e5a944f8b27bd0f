/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/backends-set-up.h"

#include <glib/gi18n.h>

#include "app/config/companion-settings.h"
#include "app/paths.h"
#include "app/server/runtime-dir.h"
#include "backend-manager/carried-files.h"
#include "backend-manager/rpc-api.h"
#include "config.h"

#define EXAMPLE "example_backend.py"

static char *
unpack_example (GStrvBuilder *problems)
{
  g_autofree char *data_dir = perch_paths_get_data_dir ();
  g_autofree char *target = g_build_filename (data_dir, "python", NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = perch_carried_files_unpack ("/org/perch/Perch/python", target, &error);

  if (folder == NULL)
    {
      g_autofree char *problem =
          g_strdup_printf ("The example backend can't be unpacked: %s", error->message);

      g_strv_builder_add (problems, problem);
      return NULL;
    }
  return g_build_filename (folder, EXAMPLE, NULL);
}

/**
 * perch_backends_set_up:
 * @settings: the settings
 * @guard: path of perch-guard
 * @backend: (nullable): path of the backend's executable, in place of what would be found
 * @args: (nullable) (array zero-terminated=1): its arguments
 * @branding: (nullable): the product that Perch is a part of
 *
 * Says where everything about backends is, and unpacks the example for who has none.
 *
 * Returns: (transfer full): the backends, none of which is loaded yet
 */
PerchBackendManager *
perch_backends_set_up (PerchSettings *settings,
                       const char *guard,
                       const char *backend,
                       const char *const *args,
                       const PerchBranding *branding)
{
  g_autofree char *rpc_module = perch_paths_find_program (PERCH_RPC_MODULE);
  g_autofree char *profiles_dir = perch_paths_get_profiles_dir ();
  g_autofree char *run_dir = perch_paths_get_run_dir ();
  g_autofree char *runtime_dir = perch_runtime_dir_find ();
  g_autofree char *place_dir = g_build_filename (runtime_dir, "backends", NULL);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) problems = NULL;
  g_autofree char *example = unpack_example (builder);
  PerchBackendManagerOptions options = {
    .profiles_dir = profiles_dir,
    .run_dir = run_dir,
    .place_dir = place_dir,
    .guard = guard,
    .rpc_module = rpc_module,
    .places = { .override = backend,
                .packaged = branding != NULL ? branding->backend : NULL,
                .installed_dir = PERCH_LIBEXECDIR,
                .example = example },
    /* Translators: what a backend is called that nobody has given a name */
    .label = branding != NULL && branding->name != NULL ? branding->name : _ ("Python backend"),
    .args = args,
  };

  g_return_val_if_fail (PERCH_IS_SETTINGS (settings), NULL);
  g_return_val_if_fail (guard != NULL, NULL);

  problems = g_strv_builder_end (builder);
  options.autostart =
      perch_companion_settings_get_autostart (perch_settings_get (settings, "companion")->values);
  options.problems = (const char *const *) problems;
  return perch_backend_manager_new (&options);
}

/**
 * perch_backends_has_only_example:
 * @manager: the backends
 *
 * Returns: whether nobody has told Perch of a backend and none was found, so that there is but the
 *   example, or not even that
 */
gboolean
perch_backends_has_only_example (PerchBackendManager *manager)
{
  g_autoptr (PerchBackend) backend = NULL;
  g_autofree char *data_dir = NULL;
  g_autofree char *name = NULL;
  const char *executable = NULL;

  g_return_val_if_fail (PERCH_IS_BACKEND_MANAGER (manager), FALSE);

  if (g_list_model_get_n_items (G_LIST_MODEL (manager)) != 1)
    return FALSE;
  backend = g_list_model_get_item (G_LIST_MODEL (manager), 0);
  if (perch_backend_get_profile (backend)->file != NULL)
    return FALSE;
  executable = perch_backend_get_executable (backend);
  if (executable == NULL)
    return TRUE;
  data_dir = perch_paths_get_data_dir ();
  name = g_path_get_basename (executable);
  return g_str_equal (name, EXAMPLE) && g_str_has_prefix (executable, data_dir);
}
