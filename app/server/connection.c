/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/server/connection.h"

#include "app/server/stream.h"

/* Who uses a connection (libsoup, a WebSocket, a refusal) holds its stream and closes it. This
 * record lives at least as long as the stream, to know when that has happened. @stream is set from
 * open_stream() until the stream is gone; @deadlines and @closed are set until then or until
 * orphan(), whichever is first.
 *
 * libsoup tells a handler nothing of the stream it serves, but it passes the remote address through
 * as the same object: that is where the record hangs, and why every connection gets an address
 * object of its own. It is an inet address even for a Unix socket, since libsoup 3.2 casts to one
 * without a look for a request of HTTP/1.0. */
struct _PerchConnection
{
  GSocket *socket; /* (owned) */
  PerchStream *stream; /* (unowned) (nullable): watched by a weak reference */
  guint stall_s; /* of the socket, when not patient */
  PerchDeadlines *deadlines; /* (unowned) (nullable) */
  PerchDeadline deadline;
  PerchPeer peer;
  gboolean cut_off;
  PerchConnectionFunc closed;
  gpointer user_data;
};

static GQuark
connection_quark (void)
{
  return g_quark_from_static_string ("perch-connection");
}

static void
clear (gpointer data)
{
  PerchConnection *self = data;

  g_assert (self->stream == NULL);
  if (self->deadlines != NULL)
    perch_deadlines_clear (self->deadlines, &self->deadline);
  g_clear_object (&self->socket);
}

/**
 * perch_connection_new:
 * @socket: an accepted socket
 * @deadlines: deadlines whose callback is given the connection
 * @closed: called when the connection is closed
 * @user_data: for @closed
 *
 * Returns: (transfer full): a record of one accepted connection
 */
PerchConnection *
perch_connection_new (GSocket *socket,
                      PerchDeadlines *deadlines,
                      PerchConnectionFunc closed,
                      gpointer user_data)
{
  PerchConnection *self = g_rc_box_new0 (PerchConnection);

  g_return_val_if_fail (G_IS_SOCKET (socket), NULL);
  g_return_val_if_fail (deadlines != NULL, NULL);
  g_return_val_if_fail (closed != NULL, NULL);

  self->socket = g_object_ref (socket);
  self->stall_s = g_socket_get_timeout (socket);
  self->deadlines = deadlines;
  self->closed = closed;
  self->user_data = user_data;
  return self;
}

PerchConnection *
perch_connection_ref (PerchConnection *self)
{
  return g_rc_box_acquire (self);
}

void
perch_connection_unref (PerchConnection *self)
{
  g_rc_box_release_full (self, clear);
}

static void
stream_gone_cb (gpointer user_data, GObject *stream)
{
  g_autoptr (PerchConnection) self = user_data;
  PerchConnectionFunc closed = self->closed;

  self->stream = NULL;
  if (self->deadlines == NULL)
    return;
  perch_deadlines_clear (self->deadlines, &self->deadline);
  self->deadlines = NULL;
  closed (self, self->user_data);
}

/**
 * perch_connection_open_stream:
 * @self: a connection whose stream has not been opened yet
 *
 * Makes the stream that serves the connection. Closing and releasing it closes the connection.
 *
 * Returns: (transfer full): the stream
 */
GIOStream *
perch_connection_open_stream (PerchConnection *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (self->stream == NULL, NULL);

  self->stream = perch_stream_new (self->socket);
  g_object_weak_ref (G_OBJECT (self->stream), stream_gone_cb, perch_connection_ref (self));
  return G_IO_STREAM (self->stream);
}

/**
 * perch_connection_get_stream:
 * @self: a connection that is open
 *
 * Returns: (transfer none): the stream that serves it
 */
GIOStream *
perch_connection_get_stream (PerchConnection *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (self->stream != NULL, NULL);

  return G_IO_STREAM (self->stream);
}

/**
 * perch_connection_is_open:
 * @self: a connection
 *
 * Returns: whether its stream has been opened and is not gone yet
 */
gboolean
perch_connection_is_open (PerchConnection *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->stream != NULL;
}

/**
 * perch_connection_make_address:
 * @self: a connection
 * @host: any address, which all connections may share
 *
 * Makes the address object that stands for @self, see perch_connection_from_address(). It says
 * nothing about where the peer is.
 *
 * Returns: (transfer full): a new address
 */
GSocketAddress *
perch_connection_make_address (PerchConnection *self, GInetAddress *host)
{
  GSocketAddress *address = NULL;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (G_IS_INET_ADDRESS (host), NULL);

  address = g_inet_socket_address_new (host, 0);
  g_object_set_qdata_full (G_OBJECT (address), connection_quark (), perch_connection_ref (self),
                           (GDestroyNotify) perch_connection_unref);
  return address;
}

/**
 * perch_connection_from_address:
 * @address: a remote address as libsoup has it
 *
 * Returns: (transfer none) (nullable): the connection that @address was made for
 */
PerchConnection *
perch_connection_from_address (GSocketAddress *address)
{
  g_return_val_if_fail (G_IS_SOCKET_ADDRESS (address), NULL);

  return g_object_get_qdata (G_OBJECT (address), connection_quark ());
}

/**
 * perch_connection_get_socket:
 * @self: a connection
 *
 * Returns: (transfer none): its socket, which is closed once the stream is gone
 */
GSocket *
perch_connection_get_socket (PerchConnection *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->socket;
}

/**
 * perch_connection_get_peer:
 * @self: a connection
 *
 * Returns: whose process is at the other end, as far as somebody has found out
 */
PerchPeer
perch_connection_get_peer (PerchConnection *self)
{
  g_return_val_if_fail (self != NULL, PERCH_PEER_UNKNOWN);

  return self->peer;
}

/**
 * perch_connection_set_peer:
 * @self: a connection
 * @peer: whose process is at the other end
 */
void
perch_connection_set_peer (PerchConnection *self, PerchPeer peer)
{
  g_return_if_fail (self != NULL);

  self->peer = peer;
}

/**
 * perch_connection_set_deadline:
 * @self: a connection
 * @after_ms: milliseconds from now, or 0 for none
 *
 * Says until when the connection must have come to its next step. There is one deadline at a time.
 */
void
perch_connection_set_deadline (PerchConnection *self, guint after_ms)
{
  g_return_if_fail (self != NULL);

  if (self->deadlines == NULL)
    return;
  if (after_ms == 0)
    perch_deadlines_clear (self->deadlines, &self->deadline);
  else
    perch_deadlines_set (self->deadlines, &self->deadline, self, after_ms);
}

/**
 * perch_connection_set_patient:
 * @self: a connection
 * @patient: whether the peer may be silent
 *
 * Switches the time-out that the socket came with off and on.
 */
void
perch_connection_set_patient (PerchConnection *self, gboolean patient)
{
  g_return_if_fail (self != NULL);

  g_socket_set_timeout (self->socket, patient ? 0 : self->stall_s);
}

/**
 * perch_connection_shutdown:
 * @self: a connection
 *
 * Cuts the connection off. Who serves it reads the end of the stream next, and closes it.
 */
void
perch_connection_shutdown (PerchConnection *self)
{
  g_return_if_fail (self != NULL);

  self->cut_off = TRUE;
  /* Fails only where there is nothing left to cut off. */
  g_socket_shutdown (self->socket, TRUE, TRUE, NULL);
}

/**
 * perch_connection_is_cut_off:
 * @self: a connection
 *
 * Returns: whether perch_connection_shutdown() was called: what has been read of a request may be
 * half of it
 */
gboolean
perch_connection_is_cut_off (PerchConnection *self)
{
  g_return_val_if_fail (self != NULL, TRUE);

  return self->cut_off;
}

/**
 * perch_connection_has_ended:
 * @self: a connection
 *
 * Returns: whether it has ended, cut off or not, while more was expected: what has been read of a
 *   request is half of it
 */
gboolean
perch_connection_has_ended (PerchConnection *self)
{
  g_return_val_if_fail (self != NULL, TRUE);

  return self->cut_off || (self->stream != NULL && perch_stream_has_ended (self->stream));
}

/**
 * perch_connection_orphan:
 * @self: a connection
 *
 * Forgets the deadlines and the callback of @self, whose owner goes away before it.
 */
void
perch_connection_orphan (PerchConnection *self)
{
  g_return_if_fail (self != NULL);

  if (self->deadlines == NULL)
    return;
  perch_deadlines_clear (self->deadlines, &self->deadline);
  self->deadlines = NULL;
}
