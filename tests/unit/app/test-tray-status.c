/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/tray-status.h"

#include "sample-backends.h"

static void
assert_status (SampleBackends *samples, PerchTrayStatus expected, const char *expected_title)
{
  g_autofree char *title = NULL;

  g_assert_cmpint (perch_tray_status_for (samples->manager, &title), ==, expected);
  g_assert_cmpstr (title, ==, expected_title);
}

static void
test_states (void)
{
  g_assert_cmpint (perch_tray_status_of_state (PERCH_BACKEND_STATE_RUNNING), ==,
                   PERCH_TRAY_STATUS_RUNNING);
  g_assert_cmpint (perch_tray_status_of_state (PERCH_BACKEND_STATE_BACKOFF), ==,
                   PERCH_TRAY_STATUS_WARNING);
  g_assert_cmpint (perch_tray_status_of_state (PERCH_BACKEND_STATE_STOPPING), ==,
                   PERCH_TRAY_STATUS_BUSY);
  g_assert_cmpint (perch_tray_status_of_state (PERCH_BACKEND_STATE_FAILED), ==,
                   PERCH_TRAY_STATUS_FAILED);
}

static void
test_together (void)
{
  SampleBackends samples;
  PerchBackend *a = NULL;
  PerchBackend *b = NULL;

  sample_backends_init (&samples);
  sample_backends_add (&samples, "a", SAMPLE_RUNS);
  sample_backends_add (&samples, "b", SAMPLE_FAILS);
  sample_backends_load (&samples);
  a = sample_backends_get (&samples, "a");
  b = sample_backends_get (&samples, "b");

  assert_status (&samples, PERCH_TRAY_STATUS_STOPPED, "The a_one: Stopped, The b_one: Stopped");
  perch_backend_start_async (a, NULL, NULL, NULL);
  assert_status (&samples, PERCH_TRAY_STATUS_BUSY, "The a_one: Starting, The b_one: Stopped");
  sample_backends_wait (a, PERCH_BACKEND_STATE_RUNNING);
  assert_status (&samples, PERCH_TRAY_STATUS_RUNNING, "The a_one: Running, The b_one: Stopped");
  perch_backend_start_async (b, NULL, NULL, NULL);
  sample_backends_wait (b, PERCH_BACKEND_STATE_FAILED);
  assert_status (&samples, PERCH_TRAY_STATUS_FAILED, "The a_one: Running, The b_one: Failed");
  sample_backends_clear (&samples);
}

static void
test_none (void)
{
  SampleBackends samples;

  sample_backends_init (&samples);
  sample_backends_add_broken (&samples, "broken");
  sample_backends_load (&samples);
  assert_status (&samples, PERCH_TRAY_STATUS_WARNING, "No backend");
  sample_backends_clear (&samples);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/tray-status/states", test_states);
  g_test_add_func ("/tray-status/together", test_together);
  g_test_add_func ("/tray-status/none", test_none);
  return g_test_run ();
}
