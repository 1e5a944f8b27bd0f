/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/config/settings.h"

G_BEGIN_DECLS

/* How many changes can be taken back, one after the other. */
#define PERCH_EDITS_MAX 50

#define PERCH_TYPE_EDITS (perch_edits_get_type ())
G_DECLARE_FINAL_TYPE (PerchEdits, perch_edits, PERCH, EDITS, GObject)

PerchEdits *perch_edits_new (PerchSettings *settings, const char *profiles_dir);
JsonNode *perch_edits_get (PerchEdits *self, const char *target, const char *name);
void perch_edits_change_async (PerchEdits *self,
                               const char *target,
                               JsonObject *changes,
                               const char *label,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
void perch_edits_undo_async (PerchEdits *self, GAsyncReadyCallback callback, gpointer user_data);
PerchSettingsOutcome *perch_edits_finish (PerchEdits *self, GAsyncResult *result, GError **error);
const char *perch_edits_get_undo_label (PerchEdits *self);

G_END_DECLS
