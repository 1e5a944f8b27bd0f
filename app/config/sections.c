/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/config/sections.h"

#include "app/config/bridge-settings.h"
#include "app/config/companion-settings.h"
#include "app/config/hook-settings.h"
#include "app/config/settings-error.h"
#include "app/config/standing-settings.h"
#include "app/config/trigger-settings.h"
#include "app/config/web-listener-settings.h"
#include "backend-manager/text.h"

/* The texts that are on the screen stay what they are. */
static const char *const companion_late[] = { "language", NULL };

static const PerchSection sections[] = {
  { "bridge", "bridge-settings.json", "bridge-settings", perch_bridge_settings_get_seed,
    perch_surface_settings_check, PERCH_SECTION_SEEDED, NULL },
  { "companion", "companion-settings.json", "companion-settings", perch_companion_settings_get_seed,
    NULL, PERCH_SECTION_SEEDED, companion_late },
  { "hook", "hook-settings.json", "hook-settings", perch_hook_settings_get_seed,
    perch_surface_settings_check, 0, NULL },
  { "standing", "standing-answers.json", "standing-answers", perch_standing_settings_get_seed, NULL,
    PERCH_SECTION_NO_PAGES, NULL },
  { "triggers", "triggers.json", "triggers", perch_trigger_settings_get_seed, NULL,
    PERCH_SECTION_SEEDED | PERCH_SECTION_NO_PAGES | PERCH_SECTION_IN_PARTS, NULL },
  { "web-listener", "web-listener-settings.json", "web-listener-settings",
    perch_web_listener_settings_get_seed, perch_surface_settings_check, PERCH_SECTION_SEEDED,
    NULL },
};

/**
 * perch_sections_get:
 * @n_sections: (out): how many there are
 *
 * Returns: (transfer none) (array length=n_sections): all sections, by their names
 */
const PerchSection *
perch_sections_get (gsize *n_sections)
{
  g_return_val_if_fail (n_sections != NULL, NULL);

  *n_sections = G_N_ELEMENTS (sections);
  return sections;
}

static void
set_error (const char *name, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_autofree char *shown = perch_text_escape (name);
  g_autofree char *list = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (sections); i++)
    g_ptr_array_add (names, (gpointer) sections[i].name);
  g_ptr_array_add (names, NULL);
  list = g_strjoinv (", ", (GStrv) names->pdata);
  g_set_error (error, PERCH_SETTINGS_ERROR, PERCH_SETTINGS_ERROR_SECTION,
               "There are no settings called \"%.100s\"; there are %s", shown, list);
}

/**
 * perch_sections_find:
 * @name: what somebody calls a section
 * @error: %PERCH_SETTINGS_ERROR_SECTION
 *
 * Returns: (transfer none) (nullable): the section
 */
const PerchSection *
perch_sections_find (const char *name, GError **error)
{
  g_return_val_if_fail (name != NULL, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (sections); i++)
    if (g_str_equal (sections[i].name, name))
      return &sections[i];
  set_error (name, error);
  return NULL;
}

/**
 * perch_sections_find_file:
 * @file: the name of a file, without its folder
 *
 * Returns: (transfer none) (nullable): the section that it has
 */
const PerchSection *
perch_sections_find_file (const char *file)
{
  g_return_val_if_fail (file != NULL, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (sections); i++)
    if (g_str_equal (sections[i].file, file))
      return &sections[i];
  return NULL;
}
