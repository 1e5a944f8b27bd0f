/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/server/refusal.h"
#include "app/server/reply-text.h"
#include "app/server/reply.h"
#include "app/server/request-private.h"

/* A reply that the send buffer of a new connection takes at once, whatever its size is set to. */
#define MAX_WHOLE (8 * 1024)

static void
stop_watching (PerchRequest *self)
{
  if (self->hangups != NULL)
    perch_hangups_forget (self->hangups, &self->hangup);
}

/**
 * perch_request_expects_body:
 * @self: a request
 *
 * Returns: whether its header announces a body
 */
gboolean
perch_request_expects_body (PerchRequest *self)
{
  SoupMessageHeaders *headers = NULL;

  g_return_val_if_fail (PERCH_IS_REQUEST (self), FALSE);

  headers = soup_server_message_get_request_headers (self->message);
  switch (soup_message_headers_get_encoding (headers))
    {
    case SOUP_ENCODING_CONTENT_LENGTH:
      /* libsoup makes a negative number of one that is too large. */
      return soup_message_headers_get_content_length (headers) != 0;
    case SOUP_ENCODING_NONE:
      return FALSE;
    case SOUP_ENCODING_UNRECOGNIZED:
    case SOUP_ENCODING_EOF:
    case SOUP_ENCODING_CHUNKED:
    case SOUP_ENCODING_BYTERANGES:
    default:
      return TRUE;
    }
}

/**
 * perch_request_set_delay:
 * @self: a request that is being refused
 * @delay_ms: how long its answer is to be held back
 *
 * To be called before it is answered; one client's delay holds up no other.
 */
void
perch_request_set_delay (PerchRequest *self, guint delay_ms)
{
  g_return_if_fail (PERCH_IS_REQUEST (self));
  g_return_if_fail (self->state == PERCH_REQUEST_READING);

  self->delay_ms = delay_ms;
}

static gboolean
is_taken_when_refused (PerchRequest *self)
{
  return self->delay_ms > 0 || perch_request_expects_body (self);
}

/**
 * perch_request_was_taken:
 * @self: a request
 *
 * Returns: whether it was answered in a way that has taken its connection from libsoup, for which
 *   it never finishes
 */
gboolean
perch_request_was_taken (PerchRequest *self)
{
  g_return_val_if_fail (PERCH_IS_REQUEST (self), FALSE);

  return self->was_taken;
}

/**
 * perch_request_set_params:
 * @self: a request
 * @params: values of the route's `{name}` segments, in order
 */
void
perch_request_set_params (PerchRequest *self, const char *const *params)
{
  g_return_if_fail (PERCH_IS_REQUEST (self));

  g_strfreev (self->params);
  self->params = g_strdupv ((char **) params);
}

/**
 * perch_request_announce_body:
 * @self: a request that is being read
 * @length: how long its header says that its body is
 *
 * Makes room for all of it at once. A large block is not in memory before it is written to, so one
 * that is announced and never comes costs nothing.
 */
void
perch_request_announce_body (PerchRequest *self, gsize length)
{
  g_return_if_fail (PERCH_IS_REQUEST (self));
  g_return_if_fail (self->chunks == NULL);

  self->chunks = g_byte_array_sized_new ((guint) length);
}

/**
 * perch_request_set_access:
 * @self: a request
 * @access: what its route says
 */
void
perch_request_set_access (PerchRequest *self, PerchRouteAccess access)
{
  g_return_if_fail (PERCH_IS_REQUEST (self));

  self->access = access;
}

/**
 * perch_request_add_chunk:
 * @self: a request that is being read
 * @chunk: the next piece of its body
 *
 * Returns: how long the body is by now
 */
gsize
perch_request_add_chunk (PerchRequest *self, GBytes *chunk)
{
  gsize length = 0;
  const guint8 *data = NULL;

  g_return_val_if_fail (PERCH_IS_REQUEST (self), 0);

  if (self->chunks == NULL)
    self->chunks = g_byte_array_new ();
  data = g_bytes_get_data (chunk, &length);
  g_byte_array_append (self->chunks, data, (guint) length);
  return self->chunks->len;
}

/**
 * perch_request_begin_handling:
 * @self: a request whose body is complete
 */
void
perch_request_begin_handling (PerchRequest *self)
{
  g_return_if_fail (PERCH_IS_REQUEST (self));
  g_return_if_fail (self->state == PERCH_REQUEST_READING);

  self->state = PERCH_REQUEST_HANDLING;
  if (self->chunks != NULL)
    self->body = g_byte_array_free_to_bytes (g_steal_pointer (&self->chunks));
}

/**
 * perch_request_peer_readable:
 * @owner: a request
 *
 * A #PerchHangupFunc. While nothing more is due, the peer has closed or sends ahead; in the second
 * case there is no telling any more when it leaves.
 */
void
perch_request_peer_readable (gpointer owner)
{
  PerchRequest *self = owner;
  GSocket *socket = perch_connection_get_socket (self->connection);
  char byte = '\0';
  GInputVector vector = { &byte, 1 };
  int flags = G_SOCKET_MSG_PEEK;

  if (g_socket_receive_message (socket, NULL, &vector, 1, NULL, NULL, &flags, NULL, NULL) <= 0)
    g_cancellable_cancel (perch_request_get_cancellable (self));
}

/**
 * perch_request_wait:
 * @self: a request whose handler has returned
 * @hangups: what tells when its peer leaves; must be there until perch_request_gone()
 *
 * If its handler has not answered yet, holds the connection open until it does. libsoup does not
 * look at the socket meanwhile, so this does: the cancellable tells the handler that nobody waits
 * for its answer any more. It may answer all the same; a peer that has only closed its sending side
 * gets it.
 */
void
perch_request_wait (PerchRequest *self, PerchHangups *hangups)
{
  g_return_if_fail (PERCH_IS_REQUEST (self));
  g_return_if_fail (hangups != NULL);

  if (self->state != PERCH_REQUEST_HANDLING)
    return;
  self->state = PERCH_REQUEST_WAITING;
  soup_server_message_pause (self->message);

  /* Now the peer waits for us, and may be silent for as long as we are; its body is there. */
  perch_connection_set_deadline (self->connection, 0);
  perch_connection_set_patient (self->connection, TRUE);
  self->hangups = hangups;
  perch_hangups_watch (hangups, &self->hangup, perch_connection_get_socket (self->connection),
                       self);
}

/* What libsoup has no words for. */
static const char *
get_reason (guint status)
{
  switch (status)
    {
    case SOUP_STATUS_MISDIRECTED_REQUEST:
      return "Misdirected Request";
    case PERCH_STATUS_UPGRADE_REQUIRED:
      return "Upgrade Required";
    case PERCH_STATUS_TOO_MANY_REQUESTS:
      return "Too Many Requests";
    default:
      return NULL;
    }
}

/* libsoup writes header and body one after the other, and tells about each step. But a connection
 * ends with its first reply, so a short one can go out in one piece, and the connection with it. A
 * client that is gone already needs no answer. */
static void
send_whole (PerchRequest *self, GBytes *body)
{
  GSocket *socket = perch_connection_get_socket (self->connection);
  g_autoptr (GIOStream) stream = NULL;
  GString *text = perch_reply_text_new (self->message, body);

  g_socket_send_with_blocking (socket, text->str, text->len, FALSE, NULL, NULL);
  g_string_free (text, TRUE);
  self->was_taken = TRUE;
  stream = soup_server_message_steal_connection (self->message);
  g_io_stream_close (stream, NULL, NULL);
}

static void
send_with_libsoup (PerchRequest *self, GBytes *body, gboolean is_waiting)
{
  perch_reply_text_add_headers (self->message);
  soup_message_body_append_bytes (soup_server_message_get_response_body (self->message), body);
  soup_message_body_complete (soup_server_message_get_response_body (self->message));
  if (is_waiting)
    {
      perch_connection_set_patient (self->connection, FALSE);
      soup_server_message_unpause (self->message);
    }
}

/**
 * perch_request_answer:
 * @self: a request
 * @status: HTTP status
 * @content_type: type of @body
 * @body: the reply's body
 *
 * Answers @self; only the first answer counts. A request that is refused before its body was read
 * is answered at once, and the body is not read at all. When the client has left nothing happens.
 */
void
perch_request_answer (PerchRequest *self, guint status, const char *content_type, GBytes *body)
{
  PerchRequestState state = PERCH_REQUEST_GONE;

  g_return_if_fail (PERCH_IS_REQUEST (self));
  g_return_if_fail (self->state != PERCH_REQUEST_ANSWERED);

  state = self->state;
  if (state == PERCH_REQUEST_GONE)
    return;
  self->state = PERCH_REQUEST_ANSWERED;
  self->n_sent = g_bytes_get_size (body);
  stop_watching (self);

  soup_server_message_set_status (self->message, status, get_reason (status));
  soup_message_headers_append (soup_server_message_get_response_headers (self->message),
                               "Content-Type", content_type);
  if (state == PERCH_REQUEST_READING && is_taken_when_refused (self))
    {
      self->was_taken = TRUE;
      perch_refusal_send (self->message, self->connection, body, self->delay_ms);
    }
  else if (state != PERCH_REQUEST_WAITING && g_bytes_get_size (body) <= MAX_WHOLE)
    send_whole (self, body);
  else
    send_with_libsoup (self, body, state == PERCH_REQUEST_WAITING);
}

/**
 * perch_request_gone:
 * @self: a request
 *
 * The connection of @self is closed: whatever its handler answers from now on is not sent.
 */
void
perch_request_gone (PerchRequest *self)
{
  g_return_if_fail (PERCH_IS_REQUEST (self));

  if (self->state == PERCH_REQUEST_GONE)
    return;
  self->state = PERCH_REQUEST_GONE;
  stop_watching (self);
  self->hangups = NULL;
  g_clear_pointer (&self->connection, perch_connection_unref);
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
}
