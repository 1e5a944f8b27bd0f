/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/restart-policy.h"

#define SECOND G_USEC_PER_SEC

static PerchRestartPolicy *
make_policy (PerchRestartMode mode)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (7);

  return perch_restart_policy_new (mode, random);
}

static PerchRestartVerdict
crash (PerchRestartPolicy *policy, gint64 now_us, gint64 ran_us, guint *wait_ms)
{
  return perch_restart_policy_ended (policy, now_us, ran_us, FALSE, TRUE, wait_ms);
}

static void
test_waits (void)
{
  static const guint expected_ms[] = { 1000, 2000, 4000, 8000, 16000, 30000, 30000 };
  g_autoptr (PerchRestartPolicy) policy = make_policy (PERCH_RESTART_ON_FAILURE);
  gint64 now_us = 0;
  guint off_by_some = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (expected_ms); i++)
    {
      guint wait_ms = 0;

      now_us += 31 * SECOND; /* four of them are more than the window: no giving up */
      g_assert_cmpint (crash (policy, now_us, 30 * SECOND, &wait_ms), ==,
                       PERCH_RESTART_VERDICT_WAIT);
      g_assert_cmpuint (wait_ms, >=, expected_ms[i] * 8 / 10);
      g_assert_cmpuint (wait_ms, <=, expected_ms[i] * 12 / 10);
      off_by_some += wait_ms != expected_ms[i];
    }
  g_assert_cmpuint (off_by_some, >, 0);
  g_assert_cmpuint (perch_restart_policy_get_failures (policy), ==, G_N_ELEMENTS (expected_ms));
}

static void
test_jitter_differs (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (7);
  g_autoptr (PerchRestartPolicy) a = perch_restart_policy_new (PERCH_RESTART_ON_FAILURE, random);
  g_autoptr (PerchRestartPolicy) b = perch_restart_policy_new (PERCH_RESTART_ON_FAILURE, random);
  guint wait_a = 0;
  guint wait_b = 0;

  g_test_summary (
      "Two backends that share a generator and die together do not come back together.");

  crash (a, 0, 0, &wait_a);
  crash (b, 0, 0, &wait_b);
  g_assert_cmpuint (wait_a, !=, wait_b);
}

static void
test_five_failures (void)
{
  g_autoptr (PerchRestartPolicy) policy = make_policy (PERCH_RESTART_ON_FAILURE);
  guint wait_ms = 0;

  for (guint i = 0; i < 4; i++)
    g_assert_cmpint (crash (policy, i * 30 * SECOND, 0, &wait_ms), ==, PERCH_RESTART_VERDICT_WAIT);
  g_assert_cmpint (crash (policy, 120 * SECOND, 0, &wait_ms), ==, PERCH_RESTART_VERDICT_GIVE_UP);
  g_assert_cmpuint (wait_ms, ==, 0);

  perch_restart_policy_reset (policy);
  g_assert_cmpuint (perch_restart_policy_get_failures (policy), ==, 0);
  g_assert_cmpint (crash (policy, 121 * SECOND, 0, &wait_ms), ==, PERCH_RESTART_VERDICT_WAIT);
  g_assert_cmpuint (wait_ms, <=, 1200);
}

static void
test_window_slides (void)
{
  g_autoptr (PerchRestartPolicy) policy = make_policy (PERCH_RESTART_ON_FAILURE);
  guint wait_ms = 0;

  g_test_summary ("Old failures leave the window one by one: the fifth within 120 seconds counts, "
                  "whichever number it has.");

  for (guint i = 0; i < 4; i++)
    g_assert_cmpint (crash (policy, i * SECOND, 0, &wait_ms), ==, PERCH_RESTART_VERDICT_WAIT);
  g_assert_cmpint (crash (policy, 121 * SECOND, 0, &wait_ms), ==, PERCH_RESTART_VERDICT_WAIT);
  g_assert_cmpint (crash (policy, 121 * SECOND, 0, &wait_ms), ==, PERCH_RESTART_VERDICT_GIVE_UP);
}

static void
test_long_run_clears (void)
{
  g_autoptr (PerchRestartPolicy) policy = make_policy (PERCH_RESTART_ON_FAILURE);
  guint wait_ms = 0;

  for (guint i = 0; i < 4; i++)
    crash (policy, 0, 0, &wait_ms);
  g_assert_cmpint (crash (policy, 60 * SECOND, 60 * SECOND, &wait_ms), ==,
                   PERCH_RESTART_VERDICT_WAIT);
  g_assert_cmpuint (perch_restart_policy_get_failures (policy), ==, 1);
  g_assert_cmpuint (wait_ms, <=, 1200);
}

static void
test_can_not_heal (void)
{
  guint wait_ms = 1;

  for (PerchRestartMode mode = PERCH_RESTART_ON_FAILURE; mode <= PERCH_RESTART_NEVER; mode++)
    {
      g_autoptr (PerchRestartPolicy) policy = make_policy (mode);

      g_assert_cmpint (perch_restart_policy_ended (policy, 0, 0, FALSE, FALSE, &wait_ms), ==,
                       PERCH_RESTART_VERDICT_GIVE_UP);
      g_assert_cmpuint (wait_ms, ==, 0);
    }
}

static void
test_modes (void)
{
  g_autoptr (PerchRestartPolicy) never = make_policy (PERCH_RESTART_NEVER);
  g_autoptr (PerchRestartPolicy) on_failure = make_policy (PERCH_RESTART_ON_FAILURE);
  g_autoptr (PerchRestartPolicy) always = make_policy (PERCH_RESTART_ALWAYS);
  guint wait_ms = 0;

  g_assert_cmpint (crash (never, 0, 0, &wait_ms), ==, PERCH_RESTART_VERDICT_GIVE_UP);
  g_assert_cmpint (perch_restart_policy_ended (never, 0, 0, TRUE, TRUE, &wait_ms), ==,
                   PERCH_RESTART_VERDICT_STAY);
  g_assert_cmpint (perch_restart_policy_ended (on_failure, 0, 0, TRUE, TRUE, &wait_ms), ==,
                   PERCH_RESTART_VERDICT_STAY);
  g_assert_cmpint (perch_restart_policy_ended (always, 0, 0, TRUE, TRUE, &wait_ms), ==,
                   PERCH_RESTART_VERDICT_WAIT);
  g_assert_cmpuint (wait_ms, >=, 800);
}

static void
test_clean_ends_slow_down (void)
{
  g_autoptr (PerchRestartPolicy) policy = make_policy (PERCH_RESTART_ALWAYS);
  guint wait_ms = 0;

  g_test_summary ("A backend that ends cleanly all the time is not failing, but must not be "
                  "started once a second either.");

  for (guint i = 0; i < 20; i++)
    g_assert_cmpint (perch_restart_policy_ended (policy, i, 0, TRUE, TRUE, &wait_ms), ==,
                     PERCH_RESTART_VERDICT_WAIT);
  g_assert_cmpuint (wait_ms, >=, 24000);
  g_assert_cmpuint (wait_ms, <=, 36000);
  g_assert_cmpuint (perch_restart_policy_get_failures (policy), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/restart-policy/waits", test_waits);
  g_test_add_func ("/restart-policy/jitter-differs", test_jitter_differs);
  g_test_add_func ("/restart-policy/five-failures", test_five_failures);
  g_test_add_func ("/restart-policy/window-slides", test_window_slides);
  g_test_add_func ("/restart-policy/long-run-clears", test_long_run_clears);
  g_test_add_func ("/restart-policy/can-not-heal", test_can_not_heal);
  g_test_add_func ("/restart-policy/modes", test_modes);
  g_test_add_func ("/restart-policy/clean-ends-slow-down", test_clean_ends_slow_down);
  return g_test_run ();
}
