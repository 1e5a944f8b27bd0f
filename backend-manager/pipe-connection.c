/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/pipe-connection.h"

#include <gio/gunixsocketaddress.h>

#include "backend-manager/private-folder.h"
#include "backend-manager/source.h"
#include "backend-manager/text.h"

/* So much is read before others on the main loop get their turn. */
#define READS_AT_ONCE 16

typedef enum
{
  IDLE,
  BUSY,
  CLOSED,
} State;

/* @socket and @readable are set in IDLE and BUSY; @readable lives as long as the socket is open,
 * since adding a source costs more than a request. @reply is set in BUSY only, and so are @pieces
 * and @writable, as long as some of the request is not sent yet. */
struct _PerchPipeConnection
{
  State state;
  GSocket *socket; /* (owned) (nullable) */
  GSource *readable; /* (owned) (nullable) */
  GSource *writable; /* (owned) (nullable) */
  GBytes *pieces[PERCH_PIPE_MAX_PIECES]; /* (owned): the first @n_pieces */
  guint n_pieces;
  gsize n_sent; /* bytes of all pieces together */
  PerchPipeReply *reply; /* (owned) (nullable) */
  PerchPipeConnectionFunc func;
  gpointer user_data; /* for @func */
};

static gboolean readable_cb (GSocket *socket, GIOCondition condition, gpointer user_data);

static void
forget_request (PerchPipeConnection *self)
{
  perch_source_clear (&self->writable);
  for (guint i = 0; i < self->n_pieces; i++)
    g_clear_pointer (&self->pieces[i], g_bytes_unref);
  self->n_pieces = 0;
}

static void
close_socket (PerchPipeConnection *self)
{
  self->state = CLOSED;
  forget_request (self);
  g_clear_pointer (&self->reply, perch_pipe_reply_free);
  perch_source_clear (&self->readable);
  g_clear_object (&self->socket);
}

static GSource *
watch (PerchPipeConnection *self, GIOCondition condition, GSocketSourceFunc func)
{
  GSource *source = g_socket_create_source (self->socket, condition, NULL);

  g_source_set_static_name (source, "[perch] pipe connection");
  g_source_set_callback (source, G_SOURCE_FUNC (func), self, NULL);
  g_source_attach (source, g_main_context_get_thread_default ());
  return source;
}

/* Anybody may put a socket into /tmp, and would be told the secret. */
static gboolean
check_peer (GSocket *socket, const char *path, GError **error)
{
  g_autoptr (GCredentials) peer = g_socket_get_credentials (socket, error);
  g_autoptr (GCredentials) own = g_credentials_new ();
  g_autofree char *shown = perch_text_escape (path);

  if (peer == NULL)
    {
      g_prefix_error (error, "It can’t be told whose the socket “%s” is: ", shown);
      return FALSE;
    }
  if (g_credentials_is_same_user (peer, own, NULL))
    return TRUE;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED,
               "The socket “%s” belongs to a program of another user", shown);
  return FALSE;
}

static GSocket *
connect_socket (const char *path, GError **error)
{
  g_autoptr (GSocketAddress) address = NULL;
  g_autoptr (GSocket) socket = NULL;
  g_autofree char *shown = perch_text_escape (path);

  if (!perch_private_folder_check_socket (path, error))
    return NULL;

  address = g_unix_socket_address_new (path);
  socket =
      g_socket_new (G_SOCKET_FAMILY_UNIX, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_DEFAULT, error);
  if (socket == NULL)
    return NULL;
  g_socket_set_blocking (socket, FALSE);
  if (!g_socket_connect (socket, address, NULL, error))
    {
      g_prefix_error (error, "The socket “%s” can’t be reached: ", shown);
      return NULL;
    }
  return check_peer (socket, path, error) ? g_steal_pointer (&socket) : NULL;
}

/**
 * perch_pipe_connection_open:
 * @path: of a Unix socket
 * @error: of %G_IO_ERROR; %G_IO_ERROR_WOULD_BLOCK when more connect than the server has taken so
 *   far, so that it can be tried again
 *
 * Connects; that never waits on a Unix socket. All that follows happens on the thread-default main
 * context. (On Windows, a named pipe is to go in the place of this file.)
 *
 * Returns: (transfer full) (nullable): a connection for one request after the other
 */
PerchPipeConnection *
perch_pipe_connection_open (const char *path, GError **error)
{
  g_autoptr (GSocket) socket = NULL;
  PerchPipeConnection *self = NULL;

  g_return_val_if_fail (path != NULL, NULL);

  socket = connect_socket (path, error);
  if (socket == NULL)
    return NULL;
  self = g_new0 (PerchPipeConnection, 1);
  self->socket = g_steal_pointer (&socket);
  self->readable = watch (self, G_IO_IN, readable_cb);
  return self;
}

/**
 * perch_pipe_connection_free:
 * @self: (transfer full): a connection. A request in flight is not answered any more
 */
void
perch_pipe_connection_free (PerchPipeConnection *self)
{
  g_return_if_fail (self != NULL);

  close_socket (self);
  g_free (self);
}

/**
 * perch_pipe_connection_is_open:
 *
 * Returns: whether it can be asked, or is being asked
 */
gboolean
perch_pipe_connection_is_open (PerchPipeConnection *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->state != CLOSED;
}

/* Last thing that is done with @self: the function may free it. */
static void
fail (PerchPipeConnection *self, const GError *error)
{
  close_socket (self);
  self->func (NULL, error, self->user_data);
}

/* Last thing, as well. A server that answers before it has read everything, or says more than was
 * asked for, would not be understood next time. */
static void
succeed (PerchPipeConnection *self)
{
  PerchPipeReply *reply = g_steal_pointer (&self->reply);

  if (self->n_pieces > 0 || perch_pipe_reply_has_surplus (reply))
    close_socket (self);
  else
    self->state = IDLE;
  self->func (reply, NULL, self->user_data);
}

static void
fail_at_end (PerchPipeConnection *self)
{
  g_autoptr (GError) error = g_error_new (
      G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED, "The backend closed the connection %s",
      perch_pipe_reply_is_empty (self->reply) ? "before it answered" : "within its answer");

  fail (self, error);
}

/* Returns: whether there may be more to read now; not if @self may have been freed */
static gboolean
read_some (PerchPipeConnection *self)
{
  g_autoptr (GError) error = NULL;
  PerchPipeProgress progress;
  gsize room = 0;
  char *place = perch_pipe_reply_reserve (self->reply, &room);
  gssize n = g_socket_receive (self->socket, place, room, NULL, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    return FALSE;
  if (n == 0)
    {
      fail_at_end (self);
      return FALSE;
    }
  progress =
      n > 0 ? perch_pipe_reply_commit (self->reply, (gsize) n, &error) : PERCH_PIPE_PROGRESS_BROKEN;
  if (n < 0)
    g_prefix_error_literal (&error, "The connection to the backend is lost: ");
  if (progress == PERCH_PIPE_PROGRESS_BROKEN)
    fail (self, error);
  else if (progress == PERCH_PIPE_PROGRESS_WHOLE)
    succeed (self);
  return progress == PERCH_PIPE_PROGRESS_MORE;
}

static gboolean
readable_cb (GSocket *socket, GIOCondition condition, gpointer user_data)
{
  PerchPipeConnection *self = user_data;

  /* Nothing was asked: it is the end, or nobody knows what. */
  if (self->state == IDLE)
    close_socket (self);
  else
    for (guint i = 0; i < READS_AT_ONCE && read_some (self); i++)
      ;
  return G_SOURCE_CONTINUE; /* if it is not destroyed by now */
}

/* Fills in what is not sent yet.
 *
 * Returns: how many of @vectors are in use */
static guint
list_unsent (PerchPipeConnection *self, GOutputVector *vectors)
{
  gsize skip = self->n_sent;
  guint n = 0;

  for (guint i = 0; i < self->n_pieces; i++)
    {
      gsize length = 0;
      const char *data = g_bytes_get_data (self->pieces[i], &length);

      if (skip < length)
        vectors[n++] = (GOutputVector){ data + skip, length - skip };
      skip -= MIN (skip, length);
    }
  return n;
}

/* Returns: whether there is more to send, for which there is no room at the moment */
static gboolean
send_some (PerchPipeConnection *self)
{
  g_autoptr (GError) error = NULL;
  GOutputVector vectors[PERCH_PIPE_MAX_PIECES];
  guint n_vectors = 0;

  while ((n_vectors = list_unsent (self, vectors)) > 0)
    {
      gssize n = g_socket_send_message (self->socket, NULL, vectors, (int) n_vectors, NULL, 0, 0,
                                        NULL, &error);

      if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
        return TRUE;
      /* It does not read any more. It may have said why, and if not, there is the end to read. */
      if (n < 0)
        return FALSE;
      self->n_sent += (gsize) n;
    }
  forget_request (self);
  return FALSE;
}

static gboolean
writable_cb (GSocket *socket, GIOCondition condition, gpointer user_data)
{
  PerchPipeConnection *self = user_data;

  if (send_some (self))
    return G_SOURCE_CONTINUE;
  g_clear_pointer (&self->writable, g_source_unref);
  return G_SOURCE_REMOVE;
}

/**
 * perch_pipe_connection_ask:
 * @self: an open connection on which nothing is in flight
 * @pieces: (array length=n_pieces): what makes up the request, its line end as well. Not copied
 * @n_pieces: at most %PERCH_PIPE_MAX_PIECES
 * @reply: (transfer full): where the answer is read into
 * @func: called when it is there, never from within this function
 *
 * Sends a request and reads the answer.
 */
void
perch_pipe_connection_ask (PerchPipeConnection *self,
                           GBytes *const *pieces,
                           guint n_pieces,
                           PerchPipeReply *reply,
                           PerchPipeConnectionFunc func,
                           gpointer user_data)
{
  g_return_if_fail (self != NULL && self->state == IDLE);
  g_return_if_fail (n_pieces <= PERCH_PIPE_MAX_PIECES);
  g_return_if_fail (reply != NULL && func != NULL);

  self->state = BUSY;
  self->reply = reply;
  self->func = func;
  self->user_data = user_data;
  self->n_pieces = n_pieces;
  self->n_sent = 0;
  for (guint i = 0; i < n_pieces; i++)
    self->pieces[i] = g_bytes_ref (pieces[i]);
  if (send_some (self))
    self->writable = watch (self, G_IO_OUT, writable_cb);
}
