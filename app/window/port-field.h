/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/window/field.h"

G_BEGIN_DECLS

#define PERCH_TYPE_PORT_FIELD (perch_port_field_get_type ())
G_DECLARE_FINAL_TYPE (PerchPortField, perch_port_field, PERCH, PORT_FIELD, PerchField)

GtkWidget *perch_port_field_new (PerchEdits *edits, const PerchFieldSpec *spec);

G_END_DECLS
