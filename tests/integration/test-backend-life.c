/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "tests/integration/backend-fixture.h"

#include <signal.h>
#include <sys/wait.h>

#define S(name) PERCH_BACKEND_STATE_##name

/* A script that says so when it has set up how it behaves. */
#define READY "print {\"status\":\"ready\"} "

static PerchProfile *
profile_ready_on_status (const char *script)
{
  PerchProfile *profile = backend_fixture_profile (script);

  profile->ready_on = PERCH_READY_ON_STATUS;
  return profile;
}

static void
test_restart_is_a_new_run (void)
{
  BackendFixture fixture = { 0 };
  g_auto (BackendCall) start = { 0 };
  g_auto (BackendCall) restart = { 0 };
  GPid first;

  backend_fixture_set_up (&fixture, backend_fixture_profile ("wait"));
  backend_call_start (&fixture, &start);
  backend_call_wait (&start);
  g_assert_no_error (start.error);
  first = perch_backend_get_pid (fixture.backend);
  g_assert_cmpint (first, >, 0);
  g_assert_cmpint (perch_backend_get_uptime_seconds (fixture.backend), >=, 0);

  backend_call_restart (&fixture, &restart);
  backend_call_wait (&restart);
  g_assert_no_error (restart.error);
  g_assert_cmpint (perch_backend_get_pid (fixture.backend), !=, first);
  g_assert_cmpuint (perch_backend_get_restarts (fixture.backend), ==, 0);
  backend_fixture_tear_down (&fixture);
}

static void
test_clicked_twice (void)
{
  BackendFixture fixture = { 0 };
  g_auto (BackendCall) one = { 0 };
  g_auto (BackendCall) two = { 0 };

  g_test_summary ("Two starts are one run, two restarts one more.");

  backend_fixture_set_up (&fixture, profile_ready_on_status ("drain TERM 100 0 " READY "wait"));
  backend_call_start (&fixture, &one);
  backend_call_start (&fixture, &two);
  backend_call_wait (&one);
  backend_call_wait (&two);
  g_assert_cmpuint (fixture.states->len, ==, 2); /* starting, running */

  one.returned = two.returned = FALSE;
  backend_call_restart (&fixture, &one);
  backend_call_restart (&fixture, &two);
  backend_call_wait (&one);
  backend_call_wait (&two);
  g_assert_no_error (one.error);
  g_assert_no_error (two.error);
  g_assert_cmpuint (fixture.states->len, ==, 5); /* stopping, starting, running */
  backend_fixture_tear_down (&fixture);
}

static void
test_exit_is_told (void)
{
  static const struct
  {
    const char *script;
    int code;
    int signal_number;
  } cases[] = {
    { "error oh error dear exit 3", 3, 0 },
    { "error oh error dear segv", -1, SIGSEGV },
    { "error oh error dear kill KILL", -1, SIGKILL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      BackendFixture fixture = { 0 };
      g_auto (BackendCall) start = { 0 };
      const PerchBackendExit *ended;
      const char *const *lines;
      PerchProfile *profile = profile_ready_on_status (cases[i].script);

      profile->restart = PERCH_RESTART_NEVER;
      backend_fixture_set_up (&fixture, profile);
      backend_call_start (&fixture, &start);
      backend_call_wait (&start);
      g_assert_error (start.error, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_EXITED);
      g_assert_cmpint (perch_backend_get_state (fixture.backend), ==, S (FAILED));

      ended = perch_backend_get_exit (fixture.backend);
      g_assert_nonnull (ended);
      g_assert_cmpint (ended->code, ==, cases[i].code);
      g_assert_cmpint (ended->signal_number, ==, cases[i].signal_number);
      g_assert_false (ended->expected);
      lines = perch_backend_get_last_error (fixture.backend);
      g_assert_cmpstr (lines[0], ==, "oh");
      g_assert_cmpstr (lines[1], ==, "dear");
      g_assert_null (lines[2]);
      backend_fixture_tear_down (&fixture);
    }
}

static void
test_late_main_loop (void)
{
  BackendFixture fixture = { 0 };
  g_auto (BackendCall) start = { 0 };
  PerchProfile *profile = backend_fixture_profile ("wait");
  siginfo_t info;

  g_test_summary ("A main loop that is late finds the guard gone and its last words unread: they "
                  "still count.");

  profile->restart = PERCH_RESTART_NEVER;
  backend_fixture_set_up (&fixture, profile);
  backend_call_start (&fixture, &start);
  backend_call_wait (&start);
  g_assert_no_error (start.error);

  g_assert_cmpint (kill (perch_backend_get_pid (fixture.backend), SIGKILL), ==, 0);
  /* Our one child is the guard: this returns when it has ended, and leaves it to the main loop. */
  g_assert_cmpint (waitid (P_ALL, 0, &info, WEXITED | WNOWAIT), ==, 0);
  backend_fixture_wait_for_state (&fixture, S (FAILED));
  g_assert_cmpint (perch_backend_get_exit (fixture.backend)->signal_number, ==, SIGKILL);
  backend_fixture_tear_down (&fixture);
}

static void
test_clean_exit (void)
{
  BackendFixture fixture = { 0 };
  g_auto (BackendCall) start = { 0 };

  g_test_summary ("A program that does its work and exits with 0 has not failed.");

  backend_fixture_set_up (&fixture, backend_fixture_profile ("exit 0"));
  backend_call_start (&fixture, &start);
  backend_call_wait (&start);
  g_assert_no_error (start.error);
  backend_fixture_wait_for_state (&fixture, S (STOPPED));
  g_assert_null (perch_backend_get_problem (fixture.backend));
  backend_fixture_tear_down (&fixture);
}

static void
test_forget_failures (void)
{
  BackendFixture fixture = { 0 };
  PerchProfile *profile = backend_fixture_profile ("error boom exit 78");
  g_auto (BackendCall) start = { 0 };
  g_auto (BackendCall) again = { 0 };

  backend_fixture_set_up (&fixture, profile);
  backend_call_start (&fixture, &start);
  backend_fixture_wait_for_state (&fixture, S (FAILED));
  perch_backend_forget_failures (fixture.backend);
  g_assert_cmpint (perch_backend_get_state (fixture.backend), ==, S (STOPPED));
  g_assert_null (perch_backend_get_problem (fixture.backend));
  g_assert_nonnull (perch_backend_get_exit (fixture.backend));
  perch_backend_forget_failures (fixture.backend);
  backend_call_start (&fixture, &again);
  backend_fixture_wait_for_state (&fixture, S (FAILED));
  backend_call_wait (&start);
  backend_call_wait (&again);
  backend_fixture_tear_down (&fixture);
}

static void
test_ready (void)
{
  static const struct
  {
    PerchReadyOn on;
    const char *pattern;
    const char *script;
  } cases[] = {
    { PERCH_READY_ON_STATUS, NULL, "print {\"status\":\"ready\"} wait" },
    { PERCH_READY_ON_STATUS, NULL,
      "print {\"status\":\"loading\"} print {\"status\":\"started\"} wait" },
    { PERCH_READY_ON_LOG, "^Listening on \\d+$", "print no print Listening_on_80 wait" },
    { PERCH_READY_ON_LOG, "up", "error it_is_up wait" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      BackendFixture fixture = { 0 };
      g_auto (BackendCall) start = { 0 };
      PerchProfile *profile = backend_fixture_profile (cases[i].script);

      for (guint k = 0; profile->args[k] != NULL; k++)
        g_strdelimit (profile->args[k], "_", ' ');
      profile->ready_on = cases[i].on;
      profile->ready_pattern = g_strdup (cases[i].pattern);
      backend_fixture_set_up (&fixture, profile);
      backend_call_start (&fixture, &start);
      backend_call_wait (&start);
      g_assert_no_error (start.error);
      g_assert_cmpint (perch_backend_get_state (fixture.backend), ==, S (RUNNING));
      g_assert_true (perch_backend_get_ready (fixture.backend));
      backend_fixture_tear_down (&fixture);
    }
}

static void
test_stop_takes_what_it_needs (void)
{
  BackendFixture fixture = { 0 };
  g_auto (BackendCall) start = { 0 };
  g_auto (BackendCall) stop = { 0 };
  PerchProfile *profile =
      profile_ready_on_status ("ignore TERM daemon [ ignore TERM wait ] " READY "wait");

  g_test_summary ("A deaf backend with a daemon is ended after its grace, and the stop says so.");

  profile->stop_timeout_ms = 100;
  backend_fixture_set_up (&fixture, profile);
  backend_call_start (&fixture, &start);
  backend_call_wait (&start);
  backend_call_stop (&fixture, &stop);
  backend_call_wait (&stop);
  g_assert_no_error (stop.error);
  g_assert_cmpint (perch_backend_get_exit (fixture.backend)->signal_number, ==, SIGKILL);
  g_assert_true (perch_backend_get_exit (fixture.backend)->expected);
  backend_fixture_tear_down (&fixture);
}

static void
test_killed_means_now (void)
{
  BackendFixture fixture = { 0 };
  g_auto (BackendCall) start = { 0 };
  g_auto (BackendCall) stop = { 0 };
  PerchProfile *profile = profile_ready_on_status ("ignore TERM " READY "wait");
  gint64 before;

  profile->stop_timeout_ms = 50 * 1000;
  backend_fixture_set_up (&fixture, profile);
  backend_call_start (&fixture, &start);
  backend_call_wait (&start);
  before = g_get_monotonic_time ();
  backend_call_stop (&fixture, &stop);
  perch_backend_kill (fixture.backend);
  backend_call_wait (&stop);
  g_assert_cmpint (g_get_monotonic_time () - before, <, 50 * G_USEC_PER_SEC);
  backend_fixture_tear_down (&fixture);
}

static void
test_crash_loop (void)
{
  BackendFixture fixture = { 0 };
  g_auto (BackendCall) start = { 0 };

  g_test_summary ("A crash is followed by a wait and a new run; after a stop there is none.");

  backend_fixture_set_up (&fixture, backend_fixture_profile ("exit 1"));
  backend_call_start (&fixture, &start);
  backend_fixture_wait_for_state (&fixture, S (BACKOFF));
  g_assert_cmpint (perch_backend_get_next_try_us (fixture.backend), >, 0);
  backend_fixture_wait_for_state (&fixture, S (STARTING));
  g_assert_cmpuint (perch_backend_get_restarts (fixture.backend), ==, 1);
  backend_fixture_wait_for_state (&fixture, S (BACKOFF));
  backend_fixture_tear_down (&fixture);
}

static void
test_line_is_echoed (void)
{
  BackendFixture fixture = { 0 };
  g_auto (BackendCall) start = { 0 };
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) tail = NULL;

  backend_fixture_set_up (&fixture, backend_fixture_profile ("echo"));
  g_assert_false (perch_backend_send_line (fixture.backend, "x", 1, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CLOSED);
  g_clear_error (&error);

  backend_call_start (&fixture, &start);
  backend_call_wait (&start);
  g_assert_true (perch_backend_send_line (fixture.backend, "hello", 5, &error));
  g_assert_no_error (error);
  tail = perch_backend_dup_tail (fixture.backend, 1);
  while (tail[0] == NULL)
    {
      g_main_context_iteration (NULL, TRUE);
      g_strfreev (tail);
      tail = perch_backend_dup_tail (fixture.backend, 1);
    }
  g_assert_cmpstr (tail[0], ==, "hello");
  backend_fixture_tear_down (&fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/backend-life/restart-is-a-new-run", test_restart_is_a_new_run);
  g_test_add_func ("/backend-life/clicked-twice", test_clicked_twice);
  g_test_add_func ("/backend-life/exit-is-told", test_exit_is_told);
  g_test_add_func ("/backend-life/late-main-loop", test_late_main_loop);
  g_test_add_func ("/backend-life/clean-exit", test_clean_exit);
  g_test_add_func ("/backend-life/forget-failures", test_forget_failures);
  g_test_add_func ("/backend-life/ready", test_ready);
  g_test_add_func ("/backend-life/stop-takes-what-it-needs", test_stop_takes_what_it_needs);
  g_test_add_func ("/backend-life/killed-means-now", test_killed_means_now);
  g_test_add_func ("/backend-life/crash-loop", test_crash_loop);
  g_test_add_func ("/backend-life/line-is-echoed", test_line_is_echoed);
  return g_test_run ();
}
