/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/config/profile-change.h"

#include <errno.h>
#include <glib/gstdio.h>

#include "app/config/settings-error.h"
#include "app/config/settings-file.h"
#include "backend-manager/executable.h"
#include "backend-manager/json-file.h"
#include "backend-manager/text.h"
#include "config.h"

/* The file of one profile: read, changed and removed. */

static const char *
get_seed (void)
{
  return "{\n"
         "  \"$schema\": \"file://" PERCH_DATADIR "/perch/schemas/backend-profile.schema.json\"\n"
         "}\n";
}

/* A profile is no section: there are many of them, and each has a file. */
static const PerchSection section = {
  .name = "profile",
  .schema = "backend-profile",
  .get_seed = get_seed,
};

/**
 * perch_profile_change_read:
 * @path: the file of a profile
 * @error: %PERCH_SETTINGS_ERROR_FILE: what is wrong with the file
 *
 * Blocks while it reads; any thread.
 *
 * Returns: (transfer full) (nullable): what the file says; nothing when there is no file
 */
JsonObject *
perch_profile_change_read (const char *path, GError **error)
{
  g_auto (GStrv) warnings = NULL;

  g_return_val_if_fail (path != NULL, NULL);

  return perch_settings_file_load (&section, path, &warnings, error);
}

/* Returns: (transfer full) (nullable): the path that @name will have after @changes */
static char *
find_path (JsonObject *before, JsonObject *changes, const char *name, const char *file)
{
  JsonObject *source = json_object_has_member (changes, name) ? changes : before;
  JsonNode *node = json_object_get_member (source, name);

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node) ||
      json_node_get_value_type (node) != G_TYPE_STRING || *json_node_get_string (node) == '\0')
    return NULL;
  return perch_profile_resolve_path (json_node_get_string (node), file);
}

/* What can't be run is not taken, unless it was there before. */
static gboolean
check_program (const char *path, JsonObject *changes, GError **error)
{
  g_autoptr (JsonObject) before = NULL;
  g_autofree char *executable = NULL;
  g_autofree char *venv = NULL;
  g_autoptr (GError) problem = NULL;

  if (!json_object_has_member (changes, "executable") && !json_object_has_member (changes, "venv"))
    return TRUE;
  before = perch_profile_change_read (path, error);
  if (before == NULL)
    return FALSE;
  executable = find_path (before, changes, "executable", path);
  venv = find_path (before, changes, "venv", path);
  if (executable == NULL || perch_executable_can_run (executable, venv, &problem))
    return TRUE;
  g_set_error_literal (error, PERCH_SETTINGS_ERROR, PERCH_SETTINGS_ERROR_VALUE, problem->message);
  return FALSE;
}

/**
 * perch_profile_change_save:
 * @path: the file of a profile, which may not be there yet
 * @changes: what is to be another, see perch_json_patch()
 * @error: #PerchSettingsError; the file is then as it was
 *
 * Changes a profile if the outcome is a good one, which can be run. Blocks until it is on the disk;
 * any thread, but one at a time for one file.
 *
 * Returns: (transfer full) (nullable): what the file says now
 */
JsonObject *
perch_profile_change_save (const char *path, JsonObject *changes, GError **error)
{
  g_auto (GStrv) warnings = NULL;

  g_return_val_if_fail (path != NULL, NULL);
  g_return_val_if_fail (changes != NULL, NULL);

  if (!check_program (path, changes, error))
    return NULL;
  return perch_settings_file_change (&section, path, changes, &warnings, error);
}

/**
 * perch_profile_change_remove:
 * @path: the file of a profile
 * @error: %PERCH_SETTINGS_ERROR_SAVE
 *
 * Returns: whether it is not there any more
 */
gboolean
perch_profile_change_remove (const char *path, GError **error)
{
  g_autofree char *shown = NULL;
  int problem = 0;

  g_return_val_if_fail (path != NULL, FALSE);

  if (g_unlink (path) == 0 || errno == ENOENT)
    return TRUE;
  problem = errno;
  shown = perch_text_escape (path);
  g_set_error (error, PERCH_SETTINGS_ERROR, PERCH_SETTINGS_ERROR_SAVE, "%s: can’t be removed: %s",
               shown, g_strerror (problem));
  return FALSE;
}
