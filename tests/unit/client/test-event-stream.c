/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "tests/unit/client/client-fixture.h"

/* A server of events, beside the rest of the fixture. */
typedef struct
{
  ClientFixture base;
  SoupWebsocketConnection *socket; /* (owned) (nullable): its side */
  PerchEventStream *stream; /* (owned) (nullable) */
  char *hello; /* (owned) (nullable) */
  GString *events;
  GError *closed; /* (owned) (nullable) */
} StreamFixture;

static void
hello_cb (SoupWebsocketConnection *socket, int type, GBytes *bytes, gpointer user_data)
{
  StreamFixture *fixture = user_data;

  fixture->hello = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static void
connected_cb (SoupServer *server,
              SoupServerMessage *message,
              const char *path,
              SoupWebsocketConnection *socket,
              gpointer user_data)
{
  StreamFixture *fixture = user_data;

  fixture->socket = g_object_ref (socket);
  g_signal_connect (socket, "message", G_CALLBACK (hello_cb), fixture);
}

static void
event_cb (PerchEventStream *stream, GBytes *json, gpointer user_data)
{
  StreamFixture *fixture = user_data;

  g_string_append_len (fixture->events, g_bytes_get_data (json, NULL),
                       (gssize) g_bytes_get_size (json));
}

static void
closed_cb (PerchEventStream *stream, const GError *error, gpointer user_data)
{
  StreamFixture *fixture = user_data;

  g_assert_null (fixture->closed);
  fixture->closed = g_error_copy (error);
}

static void
setup (StreamFixture *fixture, gconstpointer user_data)
{
  client_fixture_set_up (&fixture->base, NULL);
  fixture->events = g_string_new (NULL);
  soup_server_add_websocket_handler (fixture->base.server, "/events/ws", NULL, NULL, connected_cb,
                                     fixture, NULL);
}

static void
listen_since (StreamFixture *fixture, gint64 since)
{
  g_autoptr (GError) error = NULL;

  perch_client_listen_async (fixture->base.client, since, NULL, client_fixture_result_cb,
                             &fixture->base);
  client_fixture_wait (&fixture->base);
  fixture->stream = perch_client_listen_finish (fixture->base.client, fixture->base.result, &error);
  g_assert_no_error (error);
  g_signal_connect (fixture->stream, "event", G_CALLBACK (event_cb), fixture);
  g_signal_connect (fixture->stream, "closed", G_CALLBACK (closed_cb), fixture);
  while (fixture->hello == NULL)
    g_main_context_iteration (NULL, TRUE);
}

static void
teardown (StreamFixture *fixture, gconstpointer user_data)
{
  if (fixture->stream != NULL)
    g_assert_finalize_object (fixture->stream);
  if (fixture->socket != NULL)
    g_signal_handlers_disconnect_by_data (fixture->socket, fixture);
  g_clear_object (&fixture->socket);
  g_free (fixture->hello);
  g_string_free (fixture->events, TRUE);
  g_clear_error (&fixture->closed);
  client_fixture_tear_down (&fixture->base, NULL);
}

static void
test_events (StreamFixture *fixture, gconstpointer user_data)
{
  listen_since (fixture, 7);
  g_assert_cmpstr (fixture->hello, ==, "{\"token\":\"secret\",\"since\":7}");
  soup_websocket_connection_send_text (fixture->socket, "{\"seq\":8}");
  soup_websocket_connection_send_text (fixture->socket, "{\"seq\":9}");
  while (fixture->events->len < strlen ("{\"seq\":8}{\"seq\":9}"))
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (fixture->events->str, ==, "{\"seq\":8}{\"seq\":9}");
  g_assert_no_error (fixture->closed);
}

static void
test_from_now (StreamFixture *fixture, gconstpointer user_data)
{
  listen_since (fixture, PERCH_EVENT_STREAM_FROM_NOW);
  g_assert_cmpstr (fixture->hello, ==, "{\"token\":\"secret\"}");
}

static void
wait_for_end (StreamFixture *fixture)
{
  while (fixture->closed == NULL)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_closed_with_reason (StreamFixture *fixture, gconstpointer user_data)
{
  listen_since (fixture, 0);
  soup_websocket_connection_close (fixture->socket, 4401, "That is not the token");
  wait_for_end (fixture);
  g_assert_error (fixture->closed, PERCH_CLIENT_ERROR, PERCH_CLIENT_ERROR_CONNECTION);
  g_assert_nonnull (strstr (fixture->closed->message, "That is not the token"));
}

static void
test_perch_ends (StreamFixture *fixture, gconstpointer user_data)
{
  listen_since (fixture, 0);
  soup_websocket_connection_close (fixture->socket, SOUP_WEBSOCKET_CLOSE_GOING_AWAY, NULL);
  wait_for_end (fixture);
  g_assert_error (fixture->closed, PERCH_CLIENT_ERROR, PERCH_CLIENT_ERROR_NOT_RUNNING);
}

/* Nothing comes after that, and the other side hears of it. */
static void
test_close (StreamFixture *fixture, gconstpointer user_data)
{
  listen_since (fixture, 0);
  soup_websocket_connection_send_text (fixture->socket, "{}");
  perch_event_stream_close (fixture->stream);
  perch_event_stream_close (fixture->stream);
  while (soup_websocket_connection_get_state (fixture->socket) == SOUP_WEBSOCKET_STATE_OPEN)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (fixture->events->len, ==, 0);
  g_assert_no_error (fixture->closed);
}

static void
test_nobody (StreamFixture *fixture, gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;

  soup_server_disconnect (fixture->base.server);
  perch_client_listen_async (fixture->base.client, 0, NULL, client_fixture_result_cb,
                             &fixture->base);
  client_fixture_wait (&fixture->base);
  g_assert_null (perch_client_listen_finish (fixture->base.client, fixture->base.result, &error));
  g_assert_error (error, PERCH_CLIENT_ERROR, PERCH_CLIENT_ERROR_NOT_RUNNING);
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    void (*run) (StreamFixture *fixture, gconstpointer user_data);
  } tests[] = {
    { "/event-stream/events", test_events },
    { "/event-stream/from-now", test_from_now },
    { "/event-stream/closed-with-reason", test_closed_with_reason },
    { "/event-stream/perch-ends", test_perch_ends },
    { "/event-stream/close", test_close },
    { "/event-stream/nobody", test_nobody },
  };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, StreamFixture, NULL, setup, tests[i].run, teardown);
  return g_test_run ();
}
