/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/server/websocket.h"

#include <gio/gnetworking.h>
#include <string.h>

#include "app/server/reply.h"
#include "app/server/request-private.h"

/* Clients have little to say. A longer frame ends the connection with 1009. */
#define MAX_INCOMING (64 * 1024)
/* What the kernel keeps for a client that does not read: two turns of a busy one. */
#define SEND_BUFFER (128 * 1024)

/* Behind libsoup's own writing: as long as it has something to write, that goes first. */
#define WRITABLE_PRIORITY (G_PRIORITY_DEFAULT + 1)
/* RFC 6455 section 5.5: the first byte of a whole close frame, and how much may be in it. */
#define CLOSE_FRAME 0x88
#define MAX_CLOSE_BYTES 125

#define STATUS_UPGRADE_REQUIRED 426 /* libsoup has no name for it */

/* An upgrade that was answered with 101 and whose answer is not out yet. The message owns it, so it
 * must not own the request, which owns the message. */
typedef struct
{
  PerchConnection *connection; /* (owned) */
  PerchQuietInputs *inputs; /* (owned) */
  PerchWebsocketFunc func;
  gpointer user_data; /* (owned) */
  GDestroyNotify destroy; /* (nullable) */
} Upgrade;

static void
upgrade_free (gpointer data, GClosure *closure)
{
  Upgrade *upgrade = data;

  if (upgrade->destroy != NULL)
    upgrade->destroy (upgrade->user_data);
  perch_connection_unref (upgrade->connection);
  perch_quiet_inputs_unref (upgrade->inputs);
  g_free (upgrade);
}

/* libsoup below 3.8 has a limit for a frame, but none for a message of many frames. */
static void
limit_input (SoupWebsocketConnection *socket)
{
  soup_websocket_connection_set_max_incoming_payload_size (socket, MAX_INCOMING);
  if (g_object_class_find_property (G_OBJECT_GET_CLASS (socket), "max-total-message-size") != NULL)
    g_object_set (socket, "max-total-message-size", (guint64) MAX_INCOMING, NULL);
}

/* What libsoup has read behind the request, which it keeps in the stream that it gives away: a
 * client need not wait for our answer.
 *
 * Returns: (transfer full) (nullable): %NULL for nothing */
static GByteArray *
take_early (GIOStream *stream)
{
  GInputStream *input = g_io_stream_get_input_stream (stream);
  GByteArray *early = g_byte_array_new ();
  gssize length = 0;

  g_byte_array_set_size (early, MAX_INCOMING);
  length = g_pollable_input_stream_read_nonblocking (G_POLLABLE_INPUT_STREAM (input), early->data,
                                                     early->len, NULL, NULL);
  if (length > 0)
    return g_byte_array_set_size (early, (guint) length);
  g_byte_array_unref (early);
  return NULL;
}

/* The WebSocket gets our own stream. libsoup's stands before it and would cost a source in the main
 * loop, for each client, and each turn of the loop looks at every source.
 *
 * From now on it is not silence that counts but whether the client takes what it is sent, which is
 * the business of @func. */
static void
wrote_informational_cb (SoupServerMessage *message, gpointer user_data)
{
  Upgrade *upgrade = user_data;
  g_autoptr (PerchConnection) connection = perch_connection_ref (upgrade->connection);
  g_autoptr (SoupWebsocketConnection) socket = NULL;
  g_autoptr (GIOStream) before = NULL;
  GIOStream *stream = NULL;

  perch_connection_set_deadline (connection, 0);
  perch_connection_set_patient (connection, TRUE);
  g_socket_set_option (perch_connection_get_socket (connection), SOL_SOCKET, SO_SNDBUF, SEND_BUFFER,
                       NULL);
  before = soup_server_message_steal_connection (message);
  stream = perch_connection_begin_frames (connection, upgrade->inputs, take_early (before));
  socket = soup_websocket_connection_new (stream, soup_server_message_get_uri (message),
                                          SOUP_WEBSOCKET_CONNECTION_SERVER, NULL, NULL, NULL);
  limit_input (socket);
  upgrade->func (socket, PERCH_FRAME_OUTPUT (g_io_stream_get_output_stream (stream)),
                 upgrade->user_data);
}

/**
 * perch_websocket_accept:
 * @request: a request that is being handled and has no answer yet
 * @inputs: what watches for what the client says
 * @func: called when the WebSocket is open, which may never happen
 * @user_data: (transfer full): for @func
 * @destroy: (nullable): frees @user_data
 *
 * Answers @request with the handshake of RFC 6455, or with an error when it asks for none. There
 * are no subprotocols and no extensions: compressing for each client what is sent on one machine
 * would only cost time.
 */
void
perch_websocket_accept (PerchRequest *request,
                        PerchQuietInputs *inputs,
                        PerchWebsocketFunc func,
                        gpointer user_data,
                        GDestroyNotify destroy)
{
  SoupServerMessage *message = NULL;
  Upgrade *upgrade = NULL;
  g_autoptr (GError) error = NULL;

  g_return_if_fail (PERCH_IS_REQUEST (request));
  g_return_if_fail (perch_request_get_state (request) == PERCH_REQUEST_HANDLING);
  g_return_if_fail (inputs != NULL);
  g_return_if_fail (func != NULL);

  message = perch_request_get_message (request);
  if (!soup_websocket_server_check_handshake (message, NULL, NULL, NULL, &error))
    {
      soup_message_headers_replace (soup_server_message_get_response_headers (message), "Upgrade",
                                    "websocket");
      perch_reply_error (request, STATUS_UPGRADE_REQUIRED, "upgrade_required",
                         "This path speaks WebSocket: %s", error->message);
      if (destroy != NULL)
        destroy (user_data);
      return;
    }
  upgrade = g_new0 (Upgrade, 1);
  upgrade->connection = perch_connection_ref (request->connection);
  upgrade->inputs = perch_quiet_inputs_ref (inputs);
  upgrade->func = func;
  upgrade->user_data = user_data;
  upgrade->destroy = destroy;
  g_signal_connect_data (message, "wrote-informational", G_CALLBACK (wrote_informational_cb),
                         upgrade, upgrade_free, 0);
  request->state = PERCH_REQUEST_ANSWERED;
  soup_websocket_server_process_handshake (message, NULL, NULL, NULL, NULL);
}

static GPollableOutputStream *
get_output (SoupWebsocketConnection *socket)
{
  GIOStream *stream = soup_websocket_connection_get_io_stream (socket);

  return G_POLLABLE_OUTPUT_STREAM (g_io_stream_get_output_stream (stream));
}

/**
 * perch_websocket_create_source:
 * @socket: a WebSocket that is not closed
 *
 * Returns: (transfer full): a source for a #GPollableSourceFunc, dispatched when the kernel takes
 *   more and libsoup has nothing left to write
 */
GSource *
perch_websocket_create_source (SoupWebsocketConnection *socket)
{
  GSource *source = NULL;

  g_return_val_if_fail (SOUP_IS_WEBSOCKET_CONNECTION (socket), NULL);

  source = g_pollable_output_stream_create_source (get_output (socket), NULL);
  g_source_set_priority (source, WRITABLE_PRIORITY);
  return source;
}

/**
 * perch_websocket_write_close:
 * @socket: a WebSocket for which the source above is being dispatched
 * @code: why it is closed
 * @reason: the same in a few words
 *
 * Writes a close frame past libsoup, which knows only some of the codes and makes 1002, a fault of
 * the client's, of 1013. Nothing may be sent afterwards.
 */
void
perch_websocket_write_close (SoupWebsocketConnection *socket, guint code, const char *reason)
{
  g_autoptr (GString) frame = NULL;
  gsize length = 0;

  g_return_if_fail (SOUP_IS_WEBSOCKET_CONNECTION (socket));
  g_return_if_fail (reason != NULL);
  g_return_if_fail (strlen (reason) <= MAX_CLOSE_BYTES - 2);

  length = strlen (reason);
  frame = g_string_sized_new (MAX_CLOSE_BYTES + 2);
  g_string_append_c (frame, (char) CLOSE_FRAME);
  g_string_append_c (frame, (char) (length + 2));
  g_string_append_c (frame, (char) (code >> 8));
  g_string_append_c (frame, (char) code);
  g_string_append (frame, reason);
  /* It fits, since there is room, and who is gone needs no reason. */
  g_pollable_output_stream_write_nonblocking (get_output (socket), frame->str, frame->len, NULL,
                                              NULL);
}
