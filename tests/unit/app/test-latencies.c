/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/server/latencies.h"

static void
test_none (void)
{
  g_autoptr (PerchLatencies) latencies = perch_latencies_new ();

  g_assert_cmpuint (perch_latencies_get_n (latencies), ==, 0);
  g_assert_cmpint (perch_latencies_get_max (latencies), ==, 0);
  g_assert_cmpint (perch_latencies_get_percentile (latencies, 50), ==, 0);
}

static void
test_percentiles (void)
{
  g_autoptr (PerchLatencies) latencies = perch_latencies_new ();

  for (guint us = 1; us <= 1000; us++)
    perch_latencies_add (latencies, us);
  g_assert_cmpuint (perch_latencies_get_n (latencies), ==, 1000);
  g_assert_cmpint (perch_latencies_get_max (latencies), ==, 1000);
  g_assert_cmpint (perch_latencies_get_percentile (latencies, 1), ==, 10);
  g_assert_cmpint (perch_latencies_get_percentile (latencies, 50), >=, 500);
  g_assert_cmpint (perch_latencies_get_percentile (latencies, 50), <=, 500 * 9 / 8);
  g_assert_cmpint (perch_latencies_get_percentile (latencies, 95), >=, 950);
  g_assert_cmpint (perch_latencies_get_percentile (latencies, 95), <=, 1000);
  g_assert_cmpint (perch_latencies_get_percentile (latencies, 100), ==, 1000);
}

static void
test_every_size (void)
{
  g_test_summary ("Alone, each duration is what it is, and never more than an eighth above it.");

  for (guint bits = 0; bits < 62; bits++)
    for (int off = -1; off <= 1; off++)
      {
        g_autoptr (PerchLatencies) latencies = perch_latencies_new ();
        gint64 us = (G_GINT64_CONSTANT (1) << bits) + off;

        perch_latencies_add (latencies, us);
        g_assert_cmpint (perch_latencies_get_percentile (latencies, 99), ==, us);
        /* With a longer one after it, it is told as the end of its bucket. */
        perch_latencies_add (latencies, G_MAXINT64);
        if (bits >= 36)
          continue;
        g_assert_cmpint (perch_latencies_get_percentile (latencies, 50), >=, us);
        g_assert_cmpint (perch_latencies_get_percentile (latencies, 50), <=, us + us / 8);
      }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/latencies/none", test_none);
  g_test_add_func ("/latencies/percentiles", test_percentiles);
  g_test_add_func ("/latencies/every-size", test_every_size);
  return g_test_run ();
}
