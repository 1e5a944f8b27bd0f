/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/watchdog/pulse.h"

#include "tests/unit/app/raw-client.h"

#define STALL_MS 20

typedef struct
{
  PerchPulse *pulse;
  guint n_stalls;
  gint64 stall_us;
} Fixture;

static void
stalled_cb (gint64 stall_us, gpointer user_data)
{
  Fixture *fixture = user_data;

  fixture->n_stalls++;
  fixture->stall_us = stall_us;
}

static void
setup (Fixture *fixture, gconstpointer user_data)
{
  fixture->pulse = perch_pulse_new (STALL_MS, stalled_cb, fixture);
}

static void
teardown (Fixture *fixture, gconstpointer user_data)
{
  perch_pulse_free (fixture->pulse);
}

static gint64
get_busy_us (Fixture *fixture)
{
  return perch_beat_get_busy_us (perch_pulse_get_beat (fixture->pulse), g_get_monotonic_time ());
}

/* Works for @user_data microseconds, as seen from outside. */
static gboolean
work_cb (gpointer user_data)
{
  gint64 end = g_get_monotonic_time () + GPOINTER_TO_INT (user_data);

  while (g_get_monotonic_time () < end)
    continue;
  return G_SOURCE_REMOVE;
}

static gboolean
has_stalled (gpointer user_data)
{
  return ((Fixture *) user_data)->n_stalls > 0;
}

static void
test_stall (Fixture *fixture, gconstpointer user_data)
{
  const guint too_long_us = 2 * STALL_MS * 1000;

  g_test_summary ("A turn that took too long is told once, when it is over.");

  g_idle_add (work_cb, GINT_TO_POINTER (too_long_us));
  raw_wait (has_stalled, fixture);
  g_assert_cmpint (fixture->stall_us, >=, too_long_us);
  g_assert_cmpint (perch_latencies_get_max (perch_pulse_get_turns (fixture->pulse)), >=,
                   fixture->stall_us);
  g_assert_cmpuint (perch_pulse_get_n_stalls (fixture->pulse), ==, fixture->n_stalls);
}

static gboolean
look_cb (gpointer user_data)
{
  Fixture *fixture = user_data;

  work_cb (GINT_TO_POINTER (1000));
  g_assert_cmpint (get_busy_us (fixture), >=, 1000);
  fixture->stall_us = -1;
  return G_SOURCE_REMOVE;
}

static gboolean
has_looked (gpointer user_data)
{
  return ((Fixture *) user_data)->stall_us == -1;
}

static void
test_busy (Fixture *fixture, gconstpointer user_data)
{
  g_test_summary ("It is busy inside of a turn, and can't be before the first one.");

  g_assert_cmpint (get_busy_us (fixture), ==, 0);
  g_idle_add (look_cb, fixture);
  raw_wait (has_looked, fixture);
}

/* Waits in the main loop for longer than a turn may take. */
static gboolean
waited_cb (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
  return G_SOURCE_REMOVE;
}

static gboolean
is_set (gpointer user_data)
{
  return *(gboolean *) user_data;
}

static void
test_waiting_is_no_stall (void)
{
  Fixture fixture = { 0 };
  gboolean waited = FALSE;

  /* A limit that a loaded machine can't reach by itself. */
  fixture.pulse = perch_pulse_new (60000, stalled_cb, &fixture);
  g_timeout_add (50, waited_cb, &waited);
  raw_wait (is_set, &waited);
  g_main_context_iteration (NULL, FALSE);
  g_assert_cmpuint (fixture.n_stalls, ==, 0);
  g_assert_cmpuint (perch_latencies_get_n (perch_pulse_get_turns (fixture.pulse)), >=, 1);
  perch_pulse_free (fixture.pulse);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/pulse/stall", Fixture, NULL, setup, test_stall, teardown);
  g_test_add ("/pulse/busy", Fixture, NULL, setup, test_busy, teardown);
  g_test_add_func ("/pulse/waiting-is-no-stall", test_waiting_is_no_stall);
  return g_test_run ();
}
