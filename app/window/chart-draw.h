/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gtk/gtk.h>

#include "app/window/chart.h"

G_BEGIN_DECLS

void perch_chart_draw (const PerchChart *self,
                       GtkWidget *area,
                       cairo_t *cr,
                       const PerchChartPoint *points,
                       guint n_points,
                       int marked);
void perch_chart_draw_text (
    const PerchChart *self, GtkWidget *area, cairo_t *cr, const char *text, gboolean centred);

G_END_DECLS
