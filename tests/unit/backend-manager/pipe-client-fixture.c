/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "tests/unit/backend-manager/pipe-client-fixture.h"

#include <string.h>

#include "backend-manager/error.h"

const char *
pipe_client_get_command (JsonNode *request)
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
  PipeClientFixture *fixture = user_data;
  g_autoptr (GError) error = NULL;
  JsonNode *request = json_from_string (line, &error);
  const char *command = NULL;

  g_assert_no_error (error);
  g_ptr_array_add (fixture->requests, request);
  command = pipe_client_get_command (request);
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

char *
pipe_client_get_path (PipeClientFixture *fixture)
{
  return g_build_filename (fixture->scratch.dir, "socket", NULL);
}

/* Makes the server that the fixture has. */
void
pipe_client_serve (PipeClientFixture *fixture)
{
  g_autofree char *path = pipe_client_get_path (fixture);

  fixture->server = perch_pipe_server_new (path, request_cb, fixture);
}

void
pipe_client_set_up (PipeClientFixture *fixture, gconstpointer data)
{
  g_autoptr (PerchBackendEndpoint) endpoint = NULL;
  g_autofree char *path = NULL;

  perch_scratch_init (&fixture->scratch);
  path = pipe_client_get_path (fixture);
  endpoint = perch_backend_endpoint_new_for_socket (path, "open sesame");
  fixture->requests = g_ptr_array_new_with_free_func ((GDestroyNotify) json_node_unref);
  fixture->held = g_ptr_array_new_with_free_func (g_object_unref);
  pipe_client_serve (fixture);
  fixture->client = perch_pipe_client_new (endpoint);
}

void
pipe_client_tear_down (PipeClientFixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->client);
  g_ptr_array_unref (fixture->held);
  perch_pipe_server_free (fixture->server);
  g_ptr_array_unref (fixture->requests);
  perch_scratch_clear (&fixture->scratch);
}

void
pipe_client_answer_clear (PerchOutcome *answer)
{
  perch_outcome_clear (answer);
  *answer = (PerchOutcome){ 0 };
}

void
pipe_client_wait_for_requests (PipeClientFixture *fixture, guint n)
{
  while (fixture->requests->len < n)
    g_main_context_iteration (NULL, TRUE);
}

void
pipe_client_begin (PipeClientFixture *fixture,
                   const char *method,
                   const char *params,
                   PerchOutcome *answer)
{
  g_autoptr (GBytes) bytes = params == NULL ? NULL : g_bytes_new (params, strlen (params));

  pipe_client_answer_clear (answer);
  perch_backend_client_call_async (fixture->client, method, bytes, NULL, PIPE_CLIENT_PATIENCE_MS,
                                   NULL, perch_outcome_called_cb, answer);
}

void
pipe_client_call (PipeClientFixture *fixture, const char *method, PerchOutcome *answer)
{
  pipe_client_begin (fixture, method, NULL, answer);
  perch_outcome_wait (answer);
}

void
pipe_client_assert_problem (PerchOutcome *answer, int code, const char *message)
{
  g_assert_error (answer->error, PERCH_BACKEND_ERROR, code);
  g_assert_cmpstr (answer->error->message, ==, message);
}
