/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _PerchTable PerchTable;

/**
 * PerchPainter:
 *
 * Returns: (transfer none): the escape sequence that @cell is shown with, or ""
 */
typedef const char *(*PerchPainter) (const char *cell);

PerchTable *perch_table_new (const char *const *headings);
void perch_table_free (PerchTable *self);
void perch_table_add_row (PerchTable *self, const char *const *cells);
void perch_table_paint (PerchTable *self, guint column, PerchPainter painter);
char *perch_table_format (PerchTable *self, gboolean colour);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PerchTable, perch_table_free)

G_END_DECLS
