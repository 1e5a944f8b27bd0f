/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include <string.h>

#include "app/server/reply.h"
#include "tests/unit/app/raw-client.h"
#include "tests/unit/app/surface-fixture.h"

/* Who waits for whom, and for how long: clients that are slow, handlers that take their time, and
 * what becomes of either when the other is gone. */

static void
test_slow (SurfaceFixture *fixture, gconstpointer limits)
{
  static const char *const halves[] = {
    "",
    "G",
    "GET /plain HTTP/1.1\r\nHost: p\r\n",
    POST ("/echo", "application/json", "7", "{\"a"),
  };
  gint64 start = g_get_monotonic_time ();

  g_test_summary ("Idle connections, half headers and half bodies are closed in time.");

  for (gsize i = 0; i < G_N_ELEMENTS (halves); i++)
    {
      g_autoptr (GSocket) client = raw_connect (surface_fixture_get_address (fixture));
      g_autofree char *reply = NULL;

      if (halves[i][0] != '\0')
        raw_send (client, halves[i]);
      reply = raw_read_all (client);
      g_assert_null (strstr (reply, " 200 "));
    }
  g_assert_cmpuint (fixture->n_handled, ==, 0);
  g_assert_cmpint (g_get_monotonic_time () - start, >=, 4 * 150000);
  raw_wait (surface_fixture_is_empty, fixture);
}

static gboolean
is_waiting (gpointer user_data)
{
  return ((SurfaceFixture *) user_data)->waiting != NULL;
}

static gboolean
is_cancelled (gpointer user_data)
{
  return g_cancellable_is_cancelled (
      perch_request_get_cancellable (((SurfaceFixture *) user_data)->waiting));
}

static gboolean
later_is_over (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
  return G_SOURCE_REMOVE;
}

static gboolean
is_true (gpointer user_data)
{
  return *(gboolean *) user_data;
}

/* Longer than the limits of `lazy`. */
#define LATER_MS 2500

static void
answer_later (SurfaceFixture *fixture, const char *request)
{
  g_autoptr (GSocket) client = raw_connect (surface_fixture_get_address (fixture));
  g_autofree char *reply = NULL;
  gboolean over = FALSE;

  raw_send (client, request);
  raw_wait (is_waiting, fixture);
  g_timeout_add (LATER_MS, later_is_over, &over);
  raw_wait (is_true, &over);
  g_assert_false (is_cancelled (fixture));
  perch_reply_error (fixture->waiting, 503, "no_backend", "There is %s", "none");
  reply = raw_read_all (client);
  g_assert_true (g_str_has_prefix (reply, "HTTP/1.1 503 "));
  g_assert_nonnull (strstr (reply, "\"message\":\"There is none\""));
}

static void
test_later (SurfaceFixture *fixture, gconstpointer limits)
{
  g_test_summary ("A handler may take longer than a client may be silent.");
  answer_later (fixture, GET ("/later"));
}

static void
test_later_with_body (SurfaceFixture *fixture, gconstpointer limits)
{
  g_test_summary ("A handler may take longer than a body may be on its way.");
  answer_later (fixture, POST ("/later", "application/json", "2", "{}"));
}

static void
test_client_leaves (SurfaceFixture *fixture, gconstpointer limits)
{
  g_autoptr (GSocket) client = raw_connect (surface_fixture_get_address (fixture));

  raw_send (client, GET ("/later"));
  raw_wait (is_waiting, fixture);
  g_socket_close (client, NULL);
  raw_wait (is_cancelled, fixture);
  perch_reply_error (fixture->waiting, 500, "late", "Nobody reads this");
}

static void
test_half_closed (SurfaceFixture *fixture, gconstpointer limits)
{
  g_autoptr (GSocket) client = raw_connect (surface_fixture_get_address (fixture));
  g_autofree char *reply = NULL;

  raw_send (client, GET ("/later"));
  g_socket_shutdown (client, FALSE, TRUE, NULL);
  raw_wait (is_waiting, fixture);
  raw_wait (is_cancelled, fixture);
  perch_reply_error (fixture->waiting, 500, "late", "Somebody reads this");
  reply = raw_read_all (client);
  g_assert_nonnull (strstr (reply, "Somebody reads this"));
}

static void
test_stop_while_waiting (SurfaceFixture *fixture, gconstpointer limits)
{
  g_autoptr (GSocket) client = raw_connect (surface_fixture_get_address (fixture));
  g_autofree char *reply = NULL;

  raw_send (client, GET ("/later"));
  raw_wait (is_waiting, fixture);
  perch_surface_stop (fixture->surface);
  g_assert_true (is_cancelled (fixture));
  perch_reply_error (fixture->waiting, 500, "late", "Nobody reads this");
  reply = raw_read_all (client);
  g_assert_cmpstr (reply, ==, "");
}

int
main (int argc, char **argv)
{
  static const PerchLimits hasty = {
    .max_connections = 16,
    .header_ms = 150,
    .body_ms = 150,
    .stall_s = 10,
    .max_body = 1024,
  };
  static const PerchLimits lazy = {
    .max_connections = 16,
    .header_ms = 2000,
    .body_ms = 2000,
    .stall_s = 2,
    .max_body = 1024,
  };

  g_test_init (&argc, &argv, NULL);
#define ADD(name, limits, func)                                                                    \
  g_test_add ("/surface-waiting/" name, SurfaceFixture, limits, surface_fixture_set_up, func,      \
              surface_fixture_tear_down)
  ADD ("slow", &hasty, test_slow);
  ADD ("later", &lazy, test_later);
  ADD ("later-with-body", &lazy, test_later_with_body);
  ADD ("client-leaves", NULL, test_client_leaves);
  ADD ("half-closed", NULL, test_half_closed);
  ADD ("stop-while-waiting", NULL, test_stop_while_waiting);
  return g_test_run ();
}
