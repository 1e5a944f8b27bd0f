/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/server/trace-id.h"

#include <string.h>

#define ID "4bf92f3577b34da6a3ce929d0e0e4736"

static void
test_new (void)
{
  g_autofree char *one = perch_trace_id_new ();
  g_autofree char *two = perch_trace_id_new ();

  g_assert_cmpuint (strlen (one), ==, 32);
  g_assert_cmpuint (strspn (one, "0123456789abcdef"), ==, 32);
  g_assert_cmpstr (one, !=, two);
  g_assert_cmpint (one[0], !=, '0'); /* so that it is never zero as a whole */
}

static void
test_traceparent (void)
{
  static const char *const good[] = {
    "00-" ID "-00f067aa0ba902b7-01",
    "cc-" ID "-00f067aa0ba902b7-01",
    "cc-" ID "-00f067aa0ba902b7-01-what-the-future-is-like",
  };
  static const char *const bad[] = {
    "",
    ID,
    "00-" ID,
    "00-" ID "-00f067aa0ba902b7-0",
    "00-" ID "-00f067aa0ba902b7-01-more",
    "cc-" ID "-00f067aa0ba902b7-01.more",
    "ff-" ID "-00f067aa0ba902b7-01",
    "0g-" ID "-00f067aa0ba902b7-01",
    "00-" ID "-0000000000000000-01",
    "00-" ID "-00f067aa0ba902bZ-01",
    "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
    "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
    "00_" ID "_00f067aa0ba902b7_01",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autofree char *id = perch_trace_id_from_traceparent (good[i]);

      g_assert_cmpstr (id, ==, ID);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_null (perch_trace_id_from_traceparent (bad[i]));
  g_assert_null (perch_trace_id_from_traceparent (NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/trace-id/new", test_new);
  g_test_add_func ("/trace-id/traceparent", test_traceparent);
  return g_test_run ();
}
