/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gtk/gtk.h>

#include "app/config/edits.h"
#include "app/hooks/item.h"

G_BEGIN_DECLS

/**
 * PerchFieldSpec:
 * @id: its name for scripts
 * @target: the section, or the file of a profile
 * @name: the member of it
 * @label: what a person reads, with mnemonic
 * @note: (nullable): what there is to know about it
 *
 * Which setting a field is for. It is copied.
 */
typedef struct
{
  const char *id;
  const char *target;
  const char *name;
  const char *label;
  const char *note;
} PerchFieldSpec;

#define PERCH_TYPE_FIELD (perch_field_get_type ())
G_DECLARE_DERIVABLE_TYPE (PerchField, perch_field, PERCH, FIELD, GtkBox)

/**
 * PerchFieldClass:
 * @show_value: makes the control show @value; %NULL when nobody has set one
 * @make_item: (transfer full): what scripts see of the control
 * @keeps_input: whether what the person typed stays there when it was refused
 */
struct _PerchFieldClass
{
  GtkBoxClass parent_class;
  void (*show_value) (PerchField *self, JsonNode *value);
  PerchItem *(*make_item) (PerchField *self, const char *id, const char *label);
  gboolean keeps_input;
};

void perch_field_set_up (PerchField *self, PerchEdits *edits, const PerchFieldSpec *spec);
void perch_field_add_control (PerchField *self, GtkWidget *control, GtkWidget *labelled);
void perch_field_set_context (PerchField *self, const char *context);
void perch_field_set_others (PerchField *self, JsonObject *others);
void perch_field_revert (PerchField *self);
void perch_field_submit (PerchField *self, JsonNode *value);
void perch_field_refuse (PerchField *self, const char *problem);
const char *perch_field_get_label (PerchField *self);
void perch_field_align (PerchField *self, GtkSizeGroup *titles);
PerchItem *perch_field_make_item (PerchField *self);

G_END_DECLS
