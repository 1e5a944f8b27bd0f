/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/window/field.h"

G_BEGIN_DECLS

/**
 * PerchChoice:
 * @value: the value of the setting
 * @label: what a person reads
 */
typedef struct
{
  const char *value;
  const char *label;
} PerchChoice;

#define PERCH_TYPE_CHOICE_FIELD (perch_choice_field_get_type ())
G_DECLARE_FINAL_TYPE (PerchChoiceField, perch_choice_field, PERCH, CHOICE_FIELD, PerchField)

GtkWidget *perch_choice_field_new (PerchEdits *edits,
                                   const PerchFieldSpec *spec,
                                   const PerchChoice *choices,
                                   gsize n_choices);

G_END_DECLS
