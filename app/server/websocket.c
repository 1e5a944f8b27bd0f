/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/server/websocket.h"

#include "app/server/frame-reader.h"
#include "app/server/frame.h"
#include "app/server/socket-output.h"

#define READ_BYTES 4096

/**
 * State:
 * @STATE_OPEN: both may speak
 * @STATE_CLOSING: our close frame is out or in @output, and the client's is waited for
 * @STATE_ENDING: both have said that they close, but ours is not out yet
 * @STATE_CLOSED: the connection has ended
 */
typedef enum
{
  STATE_OPEN,
  STATE_CLOSING,
  STATE_ENDING,
  STATE_CLOSED,
} State;

/* libsoup has such a thing, too, but each would be a source of the main loop, which looks at every
 * source in every turn; and what is sent to all could not be sent past it without waiting for what
 * it has to say itself. Here clients are one descriptor to the loop, and everything goes out in
 * order.
 *
 * States only go forward. From begin() on, until it is CLOSED, @hangup is watched. @pong waits
 * until @output is empty, or for the end of what is just being heard. */
struct _PerchWebsocket
{
  GIOStream *stream; /* (owned): the connection is closed when nobody holds it */
  GSocket *socket; /* (owned) */
  PerchHangups *inputs; /* (unowned) (nullable) */
  PerchHangup hangup;
  const PerchWebsocketFuncs *funcs;
  gpointer user_data;
  State state;
  PerchFrameReader *reader; /* (owned) */
  PerchSocketOutput *output; /* (owned) */
  GBytes *pong; /* (owned) (nullable): what the next pong says */
};

static void moved_cb (gboolean is_broken, gpointer user_data);

/**
 * perch_websocket_new:
 * @stream: what keeps the connection open
 * @socket: that of @stream
 *
 * Makes the server's end of a WebSocket whose handshake is over, in the thread-default main
 * context. Nothing is read before perch_websocket_begin().
 *
 * Returns: (transfer full): release with perch_websocket_unref(), which closes the connection
 */
PerchWebsocket *
perch_websocket_new (GIOStream *stream, GSocket *socket)
{
  PerchWebsocket *self = NULL;

  g_return_val_if_fail (G_IS_IO_STREAM (stream), NULL);
  g_return_val_if_fail (G_IS_SOCKET (socket), NULL);

  self = g_rc_box_new0 (PerchWebsocket);
  self->stream = g_object_ref (stream);
  self->socket = g_object_ref (socket);
  self->reader = perch_frame_reader_new ();
  self->output = perch_socket_output_new (socket, moved_cb, self);
  return self;
}

static PerchWebsocket *
ref (PerchWebsocket *self)
{
  return g_rc_box_acquire (self);
}

static void
clear (gpointer data)
{
  PerchWebsocket *self = data;

  perch_websocket_stop (self);
  perch_frame_reader_free (self->reader);
  perch_socket_output_free (self->output);
  g_object_unref (self->stream);
  g_object_unref (self->socket);
}

void
perch_websocket_unref (PerchWebsocket *self)
{
  g_rc_box_release_full (self, clear);
}

/**
 * perch_websocket_stop:
 * @self: a WebSocket
 *
 * Nothing is read or written any more, and nobody is told of anything. The connection stays open
 * until @self is released.
 */
void
perch_websocket_stop (PerchWebsocket *self)
{
  g_return_if_fail (self != NULL);

  self->state = STATE_CLOSED;
  perch_socket_output_drop (self->output);
  g_clear_pointer (&self->pong, g_bytes_unref);
  if (self->inputs != NULL)
    perch_hangups_forget (self->inputs, &self->hangup);
}

/* The end, whoever wanted it. */
static void
end (PerchWebsocket *self)
{
  if (self->state == STATE_CLOSED)
    return;
  perch_websocket_stop (self);
  self->funcs->closed (self->user_data);
}

/**
 * perch_websocket_get_fd:
 * @self: a WebSocket
 *
 * Returns: its socket's descriptor, to which whole frames may be sent past @self while it is ready
 */
int
perch_websocket_get_fd (PerchWebsocket *self)
{
  g_return_val_if_fail (self != NULL, -1);

  return g_socket_get_fd (self->socket);
}

/**
 * perch_websocket_is_ready:
 * @self: a WebSocket
 *
 * Returns: whether frames may be sent: it is open, and none is partly out
 */
gboolean
perch_websocket_is_ready (PerchWebsocket *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->state == STATE_OPEN && perch_socket_output_is_empty (self->output);
}

/**
 * perch_websocket_keep_rest:
 * @self: a WebSocket that is ready
 * @rest: (array length=length): what the kernel did not take of frames that were sent past @self
 * @length: bytes, 1 at least
 *
 * Copies @rest: @self is not ready until that is out.
 */
void
perch_websocket_keep_rest (PerchWebsocket *self, const guint8 *rest, gsize length)
{
  g_return_if_fail (perch_websocket_is_ready (self));

  perch_socket_output_keep (self->output, rest, length);
}

/**
 * perch_websocket_send:
 * @self: a WebSocket that is ready
 * @frames: whole frames, not empty
 *
 * Sends @frames at once. What the kernel does not take is copied, and @self is not ready until that
 * is out.
 *
 * Returns: %FALSE when the connection is broken; it will be told as closed, too
 */
gboolean
perch_websocket_send (PerchWebsocket *self, const GByteArray *frames)
{
  g_return_val_if_fail (perch_websocket_is_ready (self), FALSE);

  return perch_socket_output_send (self->output, frames);
}

/**
 * perch_websocket_close:
 * @self: a WebSocket
 * @code: why, as RFC 6455 section 7.4 has it; 0 to say nothing
 * @reason: the same in words, in at most 123 bytes
 *
 * Tells the client that nothing more comes, once all that was sent is out. The connection ends when
 * the client says so, too; who does not want to wait for that releases @self. Does nothing when it
 * is not open any more.
 */
void
perch_websocket_close (PerchWebsocket *self, guint code, const char *reason)
{
  g_autoptr (GByteArray) frame = NULL;

  g_return_if_fail (self != NULL);
  g_return_if_fail (reason != NULL);

  if (self->state != STATE_OPEN)
    return;
  self->state = STATE_CLOSING;
  g_clear_pointer (&self->pong, g_bytes_unref);
  frame = g_byte_array_new ();
  perch_frame_add_close (frame, code, reason);
  /* A broken connection is found when it is read. */
  perch_socket_output_send (self->output, frame);
}

/* A client that asks often gets the last answer only, as section 5.5.3 allows. */
static void
send_pong (PerchWebsocket *self)
{
  g_autoptr (GByteArray) frame = NULL;
  g_autoptr (GBytes) content = NULL;

  if (self->pong == NULL || !perch_websocket_is_ready (self))
    return;
  content = g_steal_pointer (&self->pong);
  frame = g_byte_array_new ();
  perch_frame_add_header (frame, PERCH_OPCODE_PONG, g_bytes_get_size (content));
  g_byte_array_append (frame, g_bytes_get_data (content, NULL), (guint) g_bytes_get_size (content));
  if (!perch_socket_output_send (self->output, frame))
    end (self);
  else if (!perch_websocket_is_ready (self))
    self->funcs->moved (self->user_data);
}

static void
moved_cb (gboolean is_broken, gpointer user_data)
{
  g_autoptr (PerchWebsocket) self = ref (user_data);

  if (is_broken || (self->state == STATE_ENDING && perch_socket_output_is_empty (self->output)))
    end (self);
  send_pong (self);
  if (self->state == STATE_OPEN)
    self->funcs->moved (self->user_data);
}

/* The client says that it closes, with @code. */
static void
hear_close (PerchWebsocket *self, guint code)
{
  if (self->state == STATE_OPEN)
    {
      self->funcs->closing (self->user_data);
      perch_websocket_close (self, code, "");
    }
  if (self->state == STATE_CLOSING)
    self->state = STATE_ENDING;
  if (perch_socket_output_is_empty (self->output))
    end (self);
}

/* The client is told why, and whatever else it says is thrown away. */
static void
hear_fault (PerchWebsocket *self, const PerchHeard *fault)
{
  if (self->state != STATE_OPEN)
    return;
  self->funcs->closing (self->user_data);
  perch_websocket_close (self, fault->code, (const char *) fault->data);
}

static void
deal_with (PerchWebsocket *self, const PerchHeard *heard)
{
  if (heard->kind == PERCH_HEARD_CLOSE)
    hear_close (self, heard->code);
  else if (heard->kind == PERCH_HEARD_FAULT)
    hear_fault (self, heard);
  else if (self->state != STATE_OPEN)
    return;
  else if (heard->kind == PERCH_HEARD_PING)
    {
      g_clear_pointer (&self->pong, g_bytes_unref);
      self->pong = g_bytes_new (heard->data, heard->length);
    }
  else if (heard->kind == PERCH_HEARD_TEXT || heard->kind == PERCH_HEARD_BINARY)
    self->funcs->message (heard->kind == PERCH_HEARD_TEXT, heard->data, heard->length,
                          self->user_data);
}

/* Deals with what has come, and waits for more. */
static void
hear_all (PerchWebsocket *self)
{
  PerchHeard heard;

  while (self->state != STATE_CLOSED &&
         perch_frame_reader_next (self->reader, &heard) != PERCH_HEARD_NOTHING)
    deal_with (self, &heard);
  send_pong (self);
  if (self->state != STATE_CLOSED &&
      !perch_hangups_watch (self->inputs, &self->hangup, self->socket, self))
    end (self);
}

/**
 * perch_websocket_push:
 * @self: a WebSocket that has not begun
 * @data: (array length=length): what was read of the connection too early
 * @length: in bytes, not 0
 */
void
perch_websocket_push (PerchWebsocket *self, const guint8 *data, gsize length)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (self->inputs == NULL);

  perch_frame_reader_push (self->reader, data, length);
}

/**
 * perch_websocket_begin:
 * @self: a WebSocket that has not begun
 * @inputs: calls perch_websocket_read(); must outlive it
 * @funcs: what is called from now on, or at once if something has come already
 * @user_data: for @funcs
 */
void
perch_websocket_begin (PerchWebsocket *self,
                       PerchHangups *inputs,
                       const PerchWebsocketFuncs *funcs,
                       gpointer user_data)
{
  g_autoptr (PerchWebsocket) alive = NULL;

  g_return_if_fail (self != NULL);
  g_return_if_fail (self->inputs == NULL);
  g_return_if_fail (inputs != NULL);
  g_return_if_fail (funcs != NULL);

  alive = ref (self);
  self->inputs = inputs;
  self->funcs = funcs;
  self->user_data = user_data;
  hear_all (self);
}

/**
 * perch_websocket_read:
 * @self: a WebSocket that has begun, and has something to read
 *
 * The #PerchHangupFunc of its inputs.
 */
void
perch_websocket_read (PerchWebsocket *self)
{
  g_autoptr (PerchWebsocket) alive = NULL;
  g_autoptr (GError) error = NULL;
  guint8 buffer[READ_BYTES];
  gssize length = 0;

  g_return_if_fail (self != NULL);
  g_return_if_fail (self->inputs != NULL);

  alive = ref (self);
  length = g_socket_receive_with_blocking (self->socket, (char *) buffer, sizeof buffer, FALSE,
                                           NULL, &error);
  if (length == 0 || (length < 0 && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK)))
    {
      end (self);
      return;
    }
  if (length > 0)
    perch_frame_reader_push (self->reader, buffer, (gsize) length);
  hear_all (self);
}
