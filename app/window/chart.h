/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * PerchChartPoint:
 * @when_us: CLOCK_BOOTTIME, in microseconds
 * @value: not negative
 */
typedef struct
{
  gint64 when_us;
  double value;
} PerchChartPoint;

/**
 * PerchChart:
 * @width: of the drawing
 * @height: of the drawing
 * @newest_us: the time at its right edge
 * @span_us: how much time fits into @width; not 0
 * @top: the value at its upper edge, that at the lower one is 0; not 0
 *
 * Where the values of a chart lie, in the unit of @width and @height, from the upper left corner.
 * A plain value.
 */
typedef struct
{
  double width;
  double height;
  gint64 newest_us;
  gint64 span_us;
  double top;
} PerchChart;

double perch_chart_pick_top (double highest, double least);
double perch_chart_get_x (const PerchChart *self, gint64 when_us);
double perch_chart_get_y (const PerchChart *self, double value);
int perch_chart_find (const PerchChart *self,
                      const PerchChartPoint *points,
                      guint n_points,
                      double x);

G_END_DECLS
