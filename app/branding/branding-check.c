/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/branding/branding-check.h"

#include "app/config/schema.h"
#include "app/config/sections.h"
#include "app/config/settings-error.h"

/* What its schema can't say of a branding. */

static gboolean
refuse (GError **error, const char *pointer, const char *text)
{
  g_set_error (error, PERCH_SETTINGS_ERROR, PERCH_SETTINGS_ERROR_VALUE, "%s: %s", pointer, text);
  return FALSE;
}

static gboolean
check_section (const char *name, JsonNode *values, GError **error)
{
  g_autofree char *pointer = g_strconcat ("/settings/", name, NULL);
  g_autoptr (GError) problem = NULL;
  g_autoptr (PerchSchema) schema = NULL;
  g_autoptr (GPtrArray) problems = NULL;
  const PerchSection *section = perch_sections_find (name, &problem);

  if (section == NULL)
    return refuse (error, pointer, problem->message);
  schema = perch_schema_load (section->schema);
  problems = perch_settings_problems_new ();
  perch_schema_check (schema, json_node_get_object (values), problems);
  /* A member that nobody knows is a mistake, too: the file belongs to this very Perch. */
  if (problems->len > 0)
    {
      g_autofree char *text = perch_settings_problem_format (g_ptr_array_index (problems, 0));

      return refuse (error, pointer, text);
    }
  if (section->check != NULL && !section->check (json_node_get_object (values), &problem))
    return refuse (error, pointer, problem->message);
  return TRUE;
}

/**
 * perch_branding_check:
 * @values: what a `branding.json` says, fit for its schema
 * @error: the place first
 *
 * Returns: whether the settings in it are fit for their schemas
 */
gboolean
perch_branding_check (JsonObject *values, GError **error)
{
  JsonObjectIter iter;
  const char *name = NULL;
  JsonNode *node = NULL;

  g_return_val_if_fail (values != NULL, FALSE);

  if (!json_object_has_member (values, "settings"))
    return TRUE;
  json_object_iter_init_ordered (&iter, json_object_get_object_member (values, "settings"));
  while (json_object_iter_next_ordered (&iter, &name, &node))
    if (!check_section (name, node, error))
      return FALSE;
  return TRUE;
}

static gboolean
check_file (const char *branding_path, const char *pointer, const char *path, GError **error)
{
  if (path == NULL || g_file_test (path, G_FILE_TEST_IS_REGULAR))
    return TRUE;
  g_set_error (error, PERCH_SETTINGS_ERROR, PERCH_SETTINGS_ERROR_FILE,
               "%s: %s: there is no file %s; paths are meant from where this file is",
               branding_path, pointer, path);
  return FALSE;
}

/**
 * perch_branding_check_files:
 * @branding: what a branding says
 * @path: (type filename): where it says so
 * @error: %PERCH_SETTINGS_ERROR_FILE
 *
 * Returns: whether the pictures that it names are there. A backend that is not is shown as such
 */
gboolean
perch_branding_check_files (const PerchBranding *branding, const char *path, GError **error)
{
  static const char *const icons[] = { "busy",    "failed",  "not-found",
                                       "running", "stopped", "warning" };

  g_return_val_if_fail (branding != NULL && path != NULL, FALSE);

  if (!check_file (path, "/icon", branding->icon, error))
    return FALSE;
  for (guint i = 0; branding->icon_dir != NULL && i < G_N_ELEMENTS (icons); i++)
    {
      g_autofree char *name = g_strdup_printf ("perch-%s.svg", icons[i]);
      g_autofree char *file =
          g_build_filename (branding->icon_dir, "hicolor", "scalable", "apps", name, NULL);

      if (!check_file (path, "/icon_dir", file, error))
        return FALSE;
    }
  return TRUE;
}
