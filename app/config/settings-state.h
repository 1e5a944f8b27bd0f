/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <json-glib/json-glib.h>

#include "app/config/sections.h"

G_BEGIN_DECLS

/**
 * PerchSettingsApply:
 * @values: new settings, checked and complete
 * @user_data: what perch_settings_set_apply() was given
 * @error: why they don't work, as a sentence for people
 *
 * Makes new settings take effect. It must not block.
 *
 * Returns: whether that worked
 */
typedef gboolean (*PerchSettingsApply) (JsonObject *values, gpointer user_data, GError **error);

/**
 * PerchSettingsOutcome:
 * @changed: (array zero-terminated=1): which values are others now, such as "limits.max_body_bytes"
 * @later: (array zero-terminated=1): those of them that are in force from the next start on
 * @problem: (nullable): why they don't work though they are in force, such as a port that is taken
 *
 * What came of a change of settings.
 */
typedef struct
{
  GStrv changed;
  GStrv later;
  char *problem;
} PerchSettingsOutcome;

/**
 * PerchSettingsState:
 * @section: which settings these are
 * @path: where their file is, or would be
 * @values: those in force, with the defaults for what the file does not say
 * @warnings: (array zero-terminated=1): what should be looked at in the file, a sentence each
 * @problem: (nullable): why what the file says now is not in force
 *
 * One section. Read the fields, never write them.
 */
typedef struct
{
  const PerchSection *section;
  char *path;
  JsonObject *values;
  GStrv warnings;
  char *problem;
  /*< private >*/
  gboolean in_force; /* there has been a good file */
  PerchSettingsApply apply; /* (nullable) */
  gpointer apply_data;
} PerchSettingsState;

PerchSettingsState *perch_settings_state_load (const PerchSection *section, const char *folder);
void perch_settings_state_free (PerchSettingsState *self);
void perch_settings_state_seed (PerchSettingsState *self);
gboolean perch_settings_state_set_problem (PerchSettingsState *self, const char *problem);
PerchSettingsOutcome *perch_settings_state_adopt (PerchSettingsState *self,
                                                  JsonObject *values,
                                                  const char *const *warnings);
void perch_settings_outcome_free (PerchSettingsOutcome *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PerchSettingsState, perch_settings_state_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PerchSettingsOutcome, perch_settings_outcome_free)

G_END_DECLS
