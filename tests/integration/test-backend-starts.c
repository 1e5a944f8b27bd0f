/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "tests/integration/backend-fixture.h"

#include <glib/gstdio.h>

/* A start after one that came to nothing; a stop when something else is under way. */

/* Answers each request with yes. */
#define YES_SAYER                                                                                  \
  "while read -r line; do id=${line#*'\"id\":'}; "                                                 \
  "echo '{\"jsonrpc\":\"2.0\",\"id\":'${id%%,*}',\"result\":\"yes\"}'; done"

static void
called_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  BackendCall *call = user_data;
  g_autoptr (GBytes) answer =
      perch_backend_call_finish (PERCH_BACKEND (source), result, &call->error);

  if (answer != NULL)
    g_assert_cmpmem (g_bytes_get_data (answer, NULL), g_bytes_get_size (answer), "\"yes\"", 5);
  call->returned = TRUE;
}

static void
test_mended_after_refusal (void)
{
  const char *const args[] = { "-c", YES_SAYER, NULL };
  BackendFixture fixture = { 0 };
  g_auto (BackendCall) refused = { 0 };
  g_auto (BackendCall) start = { 0 };
  g_auto (BackendCall) call = { 0 };
  PerchProfile *profile = perch_profile_new ("main", "/bin/sh", args);

  g_test_summary ("What is asked after a refused start goes to the run that followed it.");

  backend_fixture_set_up (&fixture, profile);
  profile->cwd = g_build_filename (fixture.folder, "later", NULL);
  backend_call_start (&fixture, &refused);
  backend_call_wait (&refused);
  g_assert_error (refused.error, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_NOT_EXECUTABLE);

  g_assert_cmpint (g_mkdir (profile->cwd, 0700), ==, 0);
  backend_call_start (&fixture, &start);
  backend_call_wait (&start);
  g_assert_no_error (start.error);
  perch_backend_call_async (fixture.backend, "ping", NULL, NULL, 60 * 1000, NULL, called_cb, &call);
  backend_call_wait (&call);
  g_assert_no_error (call.error);
  g_assert_cmpint (g_rmdir (profile->cwd), ==, 0);
  backend_fixture_tear_down (&fixture);
}

static void
test_stop_while_starting (void)
{
  BackendFixture fixture = { 0 };
  PerchProfile *profile = backend_fixture_profile ("wait");

  g_test_summary ("A start that was given up takes nothing from the one that follows at once.");

  profile->kind = PERCH_BACKEND_KIND_PIPE;
  profile->secret = TRUE;
  backend_fixture_set_up (&fixture, profile);
  /* That it happens to go well once, or twice, would say nothing. */
  for (guint i = 0; i < 10; i++)
    {
      g_auto (BackendCall) given_up = { 0 };
      g_auto (BackendCall) stop = { 0 };
      g_auto (BackendCall) start = { 0 };
      g_auto (BackendCall) end = { 0 };

      backend_call_start (&fixture, &given_up);
      backend_call_stop (&fixture, &stop);
      backend_call_start (&fixture, &start);
      backend_call_wait (&start);
      g_assert_no_error (start.error);
      backend_call_wait (&given_up);
      g_assert_error (given_up.error, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_SUPERSEDED);
      backend_call_wait (&stop);
      g_assert_true (g_file_test (fixture.backend->place->secret_file, G_FILE_TEST_EXISTS));
      backend_call_stop (&fixture, &end);
      backend_call_wait (&end);
    }
  backend_fixture_tear_down (&fixture);
}

static void
stop_again_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  BackendFixture *fixture = user_data;

  g_assert_true (perch_backend_stop_finish (fixture->backend, result, NULL));
  perch_backend_stop_async (fixture->backend, NULL, NULL, NULL);
}

static void
test_stop_by_who_has_stopped (void)
{
  BackendFixture fixture = { 0 };
  g_auto (BackendCall) start = { 0 };
  g_auto (BackendCall) again = { 0 };

  g_test_summary ("Who has stopped it and stops it once more takes back what was asked meanwhile.");

  backend_fixture_set_up (&fixture, backend_fixture_profile ("wait"));
  backend_call_start (&fixture, &start);
  backend_call_wait (&start);
  perch_backend_stop_async (fixture.backend, NULL, stop_again_cb, &fixture);
  backend_call_start (&fixture, &again);
  backend_call_wait (&again);
  g_assert_error (again.error, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_SUPERSEDED);
  backend_fixture_wait_for_state (&fixture, PERCH_BACKEND_STATE_STOPPED);
  backend_fixture_tear_down (&fixture);
}

static void
test_stop_while_ending (void)
{
  BackendFixture fixture = { 0 };
  g_auto (BackendCall) start = { 0 };
  g_auto (BackendCall) stop = { 0 };
  PerchProfile *profile = backend_fixture_profile ("ignore TERM print {\"status\":\"ready\"} wait");

  g_test_summary (
      "That an unhealthy one takes its time to end is said no more when it was stopped.");

  profile->ready_on = PERCH_READY_ON_STATUS;
  profile->stop_timeout_ms = 50 * 1000;
  backend_fixture_set_up (&fixture, profile);
  backend_call_start (&fixture, &start);
  backend_call_wait (&start);
  perch_backend_end_run (fixture.backend, PERCH_CAUSE_UNHEALTHY);
  /* As its guard says when there is one that not even SIGKILL ends for now. */
  g_signal_emit_by_name (perch_run_get_guard (fixture.backend->run), "leftovers", 1, 0);
  g_assert_nonnull (perch_backend_get_problem (fixture.backend));
  backend_call_stop (&fixture, &stop);
  perch_backend_kill (fixture.backend);
  backend_call_wait (&stop);
  g_assert_no_error (stop.error);
  g_assert_cmpint (perch_backend_get_state (fixture.backend), ==, PERCH_BACKEND_STATE_STOPPED);
  g_assert_null (perch_backend_get_problem (fixture.backend));
  backend_fixture_tear_down (&fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/backend-starts/mended-after-refusal", test_mended_after_refusal);
  g_test_add_func ("/backend-starts/stop-while-starting", test_stop_while_starting);
  g_test_add_func ("/backend-starts/stop-by-who-has-stopped", test_stop_by_who_has_stopped);
  g_test_add_func ("/backend-starts/stop-while-ending", test_stop_while_ending);
  return g_test_run ();
}
