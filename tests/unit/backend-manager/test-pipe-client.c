/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "tests/unit/backend-manager/pipe-client-fixture.h"

#include <string.h>

#include "backend-manager/error.h"

#define BYTE_ORDER_MARK "\xef\xbb\xbf"
#define TRACE_ID "0123456789abcdef0123456789abcdef"

static void
test_request (PipeClientFixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) params = g_bytes_new_static ("{\"a\":[1,\"ü\"]}", 14);
  JsonObject *request = NULL;
  g_autofree char *payload = NULL;
  PerchOutcome answer = { 0 };

  perch_backend_client_call_async (fixture->client, "echo", params, TRACE_ID,
                                   PIPE_CLIENT_PATIENCE_MS, NULL, perch_outcome_called_cb, &answer);
  perch_outcome_wait (&answer);
  g_assert_no_error (answer.error);
  request = json_node_get_object (g_ptr_array_index (fixture->requests, 0));
  payload = json_to_string (json_object_get_member (request, "payload"), FALSE);
  g_assert_cmpstr (payload, ==, "{\"a\":[1,\"ü\"]}");
  g_assert_cmpstr (json_object_get_string_member (request, "secret"), ==, "open sesame");
  g_assert_cmpstr (json_object_get_string_member (request, "trace_id"), ==, TRACE_ID);
  g_assert_cmpuint (strlen (json_object_get_string_member (request, "client")), ==, 32);

  pipe_client_call (fixture, "echo", &answer);
  g_assert_no_error (answer.error);
  request = json_node_get_object (g_ptr_array_index (fixture->requests, 1));
  g_assert_false (json_object_has_member (request, "payload"));
  g_assert_false (json_object_has_member (request, "trace_id"));
  g_assert_cmpuint (perch_pipe_server_count_connections (fixture->server), ==, 1);
  pipe_client_answer_clear (&answer);
}

static void
test_no_secret (PipeClientFixture *fixture, gconstpointer data)
{
  g_autofree char *path = pipe_client_get_path (fixture);
  g_autoptr (PerchBackendEndpoint) endpoint = perch_backend_endpoint_new_for_socket (path, NULL);
  g_autoptr (GError) error = NULL;
  PerchOutcome answer = { 0 };

  g_clear_object (&fixture->client);
  fixture->client = perch_backend_client_new (endpoint, NULL, &error);
  g_assert_no_error (error);
  pipe_client_call (fixture, "echo", &answer);
  g_assert_false (json_object_has_member (
      json_node_get_object (g_ptr_array_index (fixture->requests, 0)), "secret"));
  pipe_client_answer_clear (&answer);
}

static void
test_answers (PipeClientFixture *fixture, gconstpointer data)
{
  PerchOutcome answer = { 0 };

  pipe_client_call (fixture, "{\"a\": [NaN, \"NaN\"]}\r\n", &answer);
  perch_outcome_assert_json (&answer, "{\"a\": [null, \"NaN\"]}\r");
  pipe_client_call (fixture, BYTE_ORDER_MARK "7\n", &answer);
  perch_outcome_assert_json (&answer, "7");
  pipe_client_call (fixture, "{\"error\":\"ZeroDivisionError\",\"traceback\":\"…\"}\n", &answer);
  pipe_client_assert_problem (&answer, PERCH_BACKEND_ERROR_CALL,
                              "The backend answered with an error: ZeroDivisionError");
  pipe_client_call (fixture, "{\"error\":\"no such command\",\"code\":\"no_method\"}\n", &answer);
  pipe_client_assert_problem (&answer, PERCH_BACKEND_ERROR_NO_METHOD,
                              "The backend answered with an error: no such command");
  pipe_client_call (fixture, "{\"error\":\"odd\",\"code\":[3]}\n", &answer);
  pipe_client_assert_problem (&answer, PERCH_BACKEND_ERROR_CALL,
                              "The backend answered with an error: odd");
  pipe_client_call (fixture, "HTTP/1.1 400 Bad Request\n", &answer);
  pipe_client_assert_problem (&answer, PERCH_BACKEND_ERROR_CALL,
                              "The backend’s answer is not JSON: “HTTP/1.1 400 Bad Request”");
  pipe_client_call (fixture, "\n", &answer);
  pipe_client_assert_problem (&answer, PERCH_BACKEND_ERROR_CALL,
                              "The backend’s answer is empty, expected JSON");
  g_assert_cmpuint (perch_pipe_server_count_connections (fixture->server), ==, 1);
  pipe_client_answer_clear (&answer);
}

static void
test_surplus (PipeClientFixture *fixture, gconstpointer data)
{
  PerchOutcome answer = { 0 };

  g_test_summary ("What comes behind an answer is not taken for that of the next request.");

  pipe_client_call (fixture, "1\n2\n", &answer);
  perch_outcome_assert_json (&answer, "1");
  pipe_client_call (fixture, "3\n", &answer);
  perch_outcome_assert_json (&answer, "3");
  g_assert_cmpuint (perch_pipe_server_count_connections (fixture->server), ==, 2);
  pipe_client_answer_clear (&answer);
}

static void
test_long (PipeClientFixture *fixture, gconstpointer data)
{
  g_autofree char *filling = g_strnfill (6 * 1024 * 1024, 'x');
  g_autofree char *params = g_strdup_printf ("{\"filling\":\"%s\"}", filling);
  PerchOutcome answer = { 0 };

  pipe_client_begin (fixture, "hold", params, &answer);
  pipe_client_wait_for_requests (fixture, 1);
  g_assert_cmpstr (
      json_object_get_string_member (
          json_object_get_object_member (
              json_node_get_object (g_ptr_array_index (fixture->requests, 0)), "payload"),
          "filling"),
      ==, filling);
  perch_pipe_server_hang_up (fixture->server);
  perch_outcome_wait (&answer);
  g_assert_error (answer.error, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED);
  pipe_client_answer_clear (&answer);
}

static void
test_long_answer (PipeClientFixture *fixture, gconstpointer data)
{
  g_autofree char *filling = g_strnfill (180 * 1024, 'x');
  g_autofree char *quoted = g_strdup_printf ("\"%s\"", filling);
  g_autofree char *line = g_strconcat (quoted, "\n", NULL);
  g_autofree char *garbage = g_strconcat (filling, "\n", NULL);
  PerchOutcome answer = { 0 };

  pipe_client_call (fixture, line, &answer);
  perch_outcome_assert_json (&answer, quoted);
  pipe_client_call (fixture, garbage, &answer);
  g_assert_error (answer.error, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_CALL);
  pipe_client_answer_clear (&answer);
}

static void
ask_floats (PipeClientFixture *fixture, const char *handle, guint dimensions, PerchOutcome *answer)
{
  pipe_client_answer_clear (answer);
  perch_backend_client_floats_async (fixture->client, handle, dimensions, PIPE_CLIENT_PATIENCE_MS,
                                     NULL, perch_outcome_floats_cb, answer);
  perch_outcome_wait (answer);
}

static void
test_floats (PipeClientFixture *fixture, gconstpointer data)
{
  PerchOutcome answer = { 0 };
  const double *values = NULL;

  ask_floats (fixture, "row", 1, &answer);
  g_assert_no_error (answer.error);
  values = g_bytes_get_data (answer.result, NULL);
  g_assert_cmpuint (answer.rows, ==, 1);
  g_assert_cmpuint (answer.columns, ==, 4);
  g_assert_cmpfloat (values[1], ==, 2.5);
  ask_floats (fixture, "rows", 2, &answer);
  g_assert_no_error (answer.error);
  values = g_bytes_get_data (answer.result, NULL);
  g_assert_cmpuint (answer.rows, ==, 2);
  g_assert_cmpuint (answer.columns, ==, 2);
  g_assert_cmpfloat (values[3], ==, 4);
  ask_floats (fixture, "json", 1, &answer);
  g_assert_no_error (answer.error);
  values = g_bytes_get_data (answer.result, NULL);
  g_assert_cmpuint (answer.columns, ==, 3);
  g_assert_true (values[1] != values[1]);
  ask_floats (fixture, "odd", 1, &answer);
  pipe_client_assert_problem (
      &answer, PERCH_BACKEND_ERROR_CALL,
      "The backend’s answer announces binary values, but /dtype: expected one of "
      "\"float64\", found the string \"int8\"");
  pipe_client_answer_clear (&answer);
}

static void
test_ping (PipeClientFixture *fixture, gconstpointer data)
{
  PerchOutcome answer = { 0 };

  perch_backend_client_ping_async (fixture->client, PIPE_CLIENT_PATIENCE_MS, NULL,
                                   perch_outcome_pinged_cb, &answer);
  pipe_client_wait_for_requests (fixture, 1);
  g_assert_cmpstr (pipe_client_get_command (g_ptr_array_index (fixture->requests, 0)), ==, "ping");
  perch_pipe_server_hang_up (fixture->server);
  perch_outcome_wait (&answer);
  g_assert_error (answer.error, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED);
  pipe_client_answer_clear (&answer);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func)                                                                            \
  g_test_add ("/pipe-client/" name, PipeClientFixture, NULL, pipe_client_set_up, func,             \
              pipe_client_tear_down)
  ADD ("request", test_request);
  ADD ("no-secret", test_no_secret);
  ADD ("answers", test_answers);
  ADD ("surplus", test_surplus);
  ADD ("long", test_long);
  ADD ("long-answer", test_long_answer);
  ADD ("floats", test_floats);
  ADD ("ping", test_ping);
  return g_test_run ();
}
