/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/config/settings-error.h"
#include "app/config/settings-state.h"
#include "app/config/unsaved.h"

G_BEGIN_DECLS

#define PERCH_TYPE_SETTINGS (perch_settings_get_type ())
G_DECLARE_FINAL_TYPE (PerchSettings, perch_settings, PERCH, SETTINGS, GObject)

PerchSettings *perch_settings_new (const char *folder);
const char *perch_settings_get_folder (PerchSettings *self);
const PerchSettingsState *perch_settings_get (PerchSettings *self, const char *section);
PerchUnsaved *perch_settings_get_unsaved (PerchSettings *self);
const char *perch_settings_get_trace_id (PerchSettings *self);
GStrv perch_settings_list_problems (PerchSettings *self);
void perch_settings_set_apply (PerchSettings *self,
                               const char *section,
                               PerchSettingsApply apply,
                               gpointer user_data);
void perch_settings_seed (PerchSettings *self, const char *section);
void perch_settings_reread (PerchSettings *self, const char *section);
void perch_settings_change_traced_async (PerchSettings *self,
                                         const char *section,
                                         JsonObject *changes,
                                         const char *trace_id,
                                         GCancellable *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer user_data);
PerchSettingsOutcome *perch_settings_change_finish (PerchSettings *self,
                                                    GAsyncResult *result,
                                                    GError **error);

/* For a change that no request wants. */
static inline void
perch_settings_change_async (PerchSettings *self,
                             const char *section,
                             JsonObject *changes,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  perch_settings_change_traced_async (self, section, changes, NULL, cancellable, callback,
                                      user_data);
}

G_END_DECLS
