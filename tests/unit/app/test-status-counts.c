/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/server/status-counts.h"

static guint64
get (GArray *counts, guint status)
{
  for (guint i = 0; i < counts->len; i++)
    if (g_array_index (counts, PerchStatusCount, i).status == status)
      return g_array_index (counts, PerchStatusCount, i).n_requests;
  return G_MAXUINT64;
}

static void
test_counts (void)
{
  g_autoptr (GArray) counts = perch_status_counts_new ();

  g_assert_cmpuint (counts->len, ==, 1);
  g_assert_cmpuint (get (counts, 200), ==, 0);
  for (guint i = 0; i < 1000; i++)
    perch_status_counts_add (counts, i % 10 == 0 ? 404 : 200);
  perch_status_counts_add (counts, 499);
  g_assert_cmpuint (counts->len, ==, 3);
  g_assert_cmpuint (get (counts, 200), ==, 900);
  g_assert_cmpuint (get (counts, 404), ==, 100);
  g_assert_cmpuint (get (counts, 499), ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/status-counts/counts", test_counts);
  return g_test_run ();
}
