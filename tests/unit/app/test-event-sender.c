/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/server/event-sender.h"

#include <string.h>

#include "sample-ticks.h"
#include "tests/unit/app/raw-client.h"

typedef struct
{
  GSocket *sockets[2]; /* of the sender, and who reads it */
  GSocketConnection *connection;
  PerchEventSender sender;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer user_data)
{
  raw_pair (fixture->sockets);
  fixture->connection = g_socket_connection_factory_create_connection (fixture->sockets[0]);
  fixture->sender.socket =
      perch_websocket_new (G_IO_STREAM (fixture->connection), fixture->sockets[0]);
  fixture->sender.hub = perch_event_hub_new ();
  fixture->sender.budget = G_MAXSIZE;
  fixture->sender.cursor = 1;
}

static void
tear_down (Fixture *fixture, gconstpointer user_data)
{
  perch_websocket_unref (fixture->sender.socket);
  perch_event_hub_free (fixture->sender.hub);
  g_object_unref (fixture->connection);
  g_object_unref (fixture->sockets[0]);
  g_object_unref (fixture->sockets[1]);
}

/* Returns: (transfer full): what the reader has heard, of which the frames' headers are no text */
static char *
send_next (Fixture *fixture)
{
  g_autoptr (GBytes) heard = NULL;

  g_assert_true (perch_event_sender_has_next (&fixture->sender));
  g_assert_true (perch_event_sender_send_next (&fixture->sender));
  heard = raw_read_ready (fixture->sockets[1]);
  return g_utf8_make_valid (g_bytes_get_data (heard, NULL), (gssize) g_bytes_get_size (heard));
}

static guint
count (const char *text, const char *what)
{
  guint n = 0;

  for (const char *p = strstr (text, what); p != NULL; p = strstr (p + 1, what))
    n++;
  return n;
}

static void
test_some_at_a_time (Fixture *fixture, gconstpointer user_data)
{
  guint n_heard = 0;
  guint n_times = 0;

  g_assert_false (perch_event_sender_has_next (&fixture->sender));
  sample_ticks_publish (fixture->sender.hub, 100);
  for (; perch_event_sender_has_next (&fixture->sender); n_times++)
    {
      g_autofree char *heard = send_next (fixture);

      n_heard += count (heard, "{\"event\":\"tick\"");
      g_assert_null (strchr (heard, '['));
    }
  g_assert_cmpuint (n_heard, ==, 100);
  g_assert_cmpuint (n_times, ==, 4);
}

static void
test_batch (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *heard = NULL;

  fixture->sender.batch = 3;
  sample_ticks_publish (fixture->sender.hub, 4);
  heard = send_next (fixture);
  g_assert_cmpuint (count (heard, "{\"event\":\"tick\""), ==, 3);
  g_assert_nonnull (strstr (heard, "[{\"event\":\"tick\""));
  g_assert_cmpuint (fixture->sender.cursor, ==, 4);
}

static void
test_lost (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *heard = NULL;

  fixture->sender.budget = 1;
  sample_ticks_publish (fixture->sender.hub, 5);
  heard = send_next (fixture);
  g_assert_nonnull (strstr (heard, "\"code\":\"events_lost\",\"lost\":4"));
  g_assert_cmpuint (count (heard, "{\"event\":\"tick\""), ==, 1);
  g_assert_false (perch_event_sender_has_next (&fixture->sender));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/event-sender/some-at-a-time", Fixture, NULL, set_up, test_some_at_a_time,
              tear_down);
  g_test_add ("/event-sender/batch", Fixture, NULL, set_up, test_batch, tear_down);
  g_test_add ("/event-sender/lost", Fixture, NULL, set_up, test_lost, tear_down);
  return g_test_run ();
}
