/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "tests/integration/backend-fixture.h"

/* Each call in each state, as the table at perch_backend_start_async() says. */

typedef enum
{
  CALL_START,
  CALL_STOP,
  CALL_RESTART,
} Call;

/* The outcome of a call: success, or the error it returns. */
#define SUCCESS (-1)

typedef struct
{
  PerchBackendState from;
  Call call;
  int outcome;
  PerchBackendState to;
} Row;

#define S(name) PERCH_BACKEND_STATE_##name
#define E(name) PERCH_BACKEND_ERROR_##name

static const Row rows[] = {
  { S (NOT_FOUND), CALL_START, E (NOT_FOUND), S (NOT_FOUND) },
  { S (NOT_FOUND), CALL_STOP, SUCCESS, S (NOT_FOUND) },
  { S (NOT_FOUND), CALL_RESTART, E (NOT_FOUND), S (NOT_FOUND) },
  { S (STOPPED), CALL_START, SUCCESS, S (RUNNING) },
  { S (STOPPED), CALL_STOP, SUCCESS, S (STOPPED) },
  { S (STOPPED), CALL_RESTART, SUCCESS, S (RUNNING) },
  { S (STARTING), CALL_START, E (NOT_READY), S (BACKOFF) },
  { S (STARTING), CALL_STOP, SUCCESS, S (STOPPED) },
  { S (STARTING), CALL_RESTART, E (NOT_READY), S (BACKOFF) },
  { S (RUNNING), CALL_START, SUCCESS, S (RUNNING) },
  { S (RUNNING), CALL_STOP, SUCCESS, S (STOPPED) },
  { S (RUNNING), CALL_RESTART, SUCCESS, S (RUNNING) },
  { S (STOPPING), CALL_START, SUCCESS, S (RUNNING) },
  { S (STOPPING), CALL_STOP, SUCCESS, S (STOPPED) },
  { S (STOPPING), CALL_RESTART, SUCCESS, S (RUNNING) },
  { S (BACKOFF), CALL_START, E (EXITED), S (BACKOFF) },
  { S (BACKOFF), CALL_STOP, SUCCESS, S (STOPPED) },
  { S (BACKOFF), CALL_RESTART, E (EXITED), S (BACKOFF) },
  { S (FAILED), CALL_START, E (EXITED), S (FAILED) },
  { S (FAILED), CALL_STOP, SUCCESS, S (FAILED) },
  { S (FAILED), CALL_RESTART, E (EXITED), S (FAILED) },
};

/* A backend that gets to @state, and stays there long enough for a call. */
static PerchProfile *
profile_for (PerchBackendState state)
{
  PerchProfile *profile = NULL;

  switch (state)
    {
    case PERCH_BACKEND_STATE_NOT_FOUND:
      return backend_fixture_profile (NULL);
    case PERCH_BACKEND_STATE_STARTING:
      profile = backend_fixture_profile ("wait");
      profile->ready_on = PERCH_READY_ON_STATUS;
      profile->ready_timeout_ms = 300;
      return profile;
    case PERCH_BACKEND_STATE_BACKOFF:
    case PERCH_BACKEND_STATE_FAILED:
      profile = backend_fixture_profile (state == S (FAILED) ? "exit 78" : "exit 3");
      profile->ready_on = PERCH_READY_ON_STATUS;
      return profile;
    case PERCH_BACKEND_STATE_STOPPING:
      profile = backend_fixture_profile ("drain TERM 200 0 print {\"status\":\"ready\"} wait");
      profile->ready_on = PERCH_READY_ON_STATUS;
      return profile;
    case PERCH_BACKEND_STATE_STOPPED:
    case PERCH_BACKEND_STATE_RUNNING:
    case PERCH_BACKEND_STATE_UNHEALTHY:
    default:
      return backend_fixture_profile ("wait");
    }
}

static void
bring_to (BackendFixture *fixture, PerchBackendState state, BackendCall *start, BackendCall *stop)
{
  if (state == S (NOT_FOUND) || state == S (STOPPED))
    return;

  backend_call_start (fixture, start);
  if (state == S (STOPPING))
    {
      backend_fixture_wait_for_state (fixture, S (RUNNING));
      backend_call_stop (fixture, stop);
    }
  backend_fixture_wait_for_state (fixture, state);
}

static void
test_row (gconstpointer data)
{
  const Row *row = data;
  BackendFixture fixture = { 0 };
  g_auto (BackendCall) start = { 0 };
  g_auto (BackendCall) stop = { 0 };
  g_auto (BackendCall) call = { 0 };

  backend_fixture_set_up (&fixture, profile_for (row->from));
  bring_to (&fixture, row->from, &start, &stop);

  if (row->call == CALL_START)
    backend_call_start (&fixture, &call);
  else if (row->call == CALL_STOP)
    backend_call_stop (&fixture, &call);
  else
    backend_call_restart (&fixture, &call);
  backend_call_wait (&call);

  if (row->outcome == SUCCESS)
    g_assert_no_error (call.error);
  else
    g_assert_error (call.error, PERCH_BACKEND_ERROR, row->outcome);
  backend_fixture_wait_for_state (&fixture, row->to);

  /* A start that was under way was either joined or told that it is moot; none is left waiting. */
  if (row->from == S (STARTING))
    {
      int outcome = row->call == CALL_STOP ? E (SUPERSEDED) : E (NOT_READY);

      backend_call_wait (&start);
      g_assert_error (start.error, PERCH_BACKEND_ERROR, outcome);
    }
  if (row->from == S (STOPPING))
    {
      backend_call_wait (&stop);
      g_assert_no_error (stop.error);
    }
  backend_fixture_tear_down (&fixture);
}

int
main (int argc, char **argv)
{
  static const char *const calls[] = { "start", "stop", "restart" };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path =
          g_strdup_printf ("/backend-calls/%s/%s", perch_backend_state_to_string (rows[i].from),
                           calls[rows[i].call]);

      g_test_add_data_func (path, &rows[i], test_row);
    }
  return g_test_run ();
}
