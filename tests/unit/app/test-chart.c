/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/window/chart.h"

#define SECOND ((gint64) G_USEC_PER_SEC)

/* One unit a second, and the present at 100. */
static const PerchChart chart = {
  .width = 100.0, .height = 50.0, .newest_us = 1000 * SECOND, .span_us = 100 * SECOND, .top = 10.0
};

static void
test_top (void)
{
  static const struct
  {
    double highest;
    double least;
    double expected;
  } rows[] = {
    { 0.0, 10.0, 10.0 },  { 10.0, 10.0, 10.0 },  { 10.1, 10.0, 20.0 },  { 20.0, 10.0, 20.0 },
    { 33.0, 10.0, 50.0 }, { 50.1, 10.0, 100.0 }, { 99.9, 10.0, 100.0 }, { 100.0, 10.0, 100.0 },
    { 799.0, 10.0, 1e3 }, { 0.0, 10e6, 10e6 },   { 41e6, 10e6, 50e6 },  { 3.1e9, 10e6, 5e9 },
    { 0.0, 0.3, 0.5 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    g_assert_cmpfloat_with_epsilon (perch_chart_pick_top (rows[i].highest, rows[i].least),
                                    rows[i].expected, rows[i].expected * 1e-9);
}

static void
test_places (void)
{
  g_assert_cmpfloat (perch_chart_get_x (&chart, 1000 * SECOND), ==, 100.0);
  g_assert_cmpfloat (perch_chart_get_x (&chart, 950 * SECOND), ==, 50.0);
  g_assert_cmpfloat (perch_chart_get_x (&chart, 900 * SECOND), ==, 0.0);
  g_assert_cmpfloat (perch_chart_get_x (&chart, 800 * SECOND), <, 0.0);

  g_assert_cmpfloat (perch_chart_get_y (&chart, 0.0), ==, 50.0);
  g_assert_cmpfloat (perch_chart_get_y (&chart, 5.0), ==, 25.0);
  g_assert_cmpfloat (perch_chart_get_y (&chart, 10.0), ==, 0.0);
  g_assert_cmpfloat (perch_chart_get_y (&chart, 1e9), ==, 0.0);
}

static void
test_find (void)
{
  static const PerchChartPoint points[] = { { 910 * SECOND, 1.0 },
                                            { 920 * SECOND, 2.0 },
                                            { 1000 * SECOND, 3.0 } };
  guint n = G_N_ELEMENTS (points);

  g_assert_cmpint (perch_chart_find (&chart, NULL, 0, 50.0), ==, -1);
  g_assert_cmpint (perch_chart_find (&chart, points, n, -20.0), ==, 0);
  g_assert_cmpint (perch_chart_find (&chart, points, n, 10.0), ==, 0);
  g_assert_cmpint (perch_chart_find (&chart, points, n, 14.9), ==, 0);
  g_assert_cmpint (perch_chart_find (&chart, points, n, 15.1), ==, 1);
  g_assert_cmpint (perch_chart_find (&chart, points, n, 59.0), ==, 1);
  g_assert_cmpint (perch_chart_find (&chart, points, n, 61.0), ==, 2);
  g_assert_cmpint (perch_chart_find (&chart, points, n, 200.0), ==, 2);
  g_assert_cmpint (perch_chart_find (&chart, points, 1, 99.0), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/chart/top", test_top);
  g_test_add_func ("/chart/places", test_places);
  g_test_add_func ("/chart/find", test_find);
  return g_test_run ();
}
