/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

/* gRPC is HTTP/2 with a few rules. nghttp2 does the HTTP/2, and is in memory anyway, since libsoup
 * is linked with it; GIO does the sockets, on Windows too. The other ways would be libcurl (4 MB
 * more in memory, and a start of 5 to 10 ms) and the C core of gRPC (6 MB, three threads of its
 * own, 12 MB of libraries); see docs/wires.md. */

#include "backend-manager/rpc/connection.h"

#include <gio/gnetworking.h>

#include "backend-manager/rpc/streams.h"
#include "backend-manager/source.h"

/* As much is taken from the socket, or put together for it, at a time. While a piece is copied, the
 * kernel takes in no more for the connection, so that pieces twice as large hold up the server. */
#define READ_BYTES (128 * 1024)
#define READS_AT_ONCE 16 /* before others on the main loop get their turn */
#define WRITE_BYTES (64 * 1024)

typedef enum
{
  CONNECTING,
  OPEN,
  LOST,
} State;

/* @socket and @readable are set in OPEN. Requests may be made in CONNECTING already: they are with
 * @streams until there is a socket. In LOST no stream is open, and @problem is set unless we have
 * closed the connection ourselves: it may be lost as it is made, before there is any request that
 * could be told so. @ender fires when streams have ended
 * outside of our own callbacks. It is reference counted, so that it may be freed in the middle of
 * them; @freed then says so. */
struct _PerchRpcConnection
{
  State state;
  guint16 port;
  gboolean freed;
  GError *problem; /* (owned) (nullable): how it was lost */
  GSocketConnection *connection; /* (owned) (nullable) */
  GSocket *socket; /* of @connection */
  GCancellable *connecting; /* (owned) */
  GSource *readable; /* (owned) (nullable) */
  GSource *writable; /* (owned) (nullable): while there is no room for @out */
  GSource *ender; /* (owned) */
  PerchRpcStreams streams;
  gboolean handing_over; /* what is asked for now is sent together, when that is over */
  guint8 *in; /* (owned): room for %READ_BYTES */
  GByteArray *out; /* (owned): to be sent */
  gsize n_sent; /* bytes of @out */
};

static void
connection_clear (gpointer data)
{
  PerchRpcConnection *self = data;

  g_object_unref (self->connecting);
  g_clear_error (&self->problem);
  g_free (self->in);
  g_byte_array_unref (self->out);
}

static void
connection_unref (PerchRpcConnection *self)
{
  g_rc_box_release_full (self, connection_clear);
}

static void
close_socket (PerchRpcConnection *self)
{
  self->state = LOST;
  g_cancellable_cancel (self->connecting);
  perch_source_clear (&self->readable);
  perch_source_clear (&self->writable);
  self->socket = NULL;
  g_clear_object (&self->connection);
}

/* The functions of the streams are called by hand_over() or @ender. */
static void
lose (PerchRpcConnection *self, const GError *error)
{
  if (self->state == LOST)
    return;
  close_socket (self);
  self->problem = g_error_copy (error);
  perch_rpc_streams_fail_all (&self->streams, error);
  g_source_set_ready_time (self->ender, 0);
}

static void
lose_by_peer (PerchRpcConnection *self)
{
  g_autoptr (GError) error = NULL;

  if (self->streams.greeted)
    error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED,
                                 "The backend closed the connection before it answered");
  else
    error = g_error_new (G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED,
                         "What answers on port %u does not speak gRPC", self->port);
  lose (self, error);
}

static gboolean
ender_dispatch (GSource *source, GSourceFunc callback, gpointer user_data)
{
  return callback (user_data);
}

static GSource *
watch (PerchRpcConnection *self, GIOCondition condition, GSocketSourceFunc func)
{
  GSource *source = g_socket_create_source (self->socket, condition, NULL);

  g_source_set_static_name (source, "[perch] rpc connection");
  g_source_set_callback (source, G_SOURCE_FUNC (func), self, NULL);
  g_source_attach (source, g_main_context_get_thread_default ());
  return source;
}

/* Puts together what there is to say, unless some of it still waits to be sent. */
static void
fill_out (PerchRpcConnection *self)
{
  const uint8_t *piece = NULL;
  ssize_t n = 0;

  if (self->n_sent < self->out->len)
    return;
  g_byte_array_set_size (self->out, 0);
  self->n_sent = 0;
  while (self->out->len < WRITE_BYTES &&
         (n = nghttp2_session_mem_send (self->streams.session, &piece)) > 0)
    g_byte_array_append (self->out, piece, (guint) n);
}

static gboolean writable_cb (GSocket *socket, GIOCondition condition, gpointer user_data);

static void
send_all (PerchRpcConnection *self)
{
  g_autoptr (GError) error = NULL;

  while (self->state == OPEN && self->writable == NULL)
    {
      gssize n = 0;

      fill_out (self);
      if (self->out->len == 0)
        break;
      n = g_socket_send (self->socket, (const char *) self->out->data + self->n_sent,
                         self->out->len - self->n_sent, NULL, &error);
      if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
        {
          self->writable = watch (self, G_IO_OUT, writable_cb);
          return;
        }
      /* What the server has said before it went, readable_cb() will find. */
      if (n < 0)
        return;
      self->n_sent += (gsize) n;
    }
  if (self->state == OPEN && self->writable == NULL &&
      !nghttp2_session_want_read (self->streams.session) &&
      !nghttp2_session_want_write (self->streams.session))
    lose_by_peer (self);
}

/* Streams may end on the way: those that were given up, or that the server won't take. */
static void
flush (PerchRpcConnection *self)
{
  send_all (self);
  if (!g_queue_is_empty (&self->streams.ended))
    g_source_set_ready_time (self->ender, 0);
}

static gboolean
writable_cb (GSocket *socket, GIOCondition condition, gpointer user_data)
{
  PerchRpcConnection *self = user_data;

  perch_source_clear (&self->writable);
  flush (self);
  return G_SOURCE_REMOVE;
}

/* Calls the functions of streams that have ended, which may free the connection, and sends what
 * they have asked for. Last thing to be done with @self. */
static void
hand_over (PerchRpcConnection *self)
{
  g_rc_box_acquire (self);
  self->handing_over = TRUE;
  while (!self->freed && perch_rpc_streams_hand_over (&self->streams))
    ;
  self->handing_over = FALSE;
  if (!self->freed)
    flush (self);
  connection_unref (self);
}

static gboolean
ender_cb (gpointer user_data)
{
  PerchRpcConnection *self = user_data;

  g_source_set_ready_time (self->ender, -1);
  hand_over (self);
  return G_SOURCE_CONTINUE;
}

/* Returns: whether there may be more to read now */
static gboolean
read_some (PerchRpcConnection *self)
{
  g_autoptr (GError) error = NULL;
  gssize n = g_socket_receive (self->socket, (char *) self->in, READ_BYTES, NULL, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    return FALSE;
  if (n < 0)
    {
      g_prefix_error_literal (&error, "The connection to the backend is lost: ");
      lose (self, error);
      return FALSE;
    }
  if (n == 0 || nghttp2_session_mem_recv (self->streams.session, self->in, (size_t) n) < 0)
    {
      lose_by_peer (self);
      return FALSE;
    }
  return n == READ_BYTES;
}

static gboolean
readable_cb (GSocket *socket, GIOCondition condition, gpointer user_data)
{
  PerchRpcConnection *self = user_data;

  for (guint i = 0; i < READS_AT_ONCE && read_some (self); i++)
    ;
  hand_over (self);
  return G_SOURCE_CONTINUE; /* if it is not destroyed by now */
}

static void
connected_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  PerchRpcConnection *self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean connected =
      g_socket_connection_connect_finish (G_SOCKET_CONNECTION (source), result, &error);

  if (self->state == CONNECTING && connected)
    {
      self->state = OPEN;
      self->socket = g_socket_connection_get_socket (self->connection);
      g_socket_set_blocking (self->socket, FALSE);
      g_socket_set_option (self->socket, IPPROTO_TCP, TCP_NODELAY, 1, NULL);
      self->readable = watch (self, G_IO_IN, readable_cb);
      flush (self);
    }
  else if (self->state == CONNECTING)
    {
      g_prefix_error (&error, "Port %u can’t be reached: ", self->port);
      lose (self, error);
    }
  connection_unref (self);
}

static void
begin_to_connect (PerchRpcConnection *self)
{
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, self->port);
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocket) socket =
      g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, &error);

  if (socket == NULL)
    {
      g_prefix_error (&error, "Port %u can’t be reached: ", self->port);
      lose (self, error);
      return;
    }
  self->connection = g_socket_connection_factory_create_connection (socket);
  g_socket_connection_connect_async (self->connection, address, self->connecting, connected_cb,
                                     g_rc_box_acquire (self));
}

/**
 * perch_rpc_connection_new:
 * @port: of this machine
 *
 * Begins to connect. Everything happens on the thread-default main context.
 *
 * Returns: (transfer full): free with perch_rpc_connection_free()
 */
PerchRpcConnection *
perch_rpc_connection_new (guint16 port)
{
  static GSourceFuncs ender_funcs = { .dispatch = ender_dispatch };
  PerchRpcConnection *self = g_rc_box_new0 (PerchRpcConnection);

  self->port = port;
  self->connecting = g_cancellable_new ();
  self->in = g_malloc (READ_BYTES);
  self->out = g_byte_array_new ();
  self->ender = g_source_new (&ender_funcs, sizeof (GSource));
  g_source_set_static_name (self->ender, "[perch] rpc streams that have ended");
  g_source_set_callback (self->ender, ender_cb, self, NULL);
  g_source_attach (self->ender, g_main_context_get_thread_default ());
  perch_rpc_streams_init (&self->streams);
  begin_to_connect (self);
  return self;
}

/**
 * perch_rpc_connection_free:
 * @self: (transfer full): a connection. No function of its streams is called any more
 */
void
perch_rpc_connection_free (PerchRpcConnection *self)
{
  g_return_if_fail (self != NULL);

  self->freed = TRUE;
  close_socket (self);
  perch_source_clear (&self->ender);
  perch_rpc_streams_clear (&self->streams);
  connection_unref (self);
}

/**
 * perch_rpc_connection_is_usable:
 *
 * Returns: whether it takes new requests
 */
gboolean
perch_rpc_connection_is_usable (PerchRpcConnection *self)
{
  return self->state != LOST && !self->streams.leaving;
}

/**
 * perch_rpc_connection_is_idle:
 *
 * Returns: whether nobody waits for anything on it
 */
gboolean
perch_rpc_connection_is_idle (PerchRpcConnection *self)
{
  return g_queue_is_empty (&self->streams.open) && g_queue_is_empty (&self->streams.ended);
}

/**
 * perch_rpc_connection_ask:
 * @self: a usable connection, or one that was just made
 * @headers: (array length=n_headers): with those that HTTP/2 wants, such as `:path`
 * @body: of the request; not copied
 * @reply: (transfer full): where the answer is read into
 * @func: called when it is there, never from within this function
 *
 * Returns: (transfer none): for perch_rpc_connection_give_up(), until @func was called
 */
PerchRpcStream *
perch_rpc_connection_ask (PerchRpcConnection *self,
                          const nghttp2_nv *headers,
                          gsize n_headers,
                          GBytes *body,
                          PerchRpcReply *reply,
                          PerchRpcStreamFunc func,
                          gpointer user_data)
{
  PerchRpcStream *stream =
      perch_rpc_streams_begin (&self->streams, headers, n_headers, body, reply, func, user_data);

  if (self->state == LOST)
    perch_rpc_streams_fail_all (&self->streams, self->problem);
  if (!self->handing_over)
    flush (self);
  return stream;
}

/**
 * perch_rpc_connection_give_up:
 * @stream: one that nobody waits for any more; the server is told
 */
void
perch_rpc_connection_give_up (PerchRpcConnection *self, PerchRpcStream *stream)
{
  perch_rpc_streams_give_up (&self->streams, stream);
  if (!self->handing_over)
    flush (self);
}
