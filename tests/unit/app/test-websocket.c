/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/server/websocket.h"

#include <string.h>

#include "tests/unit/app/raw-client.h"

/* More than the kernel keeps for a socket. */
#define BIG (4 * 1024 * 1024)

/* What a client sends, behind a mask of four zeros, which changes nothing. */
#define MASK "\0\0\0\0"
#define PING "\x89\x84" MASK "ping"
#define PONG "\x8a\x04ping"

typedef struct
{
  GSocket *server; /* (unowned) */
  GSocket *client;
  PerchHangups *inputs;
  PerchWebsocket *socket;
  GString *told; /* what was called, a word each */
  guint n_moved;
} Fixture;

static void
message_cb (gboolean is_text, const guint8 *data, gsize length, gpointer user_data)
{
  Fixture *fixture = user_data;

  g_string_append_printf (fixture->told, "%s:%.*s ", is_text ? "text" : "binary", (int) length,
                          (const char *) data);
}

/* How often it takes some of what is not out is not known. */
static void
moved_cb (gpointer user_data)
{
  Fixture *fixture = user_data;

  fixture->n_moved++;
  if (perch_websocket_is_ready (fixture->socket))
    g_string_append (fixture->told, "ready ");
}

static void
closing_cb (gpointer user_data)
{
  g_string_append (((Fixture *) user_data)->told, "closing ");
}

static void
closed_cb (gpointer user_data)
{
  g_string_append (((Fixture *) user_data)->told, "closed ");
}

static const PerchWebsocketFuncs funcs = {
  message_cb,
  moved_cb,
  closing_cb,
  closed_cb,
};

static void
set_up (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (GSocketConnection) connection = NULL;
  GSocket *sockets[2];

  raw_pair (sockets);
  connection = g_socket_connection_factory_create_connection (sockets[0]);
  fixture->server = sockets[0];
  fixture->client = sockets[1];
  fixture->inputs = perch_hangups_new ((PerchHangupFunc) perch_websocket_read);
  fixture->socket = perch_websocket_new (G_IO_STREAM (connection), sockets[0]);
  fixture->told = g_string_new (NULL);
  g_object_unref (sockets[0]);
}

static void
begin (Fixture *fixture)
{
  perch_websocket_begin (fixture->socket, fixture->inputs, &funcs, fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer user_data)
{
  g_clear_pointer (&fixture->socket, perch_websocket_unref);
  perch_hangups_free (fixture->inputs);
  g_clear_object (&fixture->client);
  g_string_free (fixture->told, TRUE);
}

static void
say (Fixture *fixture, const char *bytes, gsize length)
{
  g_assert_cmpint (g_socket_send (fixture->client, bytes, length, NULL, NULL), ==, length);
}

#define SAY(fixture, bytes) say (fixture, bytes, sizeof bytes - 1)

static void
turn_loop (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    continue;
}

/* Asserts that the client has got nothing but @bytes. */
static void
assert_heard (Fixture *fixture, const char *bytes, gsize length)
{
  g_autoptr (GBytes) heard = NULL;

  turn_loop ();
  heard = raw_read_ready (fixture->client);
  g_assert_cmpmem (g_bytes_get_data (heard, NULL), g_bytes_get_size (heard), bytes, length);
}

#define ASSERT_HEARD(fixture, bytes) assert_heard (fixture, bytes, sizeof bytes - 1)

/* What is sent here are no frames, but bytes that must not be mixed with others. */
static void
send_bytes (Fixture *fixture, gsize length)
{
  g_autoptr (GByteArray) frames = g_byte_array_new ();

  g_byte_array_set_size (frames, (guint) length);
  memset (frames->data, 'x', length);
  g_assert_true (perch_websocket_send (fixture->socket, frames));
}

/* Reads until nothing more comes.
 *
 * Returns: (transfer full): all that came */
static GByteArray *
read_all (Fixture *fixture)
{
  GByteArray *all = g_byte_array_new ();

  do
    {
      g_autoptr (GBytes) heard = raw_read_ready (fixture->client);

      g_byte_array_append (all, g_bytes_get_data (heard, NULL), (guint) g_bytes_get_size (heard));
      turn_loop ();
    }
  while (g_socket_get_available_bytes (fixture->client) > 0);
  return all;
}

static void
assert_ends_with (const GByteArray *all, gsize length, const char *end, gsize end_length)
{
  g_assert_cmpuint (all->len, ==, length + end_length);
  g_assert_cmpmem (all->data + length, end_length, end, end_length);
}

#define ASSERT_ENDS_WITH(all, length, end) assert_ends_with (all, length, end, sizeof end - 1)

static void
test_messages (Fixture *fixture, gconstpointer user_data)
{
  perch_websocket_push (fixture->socket, (const guint8 *) "\x81\x85" MASK "ear", 9);
  begin (fixture);
  SAY (fixture, "ly\x82\x81" MASK "b");
  turn_loop ();
  SAY (fixture, "\x81\x81" MASK "t");
  turn_loop ();
  g_assert_cmpstr (fixture->told->str, ==, "text:early binary:b text:t ");
}

static void
test_send (Fixture *fixture, gconstpointer user_data)
{
  begin (fixture);
  send_bytes (fixture, 3);
  g_assert_true (perch_websocket_is_ready (fixture->socket));
  ASSERT_HEARD (fixture, "xxx");
  g_assert_cmpstr (fixture->told->str, ==, "");
}

static void
test_ping (Fixture *fixture, gconstpointer user_data)
{
  begin (fixture);
  SAY (fixture, PING "\x8a\x80" MASK);
  ASSERT_HEARD (fixture, PONG);
  SAY (fixture, "\x89\x81" MASK "1" PING);
  ASSERT_HEARD (fixture, PONG);
  g_assert_cmpstr (fixture->told->str, ==, "");
}

static void
test_rest_first (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (GByteArray) heard = NULL;

  g_test_summary ("What the kernel does not take is out before anything else.");

  begin (fixture);
  send_bytes (fixture, BIG);
  g_assert_false (perch_websocket_is_ready (fixture->socket));
  SAY (fixture, PING PING);
  turn_loop ();
  g_assert_cmpstr (fixture->told->str, ==, "");
  heard = read_all (fixture);
  ASSERT_ENDS_WITH (heard, BIG, PONG);
  g_assert_cmpstr (fixture->told->str, ==, "ready ");
  g_assert_true (perch_websocket_is_ready (fixture->socket));
}

/* Fills what the kernel keeps to the last byte, past the WebSocket. */
static gsize
fill (Fixture *fixture)
{
  gsize length = 0;

  while (g_socket_send_with_blocking (fixture->server, "x", 1, FALSE, NULL, NULL) == 1)
    length++;
  return length;
}

static void
test_blocked (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (GByteArray) heard = NULL;
  gsize length = 0;

  g_test_summary ("When there is no room for a pong, it is told that nothing may be sent.");

  begin (fixture);
  length = fill (fixture);
  SAY (fixture, PING);
  turn_loop ();
  g_assert_cmpuint (fixture->n_moved, ==, 1);
  g_assert_false (perch_websocket_is_ready (fixture->socket));
  heard = read_all (fixture);
  ASSERT_ENDS_WITH (heard, length, PONG);
  g_assert_cmpstr (fixture->told->str, ==, "ready ");
}

static void
test_client_closes (Fixture *fixture, gconstpointer user_data)
{
  begin (fixture);
  SAY (fixture, "\x88\x83" MASK "\x03\xe9.\x81\x81" MASK "x");
  ASSERT_HEARD (fixture, "\x88\x02\x03\xe9");
  g_assert_cmpstr (fixture->told->str, ==, "closing closed ");
}

static void
test_client_closes_late (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (GByteArray) heard = NULL;

  g_test_summary ("It hears all that was sent before, and then the answer.");

  begin (fixture);
  send_bytes (fixture, BIG);
  SAY (fixture, "\x88\x80" MASK);
  turn_loop ();
  g_assert_cmpstr (fixture->told->str, ==, "closing ");
  heard = read_all (fixture);
  ASSERT_ENDS_WITH (heard, BIG, "\x88\0");
  g_assert_cmpstr (fixture->told->str, ==, "closing closed ");
}

static void
test_close (Fixture *fixture, gconstpointer user_data)
{
  begin (fixture);
  SAY (fixture, PING);
  perch_websocket_close (fixture->socket, 4400, "why");
  perch_websocket_close (fixture->socket, 1001, "once");
  ASSERT_HEARD (fixture, "\x88\x05\x11\x30why");
  g_assert_false (perch_websocket_is_ready (fixture->socket));
  g_assert_cmpstr (fixture->told->str, ==, "");
  SAY (fixture, "\x81\x81" MASK "x\x88\x82" MASK "\x11\x30");
  ASSERT_HEARD (fixture, "");
  g_assert_cmpstr (fixture->told->str, ==, "closed ");
}

static void
test_fault (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *more = g_strnfill (BIG / 64, 'x');

  g_test_summary ("Who breaks the rules is told so, and whatever else it sends is read away.");

  begin (fixture);
  SAY (fixture, "\x81\x01x");
  ASSERT_HEARD (fixture, "\x88\x15\x03\xea"
                         "a frame has no mask");
  for (guint i = 0; i < 64; i++)
    {
      say (fixture, more, BIG / 64);
      turn_loop ();
    }
  g_assert_cmpstr (fixture->told->str, ==, "closing ");
  g_assert_true (g_socket_shutdown (fixture->client, FALSE, TRUE, NULL));
  turn_loop ();
  g_assert_cmpstr (fixture->told->str, ==, "closing closed ");
}

static void
test_gone (Fixture *fixture, gconstpointer user_data)
{
  begin (fixture);
  g_clear_object (&fixture->client);
  turn_loop ();
  g_assert_cmpstr (fixture->told->str, ==, "closed ");
}

static void
test_broken (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (GByteArray) frames = g_byte_array_new ();

  begin (fixture);
  g_byte_array_append (frames, (const guint8 *) "text", 4);
  g_clear_object (&fixture->client);
  g_assert_false (perch_websocket_send (fixture->socket, frames));
  g_assert_cmpstr (fixture->told->str, ==, "");
  turn_loop ();
  g_assert_cmpstr (fixture->told->str, ==, "closed ");
}

static void
test_stop (Fixture *fixture, gconstpointer user_data)
{
  begin (fixture);
  send_bytes (fixture, BIG);
  perch_websocket_stop (fixture->socket);
  SAY (fixture, PING);
  turn_loop ();
  g_assert_cmpstr (fixture->told->str, ==, "");
}

static void
stop_cb (gboolean is_text, const guint8 *data, gsize length, gpointer user_data)
{
  Fixture *fixture = user_data;

  g_string_append (fixture->told, "message ");
  perch_websocket_close (fixture->socket, 4400, "no");
  perch_websocket_stop (fixture->socket);
  g_clear_pointer (&fixture->socket, perch_websocket_unref);
}

static void
test_released_inside (Fixture *fixture, gconstpointer user_data)
{
  static const PerchWebsocketFuncs stopping = {
    stop_cb,
    moved_cb,
    closing_cb,
    closed_cb,
  };

  g_test_summary ("Who is told something may release it, though more has come.");

  perch_websocket_begin (fixture->socket, fixture->inputs, &stopping, fixture);
  SAY (fixture, "\x81\x81" MASK "1\x81\x81" MASK "2\x88\x80" MASK);
  ASSERT_HEARD (fixture, "\x88\x04\x11\x30no");
  g_assert_null (fixture->socket);
  g_assert_cmpstr (fixture->told->str, ==, "message ");
  g_assert_false (g_socket_condition_check (fixture->client, G_IO_HUP) == 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, function)                                                                        \
  g_test_add ("/websocket/" path, Fixture, NULL, set_up, function, tear_down)
  ADD ("messages", test_messages);
  ADD ("send", test_send);
  ADD ("ping", test_ping);
  ADD ("rest-first", test_rest_first);
  ADD ("blocked", test_blocked);
  ADD ("client-closes", test_client_closes);
  ADD ("client-closes-late", test_client_closes_late);
  ADD ("close", test_close);
  ADD ("fault", test_fault);
  ADD ("gone", test_gone);
  ADD ("broken", test_broken);
  ADD ("stop", test_stop);
  ADD ("released-inside", test_released_inside);
#undef ADD
  return g_test_run ();
}
