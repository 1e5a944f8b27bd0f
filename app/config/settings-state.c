/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/config/settings-state.h"

#include "app/config/json-compare.h"
#include "app/config/seed.h"
#include "app/config/settings-file.h"

/* Each is said once, however often the file is read. */
static void
set_warnings (PerchSettingsState *self, const char *const *warnings)
{
  for (guint i = 0; warnings[i] != NULL; i++)
    if (!g_strv_contains ((const char *const *) self->warnings, warnings[i]))
      g_warning ("%s", warnings[i]);
  g_strfreev (self->warnings);
  self->warnings = g_strdupv ((GStrv) warnings);
}

/**
 * perch_settings_state_seed:
 * @self: a section
 *
 * Writes its file with the defaults when there is none.
 */
void
perch_settings_state_seed (PerchSettingsState *self)
{
  g_autoptr (GError) error = NULL;

  g_return_if_fail (self != NULL);

  if (!perch_config_seed (self->path, self->section->get_seed (), &error))
    g_warning ("%s: %s", self->path, error->message);
}

/**
 * perch_settings_state_load:
 * @section: which settings
 * @folder: the settings folder
 *
 * Reads a settings file; writes it with the defaults first when there is none. One with errors is
 * left as it is, and the defaults hold. Blocks.
 *
 * Returns: (transfer full): free with perch_settings_state_free()
 */
PerchSettingsState *
perch_settings_state_load (const PerchSection *section, const char *folder)
{
  PerchSettingsState *self = NULL;
  g_autoptr (JsonObject) values = NULL;
  g_auto (GStrv) warnings = NULL;
  g_autoptr (GError) error = NULL;

  g_return_val_if_fail (section != NULL && folder != NULL, NULL);

  self = g_new0 (PerchSettingsState, 1);
  self->section = section;
  self->path = g_build_filename (folder, section->file, NULL);
  self->warnings = g_new0 (char *, 1);
  if ((section->flags & PERCH_SECTION_SEEDED) != 0)
    perch_settings_state_seed (self);
  values = perch_settings_file_load (section, self->path, &warnings, &error);
  if (values != NULL)
    set_warnings (self, (const char *const *) warnings);
  else
    {
      perch_settings_state_set_problem (self, error->message);
      values = json_object_new ();
    }
  self->in_force = self->problem == NULL;
  self->values = perch_settings_file_complete (section, values);
  return self;
}

/**
 * perch_settings_state_free:
 * @self: (transfer full): a section
 */
void
perch_settings_state_free (PerchSettingsState *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->path);
  json_object_unref (self->values);
  g_strfreev (self->warnings);
  g_free (self->problem);
  g_free (self);
}

/**
 * perch_settings_outcome_free:
 * @self: (transfer full): an outcome
 */
void
perch_settings_outcome_free (PerchSettingsOutcome *self)
{
  g_return_if_fail (self != NULL);

  g_strfreev (self->changed);
  g_strfreev (self->later);
  g_free (self->problem);
  g_free (self);
}

/**
 * perch_settings_state_set_problem:
 * @self: a section
 * @problem: (nullable): what is wrong with its file
 *
 * Keeps what is wrong, and says it in the log, once.
 *
 * Returns: whether that is something new
 */
gboolean
perch_settings_state_set_problem (PerchSettingsState *self, const char *problem)
{
  g_return_val_if_fail (self != NULL, FALSE);

  if (g_strcmp0 (self->problem, problem) == 0)
    return FALSE;
  g_free (self->problem);
  self->problem = g_strdup (problem);
  if (problem != NULL)
    g_warning ("%s", problem);
  return TRUE;
}

/* Returns: (transfer full): those of @changed that don't take effect now */
static GStrv
list_later (const PerchSettingsState *self, GStrv changed)
{
  g_autoptr (GStrvBuilder) later = g_strv_builder_new ();

  for (guint i = 0; changed[i] != NULL; i++)
    if (self->apply == NULL ||
        (self->section->late != NULL && g_strv_contains (self->section->late, changed[i])))
      g_strv_builder_add (later, changed[i]);
  return g_strv_builder_end (later);
}

/**
 * perch_settings_state_adopt:
 * @self: a section
 * @values: what its file says now, checked
 * @warnings: what should be looked at in it
 *
 * Makes @values the settings in force, and lets them take effect if they are others than before.
 *
 * Returns: (transfer full): what came of it
 */
PerchSettingsOutcome *
perch_settings_state_adopt (PerchSettingsState *self,
                            JsonObject *values,
                            const char *const *warnings)
{
  g_autoptr (JsonObject) before = NULL;
  g_autoptr (GError) error = NULL;
  PerchSettingsOutcome *outcome = NULL;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (values != NULL && warnings != NULL, NULL);

  outcome = g_new0 (PerchSettingsOutcome, 1);
  before = g_steal_pointer (&self->values);
  self->values = perch_settings_file_complete (self->section, values);
  set_warnings (self, warnings);
  outcome->changed = perch_json_list_changes (before, self->values);
  outcome->later = list_later (self, outcome->changed);
  if (self->apply != NULL && (outcome->changed[0] != NULL || !self->in_force) &&
      !self->apply (self->values, self->apply_data, &error))
    outcome->problem = g_strdup (error->message);
  self->in_force = TRUE;
  return outcome;
}
