/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/branding/branding.h"

#include "app/branding/branding-check.h"
#include "app/config/settings-error.h"
#include "app/config/settings-file.h"
#include "app/server/instance.h"

/* No file of the person's, but checked in the same way. */
static const PerchSection section = {
  .name = "branding",
  .file = "branding.json",
  .schema = "branding",
  .check = perch_branding_check,
};

/**
 * perch_branding_get_named:
 *
 * Returns: (transfer full) (nullable) (type filename): absolute path of what `$PERCH_BRANDING`
 *   names; %NULL when that is not set, or empty
 */
char *
perch_branding_get_named (void)
{
  const char *named = g_getenv (PERCH_BRANDING_VARIABLE);

  return named != NULL && *named != '\0' ? g_canonicalize_filename (named, NULL) : NULL;
}

/**
 * perch_branding_find:
 * @program_dir: (type filename): folder of the program that runs
 *
 * Looks for the file that makes Perch part of a product; the first hit wins: `$PERCH_BRANDING`
 * (unless empty, and even when there is no such file), `branding.json` beside the program, and
 * `../share/perch/branding.json` from there.
 *
 * Returns: (transfer full) (nullable) (type filename): absolute path
 */
char *
perch_branding_find (const char *program_dir)
{
  g_autofree char *named = perch_branding_get_named ();
  g_autofree char *beside = NULL;
  g_autofree char *shared = NULL;

  g_return_val_if_fail (program_dir != NULL, NULL);

  if (named != NULL)
    return g_steal_pointer (&named);
  beside = g_build_filename (program_dir, "branding.json", NULL);
  if (g_file_test (beside, G_FILE_TEST_EXISTS))
    return g_steal_pointer (&beside);
  shared = g_build_filename (program_dir, "..", "share", "perch", "branding.json", NULL);
  return g_file_test (shared, G_FILE_TEST_EXISTS) ? g_canonicalize_filename (shared, NULL) : NULL;
}

static char *
dup_string (JsonObject *values, const char *name)
{
  return g_strdup (json_object_get_string_member_with_default (values, name, NULL));
}

/* Paths in the file are meant from where it is. */
static char *
dup_path (JsonObject *values, const char *name, const char *folder)
{
  const char *path = json_object_get_string_member_with_default (values, name, NULL);

  return path != NULL ? g_canonicalize_filename (path, folder) : NULL;
}

static GStrv
dup_hidden (JsonObject *values)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  JsonArray *hidden = NULL;

  if (json_object_has_member (values, "hidden_entries"))
    hidden = json_object_get_array_member (values, "hidden_entries");
  for (guint i = 0; hidden != NULL && i < json_array_get_length (hidden); i++)
    g_strv_builder_add (names, json_array_get_string_element (hidden, i));
  return g_strv_builder_end (names);
}

/**
 * perch_branding_load:
 * @path: (type filename): absolute path of a `branding.json`
 * @error: a #PERCH_SETTINGS_ERROR: the file, the place in it, what is wrong and what would be right
 *
 * Returns: (transfer full) (nullable): what it says
 */
PerchBranding *
perch_branding_load (const char *path, GError **error)
{
  g_autoptr (PerchBranding) self = NULL;
  g_autoptr (JsonObject) values = NULL;
  g_auto (GStrv) warnings = NULL;
  g_autofree char *folder = NULL;

  g_return_val_if_fail (path != NULL && g_path_is_absolute (path), NULL);

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    {
      g_set_error (error, PERCH_SETTINGS_ERROR, PERCH_SETTINGS_ERROR_FILE,
                   "%s: there is no such file; $PERCH_BRANDING has to name one", path);
      return NULL;
    }
  values = perch_settings_file_load (&section, path, &warnings, error);
  if (values == NULL)
    return NULL;
  for (guint i = 0; warnings[i] != NULL; i++)
    g_warning ("%s", warnings[i]);

  folder = g_path_get_dirname (path);
  self = g_new0 (PerchBranding, 1);
  self->id = dup_string (values, "id");
  self->name = dup_string (values, "name");
  self->icon = dup_path (values, "icon", folder);
  self->icon_dir = dup_path (values, "icon_dir", folder);
  self->backend = dup_path (values, "backend", folder);
  self->hidden_entries = dup_hidden (values);
  if (json_object_has_member (values, "settings"))
    self->settings = json_object_ref (json_object_get_object_member (values, "settings"));
  if (!perch_branding_check_files (self, path, error))
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * perch_branding_load_ours:
 * @program_dir: (type filename): folder of the program that runs
 *
 * For who comes after perch_branding_begin(), which has seen that there is nothing wrong with it.
 *
 * Returns: (transfer full) (nullable): the product that this Perch is a part of
 */
PerchBranding *
perch_branding_load_ours (const char *program_dir)
{
  g_autofree char *path = perch_branding_find (program_dir);

  return path != NULL ? perch_branding_load (path, NULL) : NULL;
}

/**
 * perch_branding_free:
 * @self: (transfer full): a branding
 */
void
perch_branding_free (PerchBranding *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->id);
  g_free (self->name);
  g_free (self->icon);
  g_free (self->icon_dir);
  g_free (self->backend);
  g_strfreev (self->hidden_entries);
  g_clear_pointer (&self->settings, json_object_unref);
  g_free (self);
}

/**
 * perch_branding_get_icon:
 * @self: (nullable): a branding
 *
 * Returns: (transfer full) (nullable): its picture; %NULL where it is that of Perch
 */
GIcon *
perch_branding_get_icon (const PerchBranding *self)
{
  g_autoptr (GFile) file = NULL;

  if (self == NULL || self->icon == NULL)
    return NULL;
  file = g_file_new_for_path (self->icon);
  return g_file_icon_new (file);
}

/* Gives this process, and all that it starts, the name and the folders of the product. A product is
 * always itself, whatever `$PERCH_INSTANCE` it has been started with. */
static void
apply (const PerchBranding *self)
{
  g_set_application_name (self->name != NULL ? self->name : "Perch");
  if (self->id != NULL)
    g_setenv (PERCH_INSTANCE_VARIABLE, self->id, TRUE);
}

static gboolean
seed_section (const char *config_dir, const char *name, JsonObject *values, GError **error)
{
  const PerchSection *settings = perch_sections_find (name, error);
  g_autoptr (JsonObject) changed = NULL;
  g_auto (GStrv) warnings = NULL;
  g_autofree char *path = NULL;

  if (settings == NULL)
    return FALSE;
  path = g_build_filename (config_dir, settings->file, NULL);
  if (g_file_test (path, G_FILE_TEST_EXISTS | G_FILE_TEST_IS_SYMLINK))
    return TRUE;
  g_mkdir_with_parents (config_dir, 0700);
  changed = perch_settings_file_change (settings, path, values, &warnings, error);
  return changed != NULL;
}

/**
 * perch_branding_seed:
 * @self: a branding
 * @config_dir: (type filename): where settings are
 * @error: #PERCH_SETTINGS_ERROR
 *
 * Writes the settings that begin otherwise than usual, in files that are not there yet. From then
 * on they are the person's.
 */
gboolean
perch_branding_seed (const PerchBranding *self, const char *config_dir, GError **error)
{
  JsonObjectIter iter;
  const char *name = NULL;
  JsonNode *values = NULL;

  g_return_val_if_fail (self != NULL && config_dir != NULL, FALSE);

  if (self->settings == NULL)
    return TRUE;
  json_object_iter_init_ordered (&iter, self->settings);
  while (json_object_iter_next_ordered (&iter, &name, &values))
    if (!seed_section (config_dir, name, json_node_get_object (values), error))
      return FALSE;
  return TRUE;
}

/**
 * perch_branding_begin:
 * @program_dir: (type filename): folder of the program that runs
 * @branding: (out) (optional) (nullable) (transfer full): what was found
 * @error: #PERCH_SETTINGS_ERROR
 *
 * Finds out which product this is, if any, and which instance, and applies that. What main
 * functions begin with.
 *
 * Returns: whether there is nothing wrong with what was found
 */
gboolean
perch_branding_begin (const char *program_dir, PerchBranding **branding, GError **error)
{
  g_autofree char *path = perch_branding_find (program_dir);
  g_autoptr (PerchBranding) found = NULL;
  const char *instance = g_getenv (PERCH_INSTANCE_VARIABLE);

  if (path != NULL)
    {
      found = perch_branding_load (path, error);
      if (found == NULL)
        return FALSE;
      apply (found);
    }
  else if (instance != NULL && *instance != '\0' && !perch_instance_is_name (instance))
    {
      g_set_error (error, PERCH_SETTINGS_ERROR, PERCH_SETTINGS_ERROR_VALUE,
                   "$PERCH_INSTANCE is \"%s\"; it becomes the name of folders: up to 64 letters, "
                   "digits, dots, dashes and underscores, a letter or digit first",
                   instance);
      return FALSE;
    }
  else
    g_set_application_name ("Perch");
  if (branding != NULL)
    *branding = g_steal_pointer (&found);
  return TRUE;
}
