/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * PerchEdit:
 * @target: the name of a section, or the file of a profile, an absolute path
 * @label: what a person calls what is changed
 * @before: (nullable): the values that were there, null for what was not; %NULL when there was no
 *   file
 * @after: (nullable): what they are to be, null for the default; %NULL to remove the file
 *
 * A change of settings that can be taken back.
 */
typedef struct
{
  char *target;
  char *label;
  JsonObject *before;
  JsonObject *after;
} PerchEdit;

PerchEdit *perch_edit_new (const char *target, const char *label, JsonObject *after);
PerchEdit *perch_edit_new_undo (const PerchEdit *self);
void perch_edit_free (PerchEdit *self);
void perch_edit_note_before (PerchEdit *self, JsonObject *values);
gboolean perch_edit_is_in_force (const PerchEdit *self, JsonObject *values);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PerchEdit, perch_edit_free)

G_END_DECLS
