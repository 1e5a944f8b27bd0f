/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/server/event-ring.h"

#include <string.h>

static void
keep (PerchEventRing *ring, const char *text)
{
  perch_event_ring_keep (ring, g_bytes_new (text, strlen (text)));
}

static void
assert_kept (PerchEventRing *ring, guint64 oldest, guint64 newest)
{
  g_assert_cmpuint (perch_event_ring_get_oldest (ring), ==, oldest);
  g_assert_cmpuint (perch_event_ring_get_newest (ring), ==, newest);
}

static void
assert_peek (PerchEventRing *ring, guint64 seq, const char *text)
{
  gsize length = 0;
  const char *data = g_bytes_get_data (perch_event_ring_peek (ring, seq), &length);

  g_assert_cmpmem (data, length, text, strlen (text));
}

static void
test_events (void)
{
  g_autoptr (PerchEventRing) ring = perch_event_ring_new (3, 100);

  assert_kept (ring, 1, 0);
  keep (ring, "a");
  assert_kept (ring, 1, 1);
  keep (ring, "b");
  keep (ring, "c");
  keep (ring, "d");
  assert_kept (ring, 2, 4);
  assert_peek (ring, 2, "b");
  assert_peek (ring, 4, "d");
}

static void
test_bytes (void)
{
  g_autoptr (PerchEventRing) ring = perch_event_ring_new (100, 8);

  keep (ring, "123");
  keep (ring, "12345");
  assert_kept (ring, 1, 2);
  keep (ring, "1234");
  assert_kept (ring, 3, 3);
  keep (ring, "1");
  keep (ring, "longer than all may be");
  assert_kept (ring, 5, 5);
  assert_peek (ring, 5, "longer than all may be");
}

static void
test_first (void)
{
  g_autoptr (PerchEventRing) ring = perch_event_ring_new (2, 100);

  perch_event_ring_set_first (ring, 5000);
  g_assert_cmpuint (perch_event_ring_get_first (ring), ==, 5000);
  assert_kept (ring, 5000, 4999);
  keep (ring, "a");
  keep (ring, "b");
  keep (ring, "c");
  assert_kept (ring, 5001, 5002);
  assert_peek (ring, 5002, "c");
  g_assert_cmpuint (perch_event_ring_get_first (ring), ==, 5000);
}

static void
test_skip (void)
{
  g_autoptr (PerchEventRing) ring = perch_event_ring_new (4, 100);

  for (guint i = 0; i < 6; i++)
    keep (ring, "12345");
  assert_kept (ring, 3, 6);
  g_assert_cmpuint (perch_event_ring_skip (ring, 1, 0, 100), ==, 3);
  g_assert_cmpuint (perch_event_ring_skip (ring, 1, 0, 10), ==, 5);
  g_test_message ("What was there before it began to read does not count.");
  g_assert_cmpuint (perch_event_ring_skip (ring, 3, 5, 5), ==, 3);
  g_assert_cmpuint (perch_event_ring_skip (ring, 3, 6, 0), ==, 3);
  g_test_message ("The newest is never lost.");
  g_assert_cmpuint (perch_event_ring_skip (ring, 3, 0, 0), ==, 6);
  g_assert_cmpuint (perch_event_ring_skip (ring, 7, 0, 0), ==, 7);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/event-ring/events", test_events);
  g_test_add_func ("/event-ring/bytes", test_bytes);
  g_test_add_func ("/event-ring/first", test_first);
  g_test_add_func ("/event-ring/skip", test_skip);
  return g_test_run ();
}
