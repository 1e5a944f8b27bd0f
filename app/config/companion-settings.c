/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/config/companion-settings.h"

#include "app/config/seed.h"
#include "backend-manager/json-edit.h"
#include "backend-manager/json-fields.h"
#include "backend-manager/json-file.h"
#include "config.h"

static const char seed[] =
    "{\n"
    "  \"$schema\": \"file://" PERCH_DATADIR "/perch/schemas/companion-settings.schema.json\",\n"
    "  \"autostart\": false\n"
    "}\n";

/**
 * perch_companion_settings_load:
 * @path: `companion-settings.json`; written with the defaults when there is none
 * @settings: (out caller-allocates): on an error, the defaults
 * @warnings: (out) (transfer full): fields that nobody knows, a sentence each
 * @error: what is wrong with the file, with its name and place; it is left as it is
 *
 * Reads what is to be known of Perch itself, backends aside.
 */
gboolean
perch_companion_settings_load (const char *path,
                               PerchCompanionSettings *settings,
                               GStrv *warnings,
                               GError **error)
{
  static const char *const known[] = { "$schema", "autostart", NULL };
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (JsonObject) object = NULL;
  PerchJsonFields fields = { .pointer = "", .warnings = found };

  *settings = (PerchCompanionSettings){ .autostart = FALSE };
  if (!perch_config_seed (path, seed, error))
    return FALSE;

  object = perch_json_file_load (path, error);
  fields.object = object;
  if (object == NULL ||
      !perch_json_fields_get_boolean (&fields, "autostart", &settings->autostart, error))
    {
      g_prefix_error (error, "%s: ", path);
      return FALSE;
    }

  perch_json_fields_warn_unknown (&fields, known);
  for (guint i = 0; i < found->len; i++)
    {
      g_autofree char *warning = g_ptr_array_index (found, i);

      g_ptr_array_index (found, i) = g_strdup_printf ("%s: %s", path, warning);
    }
  g_ptr_array_add (found, NULL);
  *warnings = (GStrv) g_ptr_array_steal (found, NULL);
  return TRUE;
}

/**
 * perch_companion_settings_save_autostart:
 * @error: as perch_json_edit_boolean()
 */
gboolean
perch_companion_settings_save_autostart (const char *path, gboolean autostart, GError **error)
{
  return perch_config_seed (path, seed, error) &&
         perch_json_edit_boolean (path, "autostart", autostart, error);
}
