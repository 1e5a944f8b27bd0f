/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include <string.h>

#include "app/server/surface.h"
#include "tests/unit/app/raw-client.h"

/* A client that does not look for an answer before it has sent @left more bytes, in chunks. */
typedef struct
{
  GSocket *socket;
  gsize left;
  gboolean cut_off;
} Pusher;

static void
handler (PerchRequest *request, gpointer user_data)
{
  g_assert_not_reached ();
}

static PerchSurface *
make_surface (void)
{
  static const PerchRoute routes[] = { { "POST", "/small", handler, 16 } };
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GError) error = NULL;
  PerchSurface *surface = perch_surface_new ("test", NULL);

  perch_router_add (perch_surface_get_router (surface), routes, G_N_ELEMENTS (routes), NULL);
  g_assert_true (perch_surface_listen (surface, address, &error));
  g_assert_no_error (error);
  return surface;
}

static gboolean
writable_cb (GSocket *socket, GIOCondition condition, gpointer user_data)
{
  static const char chunk[65536] = { ' ' };
  Pusher *pusher = user_data;
  gssize sent = g_socket_send (socket, chunk, MIN (sizeof chunk, pusher->left), NULL, NULL);

  pusher->cut_off = sent < 0;
  if (sent > 0)
    pusher->left -= (gsize) sent;
  return pusher->left > 0 && !pusher->cut_off ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static gboolean
is_pushed (gpointer user_data)
{
  Pusher *pusher = user_data;

  return pusher->left == 0 || pusher->cut_off;
}

static void
push (Pusher *pusher, PerchSurface *surface)
{
  GSocketAddress *address = perch_acceptor_get_address (perch_surface_get_acceptor (surface));
  g_autoptr (GSource) source = NULL;

  pusher->socket = raw_connect (address);
  raw_send (pusher->socket, "POST /small HTTP/1.1\r\nHost: p\r\nContent-Type: application/json\r\n"
                            "Content-Length: 104857600\r\n\r\n");
  source = g_socket_create_source (pusher->socket, G_IO_OUT, NULL);
  g_source_set_callback (source, G_SOURCE_FUNC (writable_cb), pusher, NULL);
  g_source_attach (source, NULL);
  raw_wait (is_pushed, pusher);
}

static gboolean
nothing_is_open (gpointer user_data)
{
  return perch_acceptor_get_n_open (perch_surface_get_acceptor (user_data)) == 0;
}

static void
test_pushed (void)
{
  g_autoptr (PerchSurface) surface = make_surface ();
  Pusher pusher = { .left = 1024 * 1024 };
  g_autofree char *reply = NULL;

  g_test_summary ("A client that sends on for a while finds its answer, not a broken pipe.");

  push (&pusher, surface);
  g_assert_false (pusher.cut_off);
  g_socket_shutdown (pusher.socket, FALSE, TRUE, NULL);
  reply = raw_read_all (pusher.socket);
  g_assert_true (g_str_has_prefix (reply, "HTTP/1.1 413 "));
  g_assert_nonnull (strstr (reply, "\"code\":\"payload_too_large\""));
  g_object_unref (pusher.socket);
  raw_wait (nothing_is_open, surface);
}

static void
test_endless (void)
{
  g_autoptr (PerchSurface) surface = make_surface ();
  Pusher pusher = { .left = 100 * 1024 * 1024 };

  g_test_summary ("One that does not stop is cut off.");

  push (&pusher, surface);
  g_assert_true (pusher.cut_off);
  g_object_unref (pusher.socket);
  raw_wait (nothing_is_open, surface);
}

static void
test_silent (void)
{
  g_autoptr (PerchSurface) surface = make_surface ();
  Pusher pusher = { .left = 1 };
  gint64 start = g_get_monotonic_time ();

  g_test_summary ("One that keeps the connection open after its answer is cut off in two seconds.");

  push (&pusher, surface);
  raw_wait (nothing_is_open, surface);
  g_assert_cmpint (g_get_monotonic_time () - start, <, 10 * G_USEC_PER_SEC);
  g_object_unref (pusher.socket);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/refusal/pushed", test_pushed);
  g_test_add_func ("/refusal/endless", test_endless);
  g_test_add_func ("/refusal/silent", test_silent);
  return g_test_run ();
}
