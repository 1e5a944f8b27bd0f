/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/window/field.h"

G_BEGIN_DECLS

#define PERCH_TYPE_CHECK_FIELD (perch_check_field_get_type ())
G_DECLARE_FINAL_TYPE (PerchCheckField, perch_check_field, PERCH, CHECK_FIELD, PerchField)

GtkWidget *perch_check_field_new (PerchEdits *edits, const PerchFieldSpec *spec);
GtkWidget *perch_check_field_get_button (PerchCheckField *self);

G_END_DECLS
