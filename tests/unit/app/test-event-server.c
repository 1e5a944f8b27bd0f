/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/server/event-server.h"

#include <string.h>

#include "tests/unit/app/event-fixture.h"
#include "tests/unit/app/raw-client.h"

/* What a client has heard. */
typedef struct
{
  SoupWebsocketConnection *socket;
  GQueue texts; /* (element-type utf8) */
  gboolean closed;
} Ear;

static void
message_cb (SoupWebsocketConnection *socket, int type, GBytes *bytes, gpointer user_data)
{
  gsize length = 0;
  const char *text = g_bytes_get_data (bytes, &length);

  g_queue_push_tail (&((Ear *) user_data)->texts, g_strndup (text, length));
}

static void
closed_cb (SoupWebsocketConnection *socket, gpointer user_data)
{
  ((Ear *) user_data)->closed = TRUE;
}

static void
connected_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Ear *ear = user_data;
  g_autoptr (GError) error = NULL;

  ear->socket = soup_session_websocket_connect_finish (SOUP_SESSION (source), result, &error);
  g_assert_no_error (error);
  g_signal_connect (ear->socket, "message", G_CALLBACK (message_cb), ear);
  g_signal_connect (ear->socket, "closed", G_CALLBACK (closed_cb), ear);
}

static gboolean
is_connected (gpointer user_data)
{
  return ((Ear *) user_data)->socket != NULL;
}

static gboolean
has_heard (gpointer user_data)
{
  return ((Ear *) user_data)->texts.length > 0;
}

static gboolean
is_closed (gpointer user_data)
{
  return ((Ear *) user_data)->closed;
}

static Ear *
ear_new (EventFixture *fixture, const char *hello)
{
  g_autoptr (SoupMessage) message = soup_message_new ("GET", "ws://localhost/events/ws");
  Ear *ear = g_new0 (Ear, 1);

  soup_session_websocket_connect_async (fixture->session, message, NULL, NULL, G_PRIORITY_DEFAULT,
                                        NULL, connected_cb, ear);
  raw_wait (is_connected, ear);
  if (hello != NULL)
    soup_websocket_connection_send_text (ear->socket, hello);
  return ear;
}

static void
ear_free (Ear *ear)
{
  g_signal_handlers_disconnect_by_data (ear->socket, ear);
  g_object_unref (ear->socket);
  g_queue_clear_full (&ear->texts, g_free);
  g_free (ear);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Ear, ear_free)

/* Waits for the next message, in which @text must stand. */
static void
hear (Ear *ear, const char *text)
{
  g_autofree char *heard = NULL;

  raw_wait (has_heard, ear);
  heard = g_queue_pop_head (&ear->texts);
  g_test_message ("%s", heard);
  g_assert_nonnull (strstr (heard, text));
}

static void
expect_close (Ear *ear, guint code)
{
  raw_wait (is_closed, ear);
  g_assert_cmpuint (soup_websocket_connection_get_close_code (ear->socket), ==, code);
  g_assert_cmpuint (ear->texts.length, ==, 0);
}

static const PerchEventLimits calm = { 4, 30000, 30000, 30000, 30000, 1024 * 1024 };
static const PerchEventLimits hasty = { 1, 50, 50, 20, 50, 64 * 1024 };
static const PerchEventLimits beating = { 1, 30000, 30000, 20, 30000, 64 * 1024 };

static void
test_token (EventFixture *fixture, gconstpointer user_data)
{
  g_autoptr (Ear) bare = NULL;
  g_autoptr (Ear) object = NULL;
  g_autoptr (Ear) wrong = NULL;
  g_autoptr (Ear) missing = NULL;

  fixture->needs_token = TRUE;
  event_fixture_publish (fixture);
  bare = ear_new (fixture, "secret");
  object = ear_new (fixture, "{\"token\":\"secret\",\"since\":0}");
  wrong = ear_new (fixture, "Secret");
  missing = ear_new (fixture, "{\"since\":0}");
  expect_close (wrong, PERCH_EVENT_CLOSE_NO_TOKEN);
  expect_close (missing, PERCH_EVENT_CLOSE_NO_TOKEN);
  hear (object, "\"seq\":1,");
  event_fixture_publish (fixture);
  hear (object, "\"seq\":2,");
  hear (bare, "\"seq\":2,");
}

static gboolean
has_checked (gpointer user_data)
{
  return ((EventFixture *) user_data)->n_checked > 0;
}

static void
test_wrong_token_alone (EventFixture *fixture, gconstpointer user_data)
{
  g_autoptr (Ear) wrong = NULL;
  g_autoptr (Ear) right = NULL;

  g_test_summary ("Nobody waits for the answer to who guesses.");

  fixture->needs_token = TRUE;
  fixture->delay_ms = 30000;
  wrong = ear_new (fixture, "Secret");
  raw_wait (has_checked, fixture);
  right = ear_new (fixture, "{\"token\":\"secret\",\"since\":0}");
  event_fixture_publish (fixture);
  hear (right, "\"seq\":1,");
  g_assert_false (wrong->closed);
}

static void
test_wrong_token_later (EventFixture *fixture, gconstpointer user_data)
{
  g_autoptr (Ear) wrong = NULL;
  gint64 start = g_get_monotonic_time ();

  g_test_summary ("Who guesses is told so late, and a right token does not help meanwhile.");

  fixture->needs_token = TRUE;
  fixture->delay_ms = 300;
  wrong = ear_new (fixture, "Secret");
  soup_websocket_connection_send_text (wrong->socket, "secret");
  expect_close (wrong, PERCH_EVENT_CLOSE_NO_TOKEN);
  g_assert_cmpstr (soup_websocket_connection_get_close_data (wrong->socket), ==,
                   "this is not the token");
  g_assert_cmpint (g_get_monotonic_time () - start, >=, 300 * 1000);
}

static void
test_between (EventFixture *fixture, gconstpointer user_data)
{
  g_autoptr (Ear) ear = NULL;

  g_test_summary ("What happens before the first message is read is not lost");
  fixture->needs_token = TRUE;
  event_fixture_publish (fixture);
  ear = ear_new (fixture, NULL);
  event_fixture_publish (fixture);
  soup_websocket_connection_send_text (ear->socket, "secret");
  hear (ear, "\"seq\":2,");
  g_assert_true (g_queue_is_empty (&ear->texts));
}

static void
test_no_token_in_time (EventFixture *fixture, gconstpointer user_data)
{
  g_autoptr (Ear) ear = NULL;

  fixture->needs_token = TRUE;
  event_fixture_publish (fixture);
  ear = ear_new (fixture, NULL);
  expect_close (ear, PERCH_EVENT_CLOSE_NO_TOKEN);
}

static void
test_heartbeat (EventFixture *fixture, gconstpointer user_data)
{
  g_autoptr (Ear) ear = ear_new (fixture, "{\"batch\":2}");

  hear (ear, "[{\"event\":\"heartbeat\",\"source\":\"perch\"");
  hear (ear, "\"seq\":0,\"payload\":{}}]");
}

static gboolean
is_timed (EventFixture *fixture)
{
  return g_main_context_find_source_by_user_data (NULL, fixture->server) != NULL;
}

static void
test_idle (EventFixture *fixture, gconstpointer user_data)
{
  g_autoptr (Ear) ear = NULL;

  g_test_summary ("Without a client nothing wakes up by itself.");

  g_assert_false (is_timed (fixture));
  ear = ear_new (fixture, "{\"since\":0}");
  event_fixture_publish (fixture);
  hear (ear, "tick");
  g_assert_true (is_timed (fixture));
  soup_websocket_connection_close (ear->socket, SOUP_WEBSOCKET_CLOSE_NORMAL, NULL);
  raw_wait (event_fixture_is_empty, fixture);
  raw_wait (is_closed, ear);
  event_fixture_publish (fixture);
  g_assert_false (is_timed (fixture));
}

static void
test_full (EventFixture *fixture, gconstpointer user_data)
{
  g_autoptr (Ear) ear = ear_new (fixture, "{}");
  g_autoptr (GSocket) refused = NULL;
  g_autofree char *reply = NULL;

  g_assert_nonnull (ear);
  refused = event_fixture_connect_deaf (fixture);
  reply = raw_read_all (refused);
  g_assert_true (g_str_has_prefix (reply, "HTTP/1.1 503 "));
  g_assert_nonnull (strstr (reply, "\"too_many_clients\""));
}

static void
assert_refused (EventFixture *fixture, const char *headers, const char *status, const char *code)
{
  g_autofree char *request =
      g_strdup_printf ("GET /events/ws HTTP/1.1\r\nHost: localhost\r\n%s\r\n", headers);
  g_autofree char *reply = raw_exchange (fixture->address, request);
  gboolean says_how = strstr (reply, "\r\nConnection: Upgrade\r\n") != NULL &&
                      strstr (reply, "\r\nUpgrade: websocket\r\n") != NULL &&
                      strstr (reply, "\r\nSec-WebSocket-Version: 13\r\n") != NULL;

  g_test_message ("%s%s", headers, reply);
  g_assert_true (g_str_has_prefix (reply, status));
  g_assert_nonnull (strstr (reply, code));
  g_assert_cmpint (says_how, ==, g_str_has_prefix (status, "HTTP/1.1 426"));
}

#define ASK "Connection: Upgrade\r\nUpgrade: websocket\r\n"
#define KEY "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
#define VERSION(number) "Sec-WebSocket-Version: " number "\r\n"

static void
test_not_a_websocket (EventFixture *fixture, gconstpointer user_data)
{
  static const char *const others[] = {
    "", ASK, ASK KEY, ASK KEY VERSION ("8"), ASK KEY VERSION ("14"), ASK VERSION (""),
  };
  static const char *const broken[] = {
    ASK VERSION ("13"),
    ASK VERSION ("13") "Sec-WebSocket-Key: x\r\n",
    KEY VERSION ("13"),
    KEY VERSION ("13") "Connection: Upgrade\r\n",
    KEY VERSION ("13") "Upgrade: websocket\r\n",
    KEY VERSION ("13") "Connection: Upgrade\r\nUpgrade: h2c\r\n",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (others); i++)
    assert_refused (fixture, others[i], "HTTP/1.1 426 Upgrade Required\r\n",
                    "\"upgrade_required\"");
  for (gsize i = 0; i < G_N_ELEMENTS (broken); i++)
    assert_refused (fixture, broken[i], "HTTP/1.1 400 ", "\"bad_handshake\"");
}

/* Clients are left when everything is freed, on both sides of the handshake. */
static void
test_freed_with_clients (EventFixture *fixture, gconstpointer user_data)
{
  g_autoptr (Ear) ear = ear_new (fixture, "{}");

  g_assert_nonnull (ear);
  event_fixture_publish (fixture);
  g_assert_cmpuint (perch_event_server_get_n_clients (fixture->server), ==, 1);
  g_assert_true (perch_event_server_get_hub (fixture->server) == fixture->hub);
}

static void
test_goodbye (EventFixture *fixture, gconstpointer user_data)
{
  g_autoptr (Ear) ear = ear_new (fixture, "{\"since\":0}");

  g_test_summary ("Who is connected when Perch goes away hears it, and is gone before the socket.");

  event_fixture_publish (fixture);
  hear (ear, "\"seq\":1,");
  event_fixture_publish (fixture);
  perch_event_server_say_goodbye (fixture->server);
  g_assert_true (event_fixture_is_empty (fixture));
  perch_surface_stop (fixture->surface);
  hear (ear, "\"seq\":2,");
  expect_close (ear, SOUP_WEBSOCKET_CLOSE_GOING_AWAY);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, limits, func)                                                                    \
  g_test_add ("/event-server/" name, EventFixture, &limits, event_fixture_set_up, func,            \
              event_fixture_tear_down)
  ADD ("token", calm, test_token);
  ADD ("wrong-token-alone", calm, test_wrong_token_alone);
  ADD ("wrong-token-later", calm, test_wrong_token_later);
  ADD ("between", calm, test_between);
  ADD ("no-token-in-time", hasty, test_no_token_in_time);
  ADD ("heartbeat", beating, test_heartbeat);
  ADD ("idle", calm, test_idle);
  ADD ("full", hasty, test_full);
  ADD ("not-a-websocket", calm, test_not_a_websocket);
  ADD ("goodbye", calm, test_goodbye);
  ADD ("freed-with-clients", calm, test_freed_with_clients);
  return g_test_run ();
}
