/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/server/surface-private.h"

/* A connection that is not served before somebody has found out whose it is. */
typedef struct
{
  PerchSurface *surface; /* (unowned): while not cancelled */
  PerchConnection *connection; /* (owned) */
  GIOStream *stream; /* (owned) */
} Newcomer;

static void
newcomer_free (Newcomer *newcomer)
{
  g_object_unref (newcomer->stream);
  perch_connection_unref (newcomer->connection);
  g_free (newcomer);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Newcomer, newcomer_free)

/* One that is not admitted is closed by the last who lets go of its stream. */
static void
serve (PerchSurface *self, PerchConnection *connection, GIOStream *stream)
{
  g_autoptr (GSocketAddress) remote = NULL;
  g_autoptr (GError) error = NULL;

  if (!perch_acceptor_admit (self->acceptor, connection))
    return;
  remote = perch_connection_make_address (
      connection, g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (self->local)));
  if (!soup_server_accept_iostream (self->server, stream, self->local, remote, &error))
    g_debug ("libsoup refused a connection: %s", error->message);
}

static void
found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Newcomer) newcomer = user_data;
  PerchPeer peer = PERCH_PEER_UNKNOWN;

  if (!perch_peer_find_slowly_finish (result, &peer, NULL))
    return; /* Only the surface's stop cancels it, and then there may be no surface any more. */
  perch_connection_set_peer (newcomer->connection, peer);
  serve (newcomer->surface, newcomer->connection, newcomer->stream);
}

static void
find_slowly (PerchSurface *self, PerchConnection *connection, GIOStream *stream)
{
  Newcomer *newcomer = g_new0 (Newcomer, 1);

  newcomer->surface = self;
  newcomer->connection = perch_connection_ref (connection);
  newcomer->stream = g_object_ref (stream);
  perch_peer_find_slowly_async (perch_connection_get_socket (connection), self->finding, found_cb,
                                newcomer);
}

/**
 * perch_surface_accepted:
 * @user_data: the surface
 *
 * A #PerchAcceptFunc: lets libsoup serve @connection. Whose a TCP connection is gets found out
 * first, once; the acceptor has done that for a Unix socket.
 */
void
perch_surface_accepted (PerchConnection *connection, gpointer user_data)
{
  PerchSurface *self = user_data;
  GSocket *socket = perch_connection_get_socket (connection);
  g_autoptr (GIOStream) stream = perch_connection_open_stream (connection);
  PerchPeer peer = PERCH_PEER_SAME_USER;

  if (g_socket_get_family (socket) != G_SOCKET_FAMILY_UNIX)
    {
      if (self->finder == NULL)
        self->finder = perch_peer_finder_new ();
      if (!perch_peer_finder_ask (self->finder, socket, &peer))
        {
          find_slowly (self, connection, stream);
          return;
        }
    }
  perch_connection_set_peer (connection, peer);
  serve (self, connection, stream);
}
