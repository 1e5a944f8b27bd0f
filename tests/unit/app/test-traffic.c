/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/server/traffic.h"

static void
add (PerchTraffic *traffic, const char *surface, guint status)
{
  PerchTrafficEntry *entry = g_new0 (PerchTrafficEntry, 1);

  entry->surface = g_intern_string (surface);
  entry->path = g_strdup ("/status");
  entry->status = status;
  entry->duration_us = status;
  perch_traffic_add (traffic, entry);
}

static void
test_bounded (void)
{
  g_autoptr (PerchTraffic) traffic = perch_traffic_new ();
  GQueue *entries = perch_traffic_get_entries (traffic);
  PerchTrafficEntry *oldest = NULL;

  g_test_summary ("The oldest are forgotten, but not how long they took.");

  for (guint i = 0; i < PERCH_TRAFFIC_KEPT + 3; i++)
    add (traffic, "bridge", i);
  g_assert_cmpuint (entries->length, ==, PERCH_TRAFFIC_KEPT);
  oldest = g_queue_peek_head (entries);
  g_assert_cmpuint (oldest->status, ==, 3);
  g_assert_cmpuint (perch_latencies_get_n (perch_traffic_get_latencies (traffic, "bridge")), ==,
                    PERCH_TRAFFIC_KEPT + 3);
}

static void
test_surfaces (void)
{
  g_autoptr (PerchTraffic) traffic = perch_traffic_new ();

  add (traffic, "bridge", 200);
  add (traffic, "hooks", 404);
  g_assert_cmpint (perch_latencies_get_max (perch_traffic_get_latencies (traffic, "bridge")), ==,
                   200);
  g_assert_cmpint (perch_latencies_get_max (perch_traffic_get_latencies (traffic, "hooks")), ==,
                   404);
  g_assert_null (perch_traffic_get_latencies (traffic, "listener"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/traffic/bounded", test_bounded);
  g_test_add_func ("/traffic/surfaces", test_surfaces);
  return g_test_run ();
}
