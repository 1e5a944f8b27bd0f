/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/pipe-client.h"

#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <string.h>

#include "backend-manager/error.h"
#include "tests/unit/backend-manager/client-outcome.h"
#include "tests/unit/backend-manager/pipe-server.h"
#include "tests/unit/backend-manager/scratch.h"

#define PATIENCE_MS 20000
#define BYTE_ORDER_MARK "\xef\xbb\xbf"
#define TRACE_ID "0123456789abcdef0123456789abcdef"

/* @held are connections that are to be answered later. */
typedef struct
{
  PerchScratch scratch;
  PerchPipeServer *server;
  PerchBackendClient *client;
  GPtrArray *requests; /* (element-type JsonNode) */
  GPtrArray *held; /* (element-type GSocketConnection) */
} Fixture;

static const char *
get_command (JsonNode *request)
{
  return json_object_get_string_member (json_node_get_object (request), "command");
}

static void
say_floats (GSocketConnection *connection, JsonNode *request)
{
  JsonObject *payload = json_object_get_object_member (json_node_get_object (request), "payload");
  const double values[] = { 1, 2.5, -3, 4 };
  const char *handle = json_object_get_string_member (payload, "handleId");
  const char *format = json_object_get_string_member (payload, "format");

  g_assert_cmpstr (format, ==, "binary");
  if (g_str_equal (handle, "json"))
    perch_pipe_server_say (connection, "{\"data\":[1,NaN,3]}\n", -1);
  else if (g_str_equal (handle, "rows"))
    perch_pipe_server_say (connection, "{\"binary\":32,\"dtype\":\"float64\",\"shape\":[2,2]}\n",
                           -1);
  else if (g_str_equal (handle, "row"))
    perch_pipe_server_say (connection, "{\"binary\":32,\"dtype\":\"float64\",\"shape\":[4]}\n", -1);
  else
    perch_pipe_server_say (connection, "{\"binary\":32,\"dtype\":\"int8\",\"shape\":[32]}\n", -1);
  if (g_str_has_prefix (handle, "row"))
    perch_pipe_server_say (connection, (const char *) values, sizeof values);
}

/* The command says what is to be answered. */
static void
request_cb (PerchPipeServer *server,
            GSocketConnection *connection,
            const char *line,
            gpointer user_data)
{
  Fixture *fixture = user_data;
  g_autoptr (GError) error = NULL;
  JsonNode *request = json_from_string (line, &error);
  const char *command = NULL;

  g_assert_no_error (error);
  g_ptr_array_add (fixture->requests, request);
  command = get_command (request);
  if (g_str_equal (command, "echo"))
    {
      g_autofree char *answer = g_strconcat (line, "\n", NULL);

      perch_pipe_server_say (connection, answer, -1);
    }
  else if (g_str_has_prefix (command, "tofloatarray"))
    say_floats (connection, request);
  else if (g_str_equal (command, "hold"))
    g_ptr_array_add (fixture->held, g_object_ref (connection));
  else if (g_str_equal (command, "leave"))
    g_socket_shutdown (g_socket_connection_get_socket (connection), FALSE, TRUE, NULL);
  else if (g_str_equal (command, "leave-within"))
    {
      perch_pipe_server_say (connection, "{\"half\":", -1);
      g_socket_shutdown (g_socket_connection_get_socket (connection), FALSE, TRUE, NULL);
    }
  else
    perch_pipe_server_say (connection, command, -1);
}

static char *
get_path (Fixture *fixture)
{
  return g_build_filename (fixture->scratch.dir, "socket", NULL);
}

static void
setup (Fixture *fixture, gconstpointer data)
{
  g_autoptr (PerchBackendEndpoint) endpoint = NULL;
  g_autofree char *path = NULL;

  perch_scratch_init (&fixture->scratch);
  path = get_path (fixture);
  endpoint = perch_backend_endpoint_new_for_socket (path, "open sesame");
  fixture->requests = g_ptr_array_new_with_free_func ((GDestroyNotify) json_node_unref);
  fixture->held = g_ptr_array_new_with_free_func (g_object_unref);
  fixture->server = perch_pipe_server_new (path, request_cb, fixture);
  fixture->client = perch_pipe_client_new (endpoint);
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->client);
  g_ptr_array_unref (fixture->held);
  perch_pipe_server_free (fixture->server);
  g_ptr_array_unref (fixture->requests);
  perch_scratch_clear (&fixture->scratch);
}

static void
answer_clear (PerchOutcome *answer)
{
  perch_outcome_clear (answer);
  *answer = (PerchOutcome){ 0 };
}

static void
wait_for_requests (Fixture *fixture, guint n)
{
  while (fixture->requests->len < n)
    g_main_context_iteration (NULL, TRUE);
}

static void
begin (Fixture *fixture, const char *method, const char *params, PerchOutcome *answer)
{
  g_autoptr (GBytes) bytes = params == NULL ? NULL : g_bytes_new (params, strlen (params));

  answer_clear (answer);
  perch_backend_client_call_async (fixture->client, method, bytes, NULL, PATIENCE_MS, NULL,
                                   perch_outcome_called_cb, answer);
}

static void
call (Fixture *fixture, const char *method, PerchOutcome *answer)
{
  begin (fixture, method, NULL, answer);
  perch_outcome_wait (answer);
}

static void
assert_problem (PerchOutcome *answer, int code, const char *message)
{
  g_assert_error (answer->error, PERCH_BACKEND_ERROR, code);
  g_assert_cmpstr (answer->error->message, ==, message);
}

static void
test_request (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) params = g_bytes_new_static ("{\"a\":[1,\"ü\"]}", 14);
  JsonObject *request = NULL;
  g_autofree char *payload = NULL;
  PerchOutcome answer = { 0 };

  perch_backend_client_call_async (fixture->client, "echo", params, TRACE_ID, PATIENCE_MS, NULL,
                                   perch_outcome_called_cb, &answer);
  perch_outcome_wait (&answer);
  g_assert_no_error (answer.error);
  request = json_node_get_object (g_ptr_array_index (fixture->requests, 0));
  payload = json_to_string (json_object_get_member (request, "payload"), FALSE);
  g_assert_cmpstr (payload, ==, "{\"a\":[1,\"ü\"]}");
  g_assert_cmpstr (json_object_get_string_member (request, "secret"), ==, "open sesame");
  g_assert_cmpstr (json_object_get_string_member (request, "trace_id"), ==, TRACE_ID);
  g_assert_cmpuint (strlen (json_object_get_string_member (request, "client")), ==, 32);

  call (fixture, "echo", &answer);
  g_assert_no_error (answer.error);
  request = json_node_get_object (g_ptr_array_index (fixture->requests, 1));
  g_assert_false (json_object_has_member (request, "payload"));
  g_assert_false (json_object_has_member (request, "trace_id"));
  g_assert_cmpuint (perch_pipe_server_count_connections (fixture->server), ==, 1);
  answer_clear (&answer);
}

static void
test_no_secret (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = get_path (fixture);
  g_autoptr (PerchBackendEndpoint) endpoint = perch_backend_endpoint_new_for_socket (path, NULL);
  g_autoptr (GError) error = NULL;
  PerchOutcome answer = { 0 };

  g_clear_object (&fixture->client);
  fixture->client = perch_backend_client_new (endpoint, NULL, &error);
  g_assert_no_error (error);
  call (fixture, "echo", &answer);
  g_assert_false (json_object_has_member (
      json_node_get_object (g_ptr_array_index (fixture->requests, 0)), "secret"));
  answer_clear (&answer);
}

static void
test_answers (Fixture *fixture, gconstpointer data)
{
  PerchOutcome answer = { 0 };

  call (fixture, "{\"a\": [NaN, \"NaN\"]}\r\n", &answer);
  perch_outcome_assert_json (&answer, "{\"a\": [null, \"NaN\"]}\r");
  call (fixture, BYTE_ORDER_MARK "7\n", &answer);
  perch_outcome_assert_json (&answer, "7");
  call (fixture, "{\"error\":\"ZeroDivisionError\",\"traceback\":\"…\"}\n", &answer);
  assert_problem (&answer, PERCH_BACKEND_ERROR_CALL,
                  "The backend answered with an error: ZeroDivisionError");
  call (fixture, "{\"error\":\"no such command\",\"code\":\"no_method\"}\n", &answer);
  assert_problem (&answer, PERCH_BACKEND_ERROR_NO_METHOD,
                  "The backend answered with an error: no such command");
  call (fixture, "{\"error\":\"odd\",\"code\":[3]}\n", &answer);
  assert_problem (&answer, PERCH_BACKEND_ERROR_CALL, "The backend answered with an error: odd");
  call (fixture, "HTTP/1.1 400 Bad Request\n", &answer);
  assert_problem (&answer, PERCH_BACKEND_ERROR_CALL,
                  "The backend’s answer is not JSON: “HTTP/1.1 400 Bad Request”");
  call (fixture, "\n", &answer);
  assert_problem (&answer, PERCH_BACKEND_ERROR_CALL,
                  "The backend’s answer is empty, expected JSON");
  g_assert_cmpuint (perch_pipe_server_count_connections (fixture->server), ==, 1);
  answer_clear (&answer);
}

static void
test_surplus (Fixture *fixture, gconstpointer data)
{
  PerchOutcome answer = { 0 };

  g_test_summary ("What comes behind an answer is not taken for that of the next request.");

  call (fixture, "1\n2\n", &answer);
  perch_outcome_assert_json (&answer, "1");
  call (fixture, "3\n", &answer);
  perch_outcome_assert_json (&answer, "3");
  g_assert_cmpuint (perch_pipe_server_count_connections (fixture->server), ==, 2);
  answer_clear (&answer);
}

static void
test_long (Fixture *fixture, gconstpointer data)
{
  g_autofree char *filling = g_strnfill (6 * 1024 * 1024, 'x');
  g_autofree char *params = g_strdup_printf ("{\"filling\":\"%s\"}", filling);
  PerchOutcome answer = { 0 };

  begin (fixture, "hold", params, &answer);
  wait_for_requests (fixture, 1);
  g_assert_cmpstr (
      json_object_get_string_member (
          json_object_get_object_member (
              json_node_get_object (g_ptr_array_index (fixture->requests, 0)), "payload"),
          "filling"),
      ==, filling);
  perch_pipe_server_hang_up (fixture->server);
  perch_outcome_wait (&answer);
  g_assert_error (answer.error, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED);
  answer_clear (&answer);
}

static void
test_long_answer (Fixture *fixture, gconstpointer data)
{
  g_autofree char *filling = g_strnfill (180 * 1024, 'x');
  g_autofree char *quoted = g_strdup_printf ("\"%s\"", filling);
  g_autofree char *line = g_strconcat (quoted, "\n", NULL);
  g_autofree char *garbage = g_strconcat (filling, "\n", NULL);
  PerchOutcome answer = { 0 };

  call (fixture, line, &answer);
  perch_outcome_assert_json (&answer, quoted);
  call (fixture, garbage, &answer);
  g_assert_error (answer.error, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_CALL);
  answer_clear (&answer);
}

static void
test_many (Fixture *fixture, gconstpointer data)
{
  PerchOutcome answers[40] = { { 0 } };

  g_test_summary ("Calls don't mix, and a server is not flooded with connections.");

  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autofree char *text = g_strdup_printf ("%u\n", i);

      begin (fixture, text, NULL, &answers[i]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autofree char *text = g_strdup_printf ("%u", i);

      perch_outcome_wait (&answers[i]);
      perch_outcome_assert_json (&answers[i], text);
      answer_clear (&answers[i]);
    }
  g_assert_cmpuint (perch_pipe_server_count_connections (fixture->server), <=, 8);
  g_assert_cmpuint (perch_pipe_server_count_connections (fixture->server), >, 1);
}

static void
test_late_answer (Fixture *fixture, gconstpointer data)
{
  PerchOutcome late = { 0 };
  PerchOutcome answer = { 0 };

  perch_backend_client_call_async (fixture->client, "hold", NULL, NULL, 50, NULL,
                                   perch_outcome_called_cb, &late);
  perch_outcome_wait (&late);
  assert_problem (&late, PERCH_BACKEND_ERROR_TIMED_OUT, "The backend did not answer in time");
  wait_for_requests (fixture, 1);
  perch_pipe_server_say (g_ptr_array_index (fixture->held, 0), "\"late\"\n", -1);
  call (fixture, "\"new\"\n", &answer);
  perch_outcome_assert_json (&answer, "\"new\"");
  g_assert_cmpuint (perch_pipe_server_count_connections (fixture->server), ==, 2);
  answer_clear (&late);
  answer_clear (&answer);
}

static void
test_cancelled (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  PerchOutcome answer = { 0 };

  perch_backend_client_call_async (fixture->client, "hold", NULL, NULL, PATIENCE_MS, cancellable,
                                   perch_outcome_called_cb, &answer);
  wait_for_requests (fixture, 1);
  g_cancellable_cancel (cancellable);
  perch_outcome_wait (&answer);
  g_assert_error (answer.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  while (perch_pipe_server_count_open (fixture->server) > 0)
    g_main_context_iteration (NULL, TRUE);

  answer_clear (&answer);
  perch_backend_client_call_async (fixture->client, "hold", NULL, NULL, PATIENCE_MS, cancellable,
                                   perch_outcome_called_cb, &answer);
  perch_outcome_wait (&answer);
  g_assert_error (answer.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (fixture->requests->len, ==, 1);
  answer_clear (&answer);
}

static void
test_server_leaves (Fixture *fixture, gconstpointer data)
{
  PerchOutcome answer = { 0 };

  call (fixture, "leave", &answer);
  g_assert_error (answer.error, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED);
  g_assert_cmpstr (answer.error->message, ==,
                   "The backend closed the connection before it answered");
  call (fixture, "leave-within", &answer);
  g_assert_error (answer.error, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED);
  g_assert_cmpstr (answer.error->message, ==,
                   "The backend closed the connection within its answer");

  call (fixture, "1\n", &answer);
  perch_pipe_server_hang_up (fixture->server);
  call (fixture, "2\n", &answer);
  perch_outcome_assert_json (&answer, "2");
  answer_clear (&answer);
}

static void
test_serial_server (Fixture *fixture, gconstpointer data)
{
  PerchOutcome first = { 0 };
  PerchOutcome second = { 0 };

  g_test_summary ("A server of one connection at a time gets to all of them.");

  perch_pipe_server_set_serial (fixture->server);
  begin (fixture, "hold", NULL, &first);
  wait_for_requests (fixture, 1);
  begin (fixture, "2\n", NULL, &second);
  perch_pipe_server_say (g_ptr_array_index (fixture->held, 0), "1\n", -1);
  perch_outcome_wait (&first);
  perch_outcome_assert_json (&first, "1");
  perch_outcome_wait (&second);
  perch_outcome_assert_json (&second, "2");
  answer_clear (&first);
  answer_clear (&second);
}

static void
test_serial_server_hangs_up (Fixture *fixture, gconstpointer data)
{
  PerchOutcome first = { 0 };
  PerchOutcome second = { 0 };
  PerchOutcome third = { 0 };

  g_test_summary ("A server of one connection at a time is still known as such when it has closed "
                  "one for the next.");

  perch_pipe_server_set_serial (fixture->server);
  begin (fixture, "hold", NULL, &first);
  wait_for_requests (fixture, 1);
  begin (fixture, "2\n", NULL, &second);
  perch_pipe_server_say (g_ptr_array_index (fixture->held, 0), "1\n", -1);
  perch_outcome_wait (&first);
  perch_pipe_server_hang_up (fixture->server);
  perch_outcome_wait (&second);
  perch_outcome_assert_json (&second, "2");

  begin (fixture, "hold", NULL, &second);
  wait_for_requests (fixture, 3);
  begin (fixture, "3\n", NULL, &third);
  perch_pipe_server_say (g_ptr_array_index (fixture->held, 1), "4\n", -1);
  perch_outcome_wait (&third);
  perch_outcome_assert_json (&third, "3");
  perch_outcome_wait (&second);
  answer_clear (&first);
  answer_clear (&second);
  answer_clear (&third);
}

static void
test_close (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) reason =
      g_error_new_literal (PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_EXITED, "It has ended");
  PerchOutcome answers[12] = { { 0 } };

  for (guint i = 0; i < G_N_ELEMENTS (answers) - 1; i++)
    begin (fixture, "hold", NULL, &answers[i]);
  wait_for_requests (fixture, 8);
  perch_backend_client_close (fixture->client, reason);
  begin (fixture, "1\n", NULL, &answers[G_N_ELEMENTS (answers) - 1]);
  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      perch_outcome_wait (&answers[i]);
      assert_problem (&answers[i], PERCH_BACKEND_ERROR_EXITED, "It has ended");
      answer_clear (&answers[i]);
    }
  g_assert_cmpuint (fixture->requests->len, ==, 8);
}

static void
test_nobody (Fixture *fixture, gconstpointer data)
{
  g_autofree char *name = g_strnfill (200, 's');
  g_autofree char *path = g_strconcat ("/tmp/", name, NULL);
  g_autoptr (PerchBackendEndpoint) endpoint = perch_backend_endpoint_new_for_socket (path, NULL);
  g_autofree char *socket_path = get_path (fixture);
  g_autofree char *expected = NULL;
  PerchOutcome answer = { 0 };

  perch_pipe_server_free (g_steal_pointer (&fixture->server));
  g_assert_cmpint (g_remove (socket_path), ==, 0);
  call (fixture, "1\n", &answer);
  g_assert_error (answer.error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  expected =
      g_strdup_printf ("The socket “%s” can’t be reached: No such file or directory", socket_path);
  g_assert_cmpstr (answer.error->message, ==, expected);
  fixture->server = perch_pipe_server_new (socket_path, request_cb, fixture);

  g_clear_object (&fixture->client);
  fixture->client = perch_pipe_client_new (endpoint);
  call (fixture, "1\n", &answer);
  g_assert_error (answer.error, G_IO_ERROR, G_IO_ERROR_FILENAME_TOO_LONG);
  answer_clear (&answer);
}

static void
ask_floats (Fixture *fixture, const char *handle, guint dimensions, PerchOutcome *answer)
{
  answer_clear (answer);
  perch_backend_client_floats_async (fixture->client, handle, dimensions, PATIENCE_MS, NULL,
                                     perch_outcome_floats_cb, answer);
  perch_outcome_wait (answer);
}

static void
test_floats (Fixture *fixture, gconstpointer data)
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
  assert_problem (&answer, PERCH_BACKEND_ERROR_CALL,
                  "The backend’s answer announces binary values, but /dtype: expected one of "
                  "\"float64\", found the string \"int8\"");
  answer_clear (&answer);
}

static void
test_ping (Fixture *fixture, gconstpointer data)
{
  PerchOutcome answer = { 0 };

  perch_backend_client_ping_async (fixture->client, PATIENCE_MS, NULL, perch_outcome_pinged_cb,
                                   &answer);
  wait_for_requests (fixture, 1);
  g_assert_cmpstr (get_command (g_ptr_array_index (fixture->requests, 0)), ==, "ping");
  perch_pipe_server_hang_up (fixture->server);
  perch_outcome_wait (&answer);
  g_assert_error (answer.error, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED);
  answer_clear (&answer);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add ("/pipe-client/" name, Fixture, NULL, setup, func, teardown)
  ADD ("request", test_request);
  ADD ("no-secret", test_no_secret);
  ADD ("answers", test_answers);
  ADD ("surplus", test_surplus);
  ADD ("long", test_long);
  ADD ("long-answer", test_long_answer);
  ADD ("many", test_many);
  ADD ("late-answer", test_late_answer);
  ADD ("cancelled", test_cancelled);
  ADD ("server-leaves", test_server_leaves);
  ADD ("serial-server", test_serial_server);
  ADD ("serial-server-hangs-up", test_serial_server_hangs_up);
  ADD ("close", test_close);
  ADD ("nobody", test_nobody);
  ADD ("floats", test_floats);
  ADD ("ping", test_ping);
  return g_test_run ();
}
