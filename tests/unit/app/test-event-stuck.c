/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include <string.h>

#include "tests/unit/app/event-fixture.h"
#include "tests/unit/app/raw-client.h"

/* Clients that take no events. */

static gboolean
has_client (gpointer user_data)
{
  return !event_fixture_is_empty (user_data);
}

static void
publish_until (EventFixture *fixture, gboolean (*condition) (gpointer user_data))
{
  while (!condition (fixture))
    {
      event_fixture_publish (fixture);
      g_main_context_iteration (NULL, TRUE);
    }
}

/* Publishes until the connection is full: nothing more comes, however much is published. */
static void
fill (EventFixture *fixture, GSocket *client)
{
  gssize length = 0;
  guint n_in_vain = 0;

  while (length < 16 * 1024 || n_in_vain < 100)
    {
      gssize before = length;

      event_fixture_publish (fixture);
      g_main_context_iteration (NULL, TRUE);
      length = g_socket_get_available_bytes (client);
      n_in_vain = length == before ? n_in_vain + 1 : 0;
    }
}

/* Reads all that came, in a thread, so that Perch goes on meanwhile, and hangs up. */
static gpointer
read_to_goodbye (gpointer user_data)
{
  static const char goodbye[] = "\x88\x1f\x03\xf5nothing was read for too long";
  const gsize length = sizeof goodbye - 1;
  g_autofree char *buffer = g_malloc0 (length + 64 * 1024);
  gssize received = 0;

  /* What stands in front are the last bytes so far. */
  while (memcmp (buffer, goodbye, length) != 0 &&
         (received = g_socket_receive (user_data, buffer + length, 64 * 1024, NULL, NULL)) > 0)
    memmove (buffer, buffer + received, length);
  g_socket_shutdown (user_data, TRUE, TRUE, NULL);
  return GINT_TO_POINTER (memcmp (buffer, goodbye, length) == 0);
}

static void
test_stuck (EventFixture *fixture, gconstpointer user_data)
{
  g_autoptr (GSocket) deaf = event_fixture_connect_deaf (fixture);
  gint64 end = 0;
  GThread *reader = NULL;

  g_test_summary ("Who reads nothing is sent away, and told why if it wakes up soon after.");

  raw_wait (has_client, fixture);
  fill (fixture, deaf);
  /* Ten times as long as it may be stuck, and not as long as it then still has. */
  end = g_get_monotonic_time () + 500 * 1000;
  while (g_get_monotonic_time () < end)
    {
      event_fixture_publish (fixture);
      g_main_context_iteration (NULL, TRUE);
    }
  g_assert_cmpuint (perch_event_server_get_n_clients (fixture->server), ==, 1);
  reader = g_thread_new ("reader", read_to_goodbye, deaf);
  publish_until (fixture, event_fixture_is_empty);
  g_assert_true (GPOINTER_TO_INT (g_thread_join (reader)));
}

/* Nothing is read at all. */
static void
test_stuck_for_good (EventFixture *fixture, gconstpointer user_data)
{
  g_autoptr (GSocket) deaf = event_fixture_connect_deaf (fixture);

  g_assert_nonnull (deaf);
  raw_wait (has_client, fixture);
  publish_until (fixture, event_fixture_is_empty);
}

int
main (int argc, char **argv)
{
  static const PerchEventLimits hasty = { 1, 50, 50, 20, 50, 64 * 1024 };

  g_test_init (&argc, &argv, NULL);
#define ADD(name, func)                                                                            \
  g_test_add ("/event-stuck/" name, EventFixture, &hasty, event_fixture_set_up, func,              \
              event_fixture_tear_down)
  ADD ("stuck", test_stuck);
  ADD ("stuck-for-good", test_stuck_for_good);
  return g_test_run ();
}
