/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "tests/unit/backend-manager/pipe-client-fixture.h"

#include <glib/gstdio.h>

#include "backend-manager/error.h"

static void
test_many (PipeClientFixture *fixture, gconstpointer data)
{
  PerchOutcome answers[40] = { { 0 } };

  g_test_summary ("Calls don't mix, and a server is not flooded with connections.");

  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autofree char *text = g_strdup_printf ("%u\n", i);

      pipe_client_begin (fixture, text, NULL, &answers[i]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autofree char *text = g_strdup_printf ("%u", i);

      perch_outcome_wait (&answers[i]);
      perch_outcome_assert_json (&answers[i], text);
      pipe_client_answer_clear (&answers[i]);
    }
  g_assert_cmpuint (perch_pipe_server_count_connections (fixture->server), <=, 8);
  g_assert_cmpuint (perch_pipe_server_count_connections (fixture->server), >, 1);
}

static void
test_late_answer (PipeClientFixture *fixture, gconstpointer data)
{
  PerchOutcome late = { 0 };
  PerchOutcome answer = { 0 };

  perch_backend_client_call_async (fixture->client, "hold", NULL, NULL, 50, NULL,
                                   perch_outcome_called_cb, &late);
  perch_outcome_wait (&late);
  pipe_client_assert_problem (&late, PERCH_BACKEND_ERROR_TIMED_OUT,
                              "The backend did not answer in time");
  pipe_client_wait_for_requests (fixture, 1);
  perch_pipe_server_say (g_ptr_array_index (fixture->held, 0), "\"late\"\n", -1);
  pipe_client_call (fixture, "\"new\"\n", &answer);
  perch_outcome_assert_json (&answer, "\"new\"");
  g_assert_cmpuint (perch_pipe_server_count_connections (fixture->server), ==, 2);
  pipe_client_answer_clear (&late);
  pipe_client_answer_clear (&answer);
}

static void
test_cancelled (PipeClientFixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  PerchOutcome answer = { 0 };

  perch_backend_client_call_async (fixture->client, "hold", NULL, NULL, PIPE_CLIENT_PATIENCE_MS,
                                   cancellable, perch_outcome_called_cb, &answer);
  pipe_client_wait_for_requests (fixture, 1);
  g_cancellable_cancel (cancellable);
  perch_outcome_wait (&answer);
  g_assert_error (answer.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  while (perch_pipe_server_count_open (fixture->server) > 0)
    g_main_context_iteration (NULL, TRUE);

  pipe_client_answer_clear (&answer);
  perch_backend_client_call_async (fixture->client, "hold", NULL, NULL, PIPE_CLIENT_PATIENCE_MS,
                                   cancellable, perch_outcome_called_cb, &answer);
  perch_outcome_wait (&answer);
  g_assert_error (answer.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (fixture->requests->len, ==, 1);
  pipe_client_answer_clear (&answer);
}

static void
test_server_leaves (PipeClientFixture *fixture, gconstpointer data)
{
  PerchOutcome answer = { 0 };

  pipe_client_call (fixture, "leave", &answer);
  g_assert_error (answer.error, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED);
  g_assert_cmpstr (answer.error->message, ==,
                   "The backend closed the connection before it answered");
  pipe_client_call (fixture, "leave-within", &answer);
  g_assert_error (answer.error, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED);
  g_assert_cmpstr (answer.error->message, ==,
                   "The backend closed the connection within its answer");

  pipe_client_call (fixture, "1\n", &answer);
  perch_pipe_server_hang_up (fixture->server);
  pipe_client_call (fixture, "2\n", &answer);
  perch_outcome_assert_json (&answer, "2");
  pipe_client_answer_clear (&answer);
}

static void
test_serial_server (PipeClientFixture *fixture, gconstpointer data)
{
  PerchOutcome first = { 0 };
  PerchOutcome second = { 0 };

  g_test_summary ("A server of one connection at a time gets to all of them.");

  perch_pipe_server_set_serial (fixture->server);
  pipe_client_begin (fixture, "hold", NULL, &first);
  pipe_client_wait_for_requests (fixture, 1);
  pipe_client_begin (fixture, "2\n", NULL, &second);
  perch_pipe_server_say (g_ptr_array_index (fixture->held, 0), "1\n", -1);
  perch_outcome_wait (&first);
  perch_outcome_assert_json (&first, "1");
  perch_outcome_wait (&second);
  perch_outcome_assert_json (&second, "2");
  pipe_client_answer_clear (&first);
  pipe_client_answer_clear (&second);
}

static void
test_serial_server_hangs_up (PipeClientFixture *fixture, gconstpointer data)
{
  PerchOutcome first = { 0 };
  PerchOutcome second = { 0 };
  PerchOutcome third = { 0 };

  g_test_summary ("A server of one connection at a time is still known as such when it has closed "
                  "one for the next.");

  perch_pipe_server_set_serial (fixture->server);
  pipe_client_begin (fixture, "hold", NULL, &first);
  pipe_client_wait_for_requests (fixture, 1);
  pipe_client_begin (fixture, "2\n", NULL, &second);
  perch_pipe_server_say (g_ptr_array_index (fixture->held, 0), "1\n", -1);
  perch_outcome_wait (&first);
  perch_pipe_server_hang_up (fixture->server);
  perch_outcome_wait (&second);
  perch_outcome_assert_json (&second, "2");

  pipe_client_begin (fixture, "hold", NULL, &second);
  pipe_client_wait_for_requests (fixture, 3);
  pipe_client_begin (fixture, "3\n", NULL, &third);
  perch_pipe_server_say (g_ptr_array_index (fixture->held, 1), "4\n", -1);
  perch_outcome_wait (&third);
  perch_outcome_assert_json (&third, "3");
  perch_outcome_wait (&second);
  pipe_client_answer_clear (&first);
  pipe_client_answer_clear (&second);
  pipe_client_answer_clear (&third);
}

static void
test_close (PipeClientFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) reason =
      g_error_new_literal (PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_EXITED, "It has ended");
  PerchOutcome answers[12] = { { 0 } };

  for (guint i = 0; i < G_N_ELEMENTS (answers) - 1; i++)
    pipe_client_begin (fixture, "hold", NULL, &answers[i]);
  pipe_client_wait_for_requests (fixture, 8);
  perch_backend_client_close (fixture->client, reason);
  pipe_client_begin (fixture, "1\n", NULL, &answers[G_N_ELEMENTS (answers) - 1]);
  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      perch_outcome_wait (&answers[i]);
      pipe_client_assert_problem (&answers[i], PERCH_BACKEND_ERROR_EXITED, "It has ended");
      pipe_client_answer_clear (&answers[i]);
    }
  g_assert_cmpuint (fixture->requests->len, ==, 8);
}

static void
test_nobody (PipeClientFixture *fixture, gconstpointer data)
{
  g_autofree char *name = g_strnfill (200, 's');
  g_autofree char *path = g_strconcat ("/tmp/", name, NULL);
  g_autoptr (PerchBackendEndpoint) endpoint = perch_backend_endpoint_new_for_socket (path, NULL);
  g_autofree char *socket_path = pipe_client_get_path (fixture);
  g_autofree char *expected = NULL;
  PerchOutcome answer = { 0 };

  perch_pipe_server_free (g_steal_pointer (&fixture->server));
  g_assert_cmpint (g_remove (socket_path), ==, 0);
  pipe_client_call (fixture, "1\n", &answer);
  g_assert_error (answer.error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  expected =
      g_strdup_printf ("The socket “%s” can’t be reached: No such file or directory", socket_path);
  g_assert_cmpstr (answer.error->message, ==, expected);
  pipe_client_serve (fixture);

  g_clear_object (&fixture->client);
  fixture->client = perch_pipe_client_new (endpoint);
  pipe_client_call (fixture, "1\n", &answer);
  g_assert_error (answer.error, G_IO_ERROR, G_IO_ERROR_FILENAME_TOO_LONG);
  pipe_client_answer_clear (&answer);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func)                                                                            \
  g_test_add ("/pipe-client-connections/" name, PipeClientFixture, NULL, pipe_client_set_up, func, \
              pipe_client_tear_down)
  ADD ("many", test_many);
  ADD ("late-answer", test_late_answer);
  ADD ("cancelled", test_cancelled);
  ADD ("server-leaves", test_server_leaves);
  ADD ("serial-server", test_serial_server);
  ADD ("serial-server-hangs-up", test_serial_server_hangs_up);
  ADD ("close", test_close);
  ADD ("nobody", test_nobody);
  return g_test_run ();
}
