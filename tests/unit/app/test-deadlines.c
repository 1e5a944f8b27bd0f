/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/server/deadlines.h"

#include "tests/unit/app/raw-client.h"

typedef struct
{
  PerchDeadlines *deadlines;
  PerchDeadline deadline;
  GString *order;
  char name;
  guint again_ms;
  gint64 passed_us; /* when it did last */
} Waiter;

static void
passed_cb (gpointer owner)
{
  Waiter *waiter = owner;

  g_string_append_c (waiter->order, waiter->name);
  waiter->passed_us = g_get_monotonic_time ();
  if (waiter->again_ms > 0)
    perch_deadlines_set (waiter->deadlines, &waiter->deadline, waiter, waiter->again_ms);
  waiter->again_ms = 0;
}

static gboolean
has_three (gpointer user_data)
{
  return ((GString *) user_data)->len == 3;
}

static void
test_order (void)
{
  g_autoptr (PerchDeadlines) deadlines = perch_deadlines_new (passed_cb);
  g_autoptr (GString) order = g_string_new (NULL);
  Waiter a = { .deadlines = deadlines, .order = order, .name = 'a' };
  Waiter b = { .deadlines = deadlines, .order = order, .name = 'b', .again_ms = 30 };
  Waiter c = { .deadlines = deadlines, .order = order, .name = 'c' };
  gint64 start = g_get_monotonic_time ();

  g_test_summary ("Deadlines pass when it is time, a cleared one never, and one may be set again "
                  "from its own callback.");

  /* In this order, which is also that of two that have passed by the time somebody looks. */
  perch_deadlines_set (deadlines, &b.deadline, &b, 20);
  perch_deadlines_set (deadlines, &a.deadline, &a, 40);
  perch_deadlines_set (deadlines, &c.deadline, &c, 1);
  perch_deadlines_clear (deadlines, &c.deadline);
  perch_deadlines_clear (deadlines, &c.deadline);
  raw_wait (has_three, order);
  g_assert_cmpint (a.passed_us - start, >=, 40000);
  g_assert_cmpint (b.passed_us - start, >=, 50000);
  g_assert_cmpstr (order->str, ==, "bab");
}

static gboolean
has_one (gpointer user_data)
{
  return ((GString *) user_data)->len == 1;
}

static void
test_moved (void)
{
  g_autoptr (PerchDeadlines) deadlines = perch_deadlines_new (passed_cb);
  g_autoptr (GString) order = g_string_new (NULL);
  Waiter a = { .deadlines = deadlines, .order = order, .name = 'a' };
  gint64 start = g_get_monotonic_time ();

  perch_deadlines_set (deadlines, &a.deadline, &a, 1);
  perch_deadlines_set (deadlines, &a.deadline, &a, 60);
  raw_wait (has_one, order);
  g_assert_cmpint (g_get_monotonic_time () - start, >=, 60000);

  perch_deadlines_set (deadlines, &a.deadline, &a, 60000);
  perch_deadlines_set (deadlines, &a.deadline, &a, 1);
  g_string_truncate (order, 0);
  raw_wait (has_one, order);
  g_assert_cmpint (g_get_monotonic_time () - start, <, 60000000);
}

static void
test_freed (void)
{
  PerchDeadlines *deadlines = perch_deadlines_new (passed_cb);
  Waiter a = { .deadlines = deadlines, .order = NULL, .name = 'a' };

  perch_deadlines_set (deadlines, &a.deadline, &a, 0);
  perch_deadlines_free (deadlines);
  g_assert_null (a.deadline.link.data);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/deadlines/order", test_order);
  g_test_add_func ("/deadlines/moved", test_moved);
  g_test_add_func ("/deadlines/freed", test_freed);
  return g_test_run ();
}
