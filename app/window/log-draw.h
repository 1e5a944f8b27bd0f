/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gtk/gtk.h>

#include "app/window/log-model.h"
#include "app/window/log-selection.h"

G_BEGIN_DECLS

typedef struct _PerchLogDraw PerchLogDraw;

PerchLogDraw *perch_log_draw_new (GtkWidget *widget);
void perch_log_draw_free (PerchLogDraw *self);
int perch_log_draw_get_row_height (PerchLogDraw *self);
void perch_log_draw_rows (PerchLogDraw *self,
                          cairo_t *cr,
                          PerchLogModel *model,
                          double top,
                          const PerchLogSelection *selection);
const char *perch_log_level_word (PerchLevel level);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PerchLogDraw, perch_log_draw_free)

G_END_DECLS
