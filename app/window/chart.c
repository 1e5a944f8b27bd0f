/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/window/chart.h"

/* What can be computed about a chart without drawing it. */

/**
 * perch_chart_pick_top:
 * @highest: the highest value that must fit
 * @least: what is returned at least; greater than 0
 *
 * Returns: a round number, 1, 2 or 5 with noughts: people can halve it in their heads
 */
double
perch_chart_pick_top (double highest, double least)
{
  static const double steps[] = { 1.0, 2.0, 5.0 };
  double wanted = MAX (highest, least);
  double noughts = 1.0;

  g_return_val_if_fail (least > 0.0, 1.0);

  while (noughts > wanted)
    noughts /= 10.0;
  while (noughts * 10.0 <= wanted)
    noughts *= 10.0;
  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    if (steps[i] * noughts >= wanted)
      return steps[i] * noughts;
  return 10.0 * noughts; /* dividing has rounded */
}

/**
 * perch_chart_get_x:
 * @when_us: a time, in the clock of @newest_us
 *
 * Returns: where it lies; times before the span lie left of the edge
 */
double
perch_chart_get_x (const PerchChart *self, gint64 when_us)
{
  return self->width - (double) (self->newest_us - when_us) / (double) self->span_us * self->width;
}

/**
 * perch_chart_get_y:
 * @value: a value
 *
 * Returns: where it lies, never outside of the chart
 */
double
perch_chart_get_y (const PerchChart *self, double value)
{
  return self->height - CLAMP (value / self->top, 0.0, 1.0) * self->height;
}

/**
 * perch_chart_find:
 * @points: (array length=n_points) (nullable): oldest first
 * @x: a place
 *
 * Returns: the index of the point that lies nearest to @x; -1 when there is none
 */
int
perch_chart_find (const PerchChart *self, const PerchChartPoint *points, guint n_points, double x)
{
  guint low = 0;
  guint high = n_points;

  if (n_points == 0)
    return -1;
  /* The first point that does not lie left of @x, or behind the last one. */
  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (perch_chart_get_x (self, points[middle].when_us) < x)
        low = middle + 1;
      else
        high = middle;
    }
  if (low == n_points)
    return (int) n_points - 1;
  if (low > 0 && x - perch_chart_get_x (self, points[low - 1].when_us) <
                     perch_chart_get_x (self, points[low].when_us) - x)
    return (int) low - 1;
  return (int) low;
}
