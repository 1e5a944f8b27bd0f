/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "tests/unit/app/event-fixture.h"

#include <gio/gunixsocketaddress.h>
#include <glib/gstdio.h>

#include "sample-ticks.h"
#include "tests/unit/app/raw-client.h"

static gboolean
check_cb (const char *token, guint *delay_ms, gpointer user_data)
{
  EventFixture *fixture = user_data;

  fixture->n_checked++;
  *delay_ms = fixture->delay_ms;
  return g_strcmp0 (token, "secret") == 0;
}

static void
events_cb (PerchRequest *request, gpointer user_data)
{
  EventFixture *fixture = user_data;

  perch_event_server_accept (fixture->server, request, fixture->needs_token ? check_cb : NULL,
                             fixture);
}

/**
 * event_fixture_set_up:
 * @limits: a #PerchEventLimits
 */
void
event_fixture_set_up (EventFixture *fixture, gconstpointer limits)
{
  static const PerchRoute routes[] = { { "GET", "/events/ws", events_cb, 0 } };
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;

  fixture->folder = g_dir_make_tmp ("perch-test-XXXXXX", &error);
  g_assert_no_error (error);
  path = g_build_filename (fixture->folder, "sock", NULL);
  fixture->hub = perch_event_hub_new ();
  fixture->server = perch_event_server_new (fixture->hub, limits);
  fixture->surface = perch_surface_new ("test", NULL);
  perch_router_add (perch_surface_get_router (fixture->surface), routes, G_N_ELEMENTS (routes),
                    fixture);
  fixture->address = g_unix_socket_address_new (path);
  g_assert_true (perch_surface_listen (fixture->surface, fixture->address, &error));
  g_assert_no_error (error);
  fixture->session = g_object_new (SOUP_TYPE_SESSION, "remote-connectable", fixture->address,
                                   "proxy-resolver", NULL, NULL);
}

void
event_fixture_tear_down (EventFixture *fixture, gconstpointer limits)
{
  g_autofree char *path = g_build_filename (fixture->folder, "sock", NULL);

  g_object_unref (fixture->session);
  perch_surface_free (fixture->surface);
  perch_event_server_free (fixture->server);
  perch_event_hub_free (fixture->hub);
  g_object_unref (fixture->address);
  g_assert_cmpint (g_remove (path), ==, 0);
  g_assert_cmpint (g_remove (fixture->folder), ==, 0);
  g_free (fixture->folder);
}

void
event_fixture_publish (EventFixture *fixture)
{
  sample_ticks_publish (fixture->hub, 1);
}

/* Returns: whether no client is left; for raw_wait() */
gboolean
event_fixture_is_empty (gpointer fixture)
{
  return perch_event_server_get_n_clients (((EventFixture *) fixture)->server) == 0;
}

/* Speaks as much WebSocket as it takes to be sent events, and then does not read. */
GSocket *
event_fixture_connect_deaf (EventFixture *fixture)
{
  GSocket *client = raw_connect (fixture->address);

  raw_send (client, "GET /events/ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
                    "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
  return client;
}
