/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/journal/log-parts.h"

G_BEGIN_DECLS

#define PERCH_LOG_NO_ROW G_MAXUINT

/**
 * PerchLogSelection:
 * @cursor: the row that the keyboard is at
 * @anchor: the other end of what is selected
 * @file: (owned) (nullable): where the line with the cursor comes from, or came from
 * @start: where it begins in that file
 *
 * Some rows in a row, or none: then @cursor and @anchor are %PERCH_LOG_NO_ROW. A plain value;
 * perch_log_selection_init() fills it.
 */
typedef struct
{
  guint cursor;
  guint anchor;
  PerchLogFile *file;
  guint32 start;
} PerchLogSelection;

void perch_log_selection_init (PerchLogSelection *self);
void perch_log_selection_clear (PerchLogSelection *self);
void perch_log_selection_move (PerchLogSelection *self, guint row, gboolean extend, guint n_rows);
void perch_log_selection_drop_first (PerchLogSelection *self, guint n_gone, guint n_rows);
void perch_log_selection_remember (PerchLogSelection *self, const GPtrArray *parts);
gboolean perch_log_selection_return (PerchLogSelection *self, const GPtrArray *parts);
guint perch_log_selection_get (const PerchLogSelection *self, guint *first);
gboolean perch_log_selection_step (
    const PerchLogSelection *self, guint keyval, guint page, guint n_rows, guint *row);

G_END_DECLS
