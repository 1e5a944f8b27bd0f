/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define PERCH_LOG_NO_ROW G_MAXUINT

/**
 * PerchLogSelection:
 * @cursor: the row that the keyboard is at
 * @anchor: the other end of what is selected
 *
 * Some rows in a row, or none: then both are %PERCH_LOG_NO_ROW, as they are in the beginning. A
 * plain value.
 */
typedef struct
{
  guint cursor;
  guint anchor;
} PerchLogSelection;

void perch_log_selection_move (PerchLogSelection *self, guint row, gboolean extend, guint n_rows);
void perch_log_selection_drop_first (PerchLogSelection *self, guint n_gone, guint n_rows);
guint perch_log_selection_get (const PerchLogSelection *self, guint *first);
gboolean perch_log_selection_step (
    const PerchLogSelection *self, guint keyval, guint page, guint n_rows, guint *row);

G_END_DECLS
