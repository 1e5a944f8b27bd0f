/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/server/acceptor.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <unistd.h>

#include "app/server/crowd.h"
#include "app/server/listening-socket.h"

/* Connections taken in one turn of the main loop, so that a burst does not hold up everybody
 * else. */
#define BATCH 64
#define BACKOFF_MS 100

/* libsoup's own listener loses a descriptor or memory with each connection below 3.4, goes deaf for
 * good after one EMFILE in any version, has a backlog of 10 and no time-outs. So connections are
 * accepted here, and only served by libsoup.
 *
 * @listener and @address are set while listening. @source is the one thing that @listener waits
 * for: the next connection, or the end of a back-off. It is %NULL with a @listener only while @open
 * has reached the limit; the first connection to close brings it back. */
struct _PerchAcceptor
{
  PerchLimits limits;
  PerchAcceptFunc func;
  gpointer user_data;
  GSocket *listener; /* (owned) (nullable) */
  GSocketAddress *address; /* (owned) (nullable) */
  GSource *source; /* (owned) (nullable) */
  GHashTable *open; /* (element-type PerchConnection) (owned) */
  PerchCrowd *crowd; /* (owned): those of @open that were admitted */
  PerchDeadlines *deadlines; /* (owned) */
  guint64 n_refused;
};

static void wait_for_connections (PerchAcceptor *self);

static void
clear_source (PerchAcceptor *self)
{
  if (self->source != NULL)
    g_source_destroy (self->source);
  g_clear_pointer (&self->source, g_source_unref);
}

static void
take_source (PerchAcceptor *self, GSource *source, const char *name, GSourceFunc func)
{
  clear_source (self);
  g_source_set_static_name (source, name);
  g_source_set_callback (source, func, self, NULL);
  g_source_attach (source, g_main_context_get_thread_default ());
  self->source = source;
}

static gboolean
backoff_over_cb (gpointer user_data)
{
  wait_for_connections (user_data);
  return G_SOURCE_REMOVE;
}

/* The kernel keeps saying "readable" for a connection that can't be accepted: without a pause the
 * main loop would spin until somebody closes a descriptor. */
static void
back_off (PerchAcceptor *self)
{
  take_source (self, g_timeout_source_new (BACKOFF_MS), "perch-acceptor-backoff", backoff_over_cb);
}

static void
closed_cb (PerchConnection *connection, gpointer user_data)
{
  PerchAcceptor *self = user_data;

  perch_crowd_leave (self->crowd, connection);
  g_hash_table_remove (self->open, connection);
  if (self->listener != NULL && self->source == NULL)
    wait_for_connections (self);
}

/* Anybody may connect to a Unix socket they can reach; only our user may talk to us. Where a TCP
 * peer comes from is asked later, off the accept path. */
static gboolean
peer_is_welcome (GSocket *socket)
{
  g_autoptr (GCredentials) credentials = NULL;

  if (g_socket_get_family (socket) != G_SOCKET_FAMILY_UNIX)
    return TRUE;
  credentials = g_socket_get_credentials (socket, NULL);
  return credentials != NULL && g_credentials_get_unix_user (credentials, NULL) == geteuid ();
}

static void
take_socket (PerchAcceptor *self, GSocket *socket)
{
  g_autoptr (PerchConnection) connection = NULL;

  if (!peer_is_welcome (socket))
    {
      self->n_refused++;
      g_debug ("A process of another user was refused");
      return;
    }

  g_socket_set_timeout (socket, self->limits.stall_s);
  /* A reply goes out in two writes, header and body; the second must not wait for an ACK. */
  if (g_socket_get_family (socket) != G_SOCKET_FAMILY_UNIX)
    g_socket_set_option (socket, IPPROTO_TCP, TCP_NODELAY, TRUE, NULL);
  connection = perch_connection_new (socket, self->deadlines, closed_cb, self);
  perch_connection_set_deadline (connection, self->limits.header_ms);
  g_hash_table_add (self->open, perch_connection_ref (connection));
  self->func (connection, self->user_data);
  if (!perch_connection_is_open (connection))
    g_hash_table_remove (self->open, connection);
}

static gboolean
acceptable_cb (GSocket *listener, GIOCondition condition, gpointer user_data)
{
  PerchAcceptor *self = user_data;

  for (guint n = 0; n < BATCH; n++)
    {
      g_autoptr (GSocket) socket = NULL;
      g_autoptr (GError) error = NULL;

      if (g_hash_table_size (self->open) >= self->limits.max_connections)
        {
          clear_source (self);
          return G_SOURCE_REMOVE;
        }
      socket = g_socket_accept (listener, NULL, &error);
      if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
        break;
      if (socket == NULL)
        {
          g_debug ("Accepting failed, the next try is in %d ms: %s", BACKOFF_MS, error->message);
          back_off (self);
          return G_SOURCE_REMOVE;
        }
      take_socket (self, socket);
    }
  return G_SOURCE_CONTINUE;
}

/* GLib takes the descriptor of a source that must not recurse out of the main loop for as long as
 * the source is dispatched, and puts it back: two wake-ups and a turn of the loop for nothing. */
static void
wait_for_connections (PerchAcceptor *self)
{
  GSource *source = g_socket_create_source (self->listener, G_IO_IN, NULL);

  g_source_set_can_recurse (source, TRUE);
  take_source (self, source, "perch-acceptor", G_SOURCE_FUNC (acceptable_cb));
}

/**
 * perch_acceptor_new:
 * @limits: how many connections, and for how long
 * @func: called for each accepted connection
 * @user_data: for @func
 *
 * Makes an acceptor that works in the thread-default main context.
 *
 * Returns: (transfer full): free with perch_acceptor_free()
 */
PerchAcceptor *
perch_acceptor_new (const PerchLimits *limits, PerchAcceptFunc func, gpointer user_data)
{
  PerchAcceptor *self = g_new0 (PerchAcceptor, 1);

  g_return_val_if_fail (limits != NULL, NULL);
  g_return_val_if_fail (func != NULL, NULL);

  self->limits = *limits;
  self->func = func;
  self->user_data = user_data;
  self->open = g_hash_table_new_full (NULL, NULL, (GDestroyNotify) perch_connection_unref, NULL);
  self->crowd = perch_crowd_new (limits);
  self->deadlines = perch_deadlines_new ((PerchDeadlineFunc) perch_connection_shutdown);
  return self;
}

/**
 * perch_acceptor_free:
 * @self: (transfer full): an acceptor
 *
 * Stops @self and frees it. Who serves a connection may hold it for longer.
 */
void
perch_acceptor_free (PerchAcceptor *self)
{
  GHashTableIter iter;
  gpointer connection = NULL;

  g_return_if_fail (self != NULL);

  perch_acceptor_stop (self);
  g_hash_table_iter_init (&iter, self->open);
  while (g_hash_table_iter_next (&iter, &connection, NULL))
    perch_connection_orphan (connection);
  g_hash_table_unref (self->open);
  perch_crowd_free (self->crowd);
  perch_deadlines_free (self->deadlines);
  g_free (self);
}

/**
 * perch_acceptor_listen_on:
 * @self: an acceptor that is not listening
 * @listener: what perch_listening_socket_open() has made
 * @error: return location for a %PERCH_SERVER_ERROR_ADDRESS
 *
 * Starts to accept what comes to @listener.
 *
 * Returns: whether it listens now
 */
gboolean
perch_acceptor_listen_on (PerchAcceptor *self, GSocket *listener, GError **error)
{
  g_autoptr (GError) local_error = NULL;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (self->listener == NULL, FALSE);
  g_return_val_if_fail (G_IS_SOCKET (listener), FALSE);

  self->address = g_socket_get_local_address (listener, &local_error);
  if (self->address == NULL)
    {
      g_set_error_literal (error, PERCH_SERVER_ERROR, PERCH_SERVER_ERROR_ADDRESS,
                           local_error->message);
      return FALSE;
    }
  self->listener = g_object_ref (listener);
  wait_for_connections (self);
  return TRUE;
}

/**
 * perch_acceptor_listen:
 * @self: an acceptor that is not listening
 * @address: a loopback address (port 0 takes any free one) or the path of a Unix socket
 * @error: return location for a %PERCH_SERVER_ERROR_ADDRESS
 *
 * Starts to listen on @address, and to accept.
 *
 * Returns: whether it listens now
 */
gboolean
perch_acceptor_listen (PerchAcceptor *self, GSocketAddress *address, GError **error)
{
  g_autoptr (GSocket) listener = perch_listening_socket_open (address, error);

  g_return_val_if_fail (self != NULL, FALSE);

  return listener != NULL && perch_acceptor_listen_on (self, listener, error);
}

/**
 * perch_acceptor_set_limits:
 * @self: an acceptor
 * @limits: how many connections, and for how long
 *
 * Sets what holds for connections from now on.
 */
void
perch_acceptor_set_limits (PerchAcceptor *self, const PerchLimits *limits)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (limits != NULL);

  self->limits = *limits;
  perch_crowd_set_limits (self->crowd, limits);
  if (self->listener != NULL && self->source == NULL)
    wait_for_connections (self);
}

/**
 * perch_acceptor_unlisten:
 * @self: an acceptor
 *
 * Stops listening, and leaves the open connections alone.
 */
void
perch_acceptor_unlisten (PerchAcceptor *self)
{
  g_return_if_fail (self != NULL);

  clear_source (self);
  g_clear_object (&self->listener);
  g_clear_object (&self->address);
}

/**
 * perch_acceptor_stop:
 * @self: an acceptor
 *
 * Stops listening and cuts off the open connections. A Unix socket's file is left to who made its
 * folder.
 */
void
perch_acceptor_stop (PerchAcceptor *self)
{
  GHashTableIter iter;
  gpointer connection = NULL;

  g_return_if_fail (self != NULL);

  perch_acceptor_unlisten (self);
  g_hash_table_iter_init (&iter, self->open);
  while (g_hash_table_iter_next (&iter, &connection, NULL))
    perch_connection_shutdown (connection);
}

/**
 * perch_acceptor_get_address:
 * @self: an acceptor
 *
 * Returns: (transfer none) (nullable): where it listens, with the real port; %NULL when it doesn't
 */
GSocketAddress *
perch_acceptor_get_address (PerchAcceptor *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->address;
}

/**
 * perch_acceptor_get_listener:
 * @self: an acceptor
 *
 * Returns: (transfer none) (nullable): the socket it accepts from; %NULL when it doesn't listen
 */
GSocket *
perch_acceptor_get_listener (PerchAcceptor *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->listener;
}

/**
 * perch_acceptor_admit:
 * @self: an acceptor
 * @connection: a connection that it has accepted, whose peer has been found out since
 *
 * To be asked once, before @connection is served.
 *
 * Returns: %FALSE when its peer has as many connections as it may: it is to be closed
 */
gboolean
perch_acceptor_admit (PerchAcceptor *self, PerchConnection *connection)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (connection != NULL, FALSE);

  if (perch_crowd_enter (self->crowd, connection))
    return TRUE;
  self->n_refused++;
  g_debug ("A peer has as many connections as it may");
  return FALSE;
}

/**
 * perch_acceptor_get_n_open:
 * @self: an acceptor
 *
 * Returns: how many accepted connections are not closed yet
 */
guint
perch_acceptor_get_n_open (PerchAcceptor *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return g_hash_table_size (self->open);
}

/**
 * perch_acceptor_get_n_refused:
 * @self: an acceptor
 *
 * Returns: how many connections were refused because of who made them: another user, or a peer that
 *   had as many as it may
 */
guint64
perch_acceptor_get_n_refused (PerchAcceptor *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->n_refused;
}
