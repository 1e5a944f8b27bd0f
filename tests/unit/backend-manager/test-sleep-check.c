/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/sleep-check.h"

#include "backend-manager/clock.h"

/* What a clock that has slept looks like is in tests/integration/test_sleep.py. */
static void
test_awake (void)
{
  PerchSleepCheck check = { 0 };

  perch_sleep_check_begin (&check);
  g_assert_false (perch_sleep_check_slept (&check));
  g_assert_false (perch_sleep_check_slept (&check));
}

static void
test_slept (void)
{
  PerchSleepCheck check = { .asleep_us = perch_clock_asleep_us () - 2 * G_USEC_PER_SEC };

  g_assert_true (perch_sleep_check_slept (&check));
  g_assert_false (perch_sleep_check_slept (&check));
}

static void
test_forced (void)
{
  PerchSleepCheck check = { 0 };

  perch_sleep_check_begin (&check);
  perch_sleep_check_force (&check);
  g_assert_true (perch_sleep_check_slept (&check));
  g_assert_false (perch_sleep_check_slept (&check));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sleep-check/awake", test_awake);
  g_test_add_func ("/sleep-check/slept", test_slept);
  g_test_add_func ("/sleep-check/forced", test_forced);
  return g_test_run ();
}
