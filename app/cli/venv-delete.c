/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/venv-delete.h"

#include <string.h>

#include "app/cli/await.h"
#include "app/cli/output.h"
#include "app/cli/venv-commands.h"
#include "app/paths.h"
#include "backend-manager/json-text.h"
#include "backend-manager/profile-dir.h"
#include "backend-manager/text.h"

G_GNUC_PRINTF (2, 3)
static gboolean
refuse (GError **error, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  if (error != NULL)
    *error = g_error_new_valist (PERCH_CLI_ERROR, PERCH_EXIT_FAILED, format, args);
  va_end (args);
  return FALSE;
}

static gboolean
is_in (const char *path, const char *folder)
{
  g_autofree char *inner = g_canonicalize_filename (path, NULL);
  gsize length = strlen (folder);

  return g_str_has_prefix (inner, folder) && (inner[length] == '\0' || inner[length] == '/');
}

/* Returns: (transfer full): names of the backends that run in it, "" when none does */
static char *
list_users (const char *path)
{
  g_autofree char *folder = perch_paths_get_profiles_dir ();
  g_autoptr (PerchProfileDir) profiles = perch_profile_dir_load (folder);
  GString *names = g_string_new (NULL);

  for (guint i = 0; i < profiles->profiles->len; i++)
    {
      const PerchProfile *profile = g_ptr_array_index (profiles->profiles, i);

      if (profile->venv != NULL && is_in (profile->venv, path))
        g_string_append_printf (names, "%s%s", names->len > 0 ? ", " : "", profile->name);
    }
  return g_string_free (names, FALSE);
}

/* What no option makes right: an environment that was made in a folder of other things takes them
 * along, and conda keeps books. */
static gboolean
check_kind (const PerchPythonEnvironment *environment, GError **error)
{
  g_autofree char *shown = perch_text_escape (environment->path);
  g_autofree char *here = g_get_current_dir ();

  if (environment->kind == PERCH_ENVIRONMENT_CONDA)
    return refuse (error, "%s belongs to conda; delete it with: conda env remove -p %s", shown,
                   shown);
  if (is_in (g_get_home_dir (), environment->path))
    return refuse (error, "%s has your home in it, and is not deleted", shown);
  if (is_in (here, environment->path))
    return refuse (error, "%s has the folder in it that you are in, and is not deleted", shown);
  return TRUE;
}

static gboolean
check_owner (const PerchPythonEnvironment *environment, GError **error)
{
  g_autofree char *shown = perch_text_escape (environment->path);
  g_autofree char *users = list_users (environment->path);

  if (!environment->made_by_perch)
    return refuse (error, "%s was not made by Perch; with --force it is deleted all the same",
                   shown);
  if (*users != '\0')
    return refuse (error, "%s is the environment of %s; with --force it is deleted all the same",
                   shown, users);
  return TRUE;
}

static gboolean delete (const char *path, GError **error)
{
  g_autoptr (PerchAwait) await = perch_await_new ();

  perch_venv_delete_async (path, perch_await_ready_cb, await);
  return perch_venv_delete_finish (perch_await_result (await), error);
}

/**
 * perch_venv_delete:
 * @typed: which environment
 * @force: whether to delete one that Perch has not made, or that a backend uses
 * @json: whether programs are to read what came of it
 *
 * Deletes an environment. Anything else is never deleted.
 *
 * Returns: what to exit with
 */
PerchExitStatus
perch_venv_delete (const char *typed, gboolean force, gboolean json)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PerchPythonEnvironment) environment = perch_venv_find (typed, &error);
  g_autoptr (JsonNode) node = NULL;
  g_autofree char *shown = NULL;

  if (environment == NULL || !check_kind (environment, &error) ||
      (!force && !check_owner (environment, &error)) || !delete (environment->path, &error))
    return perch_output_failure (json, NULL, error);

  shown = perch_text_escape (environment->path);
  node = json_from_string ("{\"status\":\"ok\"}", NULL);
  perch_json_set_text (json_node_get_object (node), "deleted", environment->path);
  if (json)
    perch_output_json (node);
  else
    g_print ("%s is deleted\n", shown);
  return PERCH_EXIT_OK;
}
