/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/window/field.h"

G_BEGIN_DECLS

/**
 * PerchPathKind:
 * @PERCH_PATH_PROGRAM: a program, or a Python script
 * @PERCH_PATH_FOLDER: a folder; none is an answer, too
 */
typedef enum
{
  PERCH_PATH_PROGRAM,
  PERCH_PATH_FOLDER,
} PerchPathKind;

#define PERCH_TYPE_PATH_FIELD (perch_path_field_get_type ())
G_DECLARE_FINAL_TYPE (PerchPathField, perch_path_field, PERCH, PATH_FIELD, PerchField)

GtkWidget *perch_path_field_new (PerchEdits *edits,
                                 const PerchFieldSpec *spec,
                                 PerchPathKind kind,
                                 const char *usual);

G_END_DECLS
