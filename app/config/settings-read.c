/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/config/settings-private.h"

/* What can be read of the settings. */

/**
 * perch_settings_find:
 * @section: what somebody believes to be the name of a section
 *
 * Returns: (transfer none) (nullable): how it is now
 */
PerchSettingsState *
perch_settings_find (PerchSettings *self, const char *section)
{
  for (guint i = 0; i < self->states->len; i++)
    {
      PerchSettingsState *state = g_ptr_array_index (self->states, i);

      if (g_str_equal (state->section->name, section))
        return state;
    }
  return NULL;
}

/**
 * perch_settings_get_folder:
 *
 * Returns: (transfer none): the settings folder
 */
const char *
perch_settings_get_folder (PerchSettings *self)
{
  g_return_val_if_fail (PERCH_IS_SETTINGS (self), NULL);

  return self->folder;
}

/**
 * perch_settings_get:
 * @section: the name of a section
 *
 * Returns: (transfer none) (nullable): how it is now; its fields change
 */
const PerchSettingsState *
perch_settings_get (PerchSettings *self, const char *section)
{
  g_return_val_if_fail (PERCH_IS_SETTINGS (self), NULL);
  g_return_val_if_fail (section != NULL, NULL);

  return perch_settings_find (self, section);
}

/**
 * perch_settings_get_unsaved:
 *
 * Returns: (transfer none): what is still to be saved of these settings, and of what goes with them
 */
PerchUnsaved *
perch_settings_get_unsaved (PerchSettings *self)
{
  g_return_val_if_fail (PERCH_IS_SETTINGS (self), NULL);

  return self->unsaved;
}

/**
 * perch_settings_get_trace_id:
 *
 * Returns: (transfer none) (nullable): of the request whose change is being told of by
 *   #PerchSettings::changed; %NULL when it was no request's, and at any other time
 */
const char *
perch_settings_get_trace_id (PerchSettings *self)
{
  g_return_val_if_fail (PERCH_IS_SETTINGS (self), NULL);

  return self->trace_id;
}

/**
 * perch_settings_list_problems:
 *
 * Returns: (transfer full) (array zero-terminated=1): what is wrong with the files, a sentence each
 */
GStrv
perch_settings_list_problems (PerchSettings *self)
{
  g_autoptr (GStrvBuilder) problems = g_strv_builder_new ();

  g_return_val_if_fail (PERCH_IS_SETTINGS (self), NULL);

  for (guint i = 0; i < self->states->len; i++)
    {
      const PerchSettingsState *state = g_ptr_array_index (self->states, i);

      if (state->problem != NULL)
        g_strv_builder_add (problems, state->problem);
      g_strv_builder_addv (problems, (const char **) state->warnings);
    }
  return g_strv_builder_end (problems);
}
