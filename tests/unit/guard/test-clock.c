/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/guard/clock.h"

#include <glib.h>

static void
test_runs_forward (void)
{
  int64_t before = perch_guard_now ();
  int64_t after;

  do
    {
      after = perch_guard_now ();
      g_assert_cmpint (after, >=, before);
    }
  while (after < before + 5);
  g_assert_cmpint (after, <=, g_get_monotonic_time () / 1000 + 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/guard/clock/runs-forward", test_runs_forward);
  return g_test_run ();
}
