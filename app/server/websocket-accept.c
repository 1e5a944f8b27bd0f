/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/server/websocket.h"

#include <gio/gnetworking.h>

#include "app/server/frame-reader.h"
#include "app/server/reply.h"
#include "app/server/request-private.h"

/* What the kernel keeps for a client that does not read: two turns of a busy one. */
#define SEND_BUFFER (128 * 1024)

#define VERSION "13"

/* An upgrade that was answered with 101 and whose answer is not out yet. The message owns it, so it
 * must not own the request, which owns the message. */
typedef struct
{
  PerchConnection *connection; /* (owned) */
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
  g_free (upgrade);
}

/* What libsoup has read behind the request, which it keeps in the stream that it gives away: a
 * client need not wait for our answer. */
static void
push_early (PerchWebsocket *socket, GIOStream *stream)
{
  GInputStream *input = g_io_stream_get_input_stream (stream);
  g_autofree guint8 *early = g_malloc (PERCH_FRAME_READER_MAX);
  gssize length = g_pollable_input_stream_read_nonblocking (G_POLLABLE_INPUT_STREAM (input), early,
                                                            PERCH_FRAME_READER_MAX, NULL, NULL);

  if (length > 0)
    perch_websocket_push (socket, early, (gsize) length);
}

/* From now on it is not silence that counts but whether the client takes what it is sent, which is
 * the business of @func. */
static void
wrote_informational_cb (SoupServerMessage *message, gpointer user_data)
{
  Upgrade *upgrade = user_data;
  g_autoptr (PerchConnection) connection = perch_connection_ref (upgrade->connection);
  GSocket *connected = perch_connection_get_socket (connection);
  PerchWebsocket *socket = NULL;
  g_autoptr (GIOStream) before = NULL;

  perch_connection_set_deadline (connection, 0);
  perch_connection_set_patient (connection, TRUE);
  g_socket_set_option (connected, SOL_SOCKET, SO_SNDBUF, SEND_BUFFER, NULL);
  /* libsoup's stream stands before our own, and is needed no more. */
  before = soup_server_message_steal_connection (message);
  socket = perch_websocket_new (perch_connection_get_stream (connection), connected);
  push_early (socket, before);
  upgrade->func (socket, upgrade->user_data);
}

/* Who asks for no WebSocket, or for one of another version, is told what to ask for (RFC 6455
 * section 4.4, RFC 9110 section 15.5.22). Who asks for one of this version has made a mistake. */
static void
refuse (PerchRequest *request, const GError *error)
{
  SoupServerMessage *message = perch_request_get_message (request);
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);

  if (soup_message_headers_header_equals (soup_server_message_get_request_headers (message),
                                          "Sec-WebSocket-Version", VERSION))
    {
      perch_reply_error (request, SOUP_STATUS_BAD_REQUEST, "bad_handshake",
                         "This handshake is not one of RFC 6455: %s", error->message);
      return;
    }
  soup_message_headers_replace (headers, "Connection", "Upgrade");
  soup_message_headers_replace (headers, "Upgrade", "websocket");
  soup_message_headers_replace (headers, "Sec-WebSocket-Version", VERSION);
  perch_reply_error (request, PERCH_STATUS_UPGRADE_REQUIRED, "upgrade_required",
                     "This path speaks WebSocket, version " VERSION);
}

/**
 * perch_websocket_accept:
 * @request: a request that is being handled and has no answer yet
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
                        PerchWebsocketFunc func,
                        gpointer user_data,
                        GDestroyNotify destroy)
{
  SoupServerMessage *message = NULL;
  Upgrade *upgrade = NULL;
  g_autoptr (GError) error = NULL;

  g_return_if_fail (PERCH_IS_REQUEST (request));
  g_return_if_fail (perch_request_get_state (request) == PERCH_REQUEST_HANDLING);
  g_return_if_fail (func != NULL);

  message = perch_request_get_message (request);
  if (!soup_websocket_server_check_handshake (message, NULL, NULL, NULL, &error))
    {
      refuse (request, error);
      if (destroy != NULL)
        destroy (user_data);
      return;
    }
  upgrade = g_new0 (Upgrade, 1);
  upgrade->connection = perch_connection_ref (request->connection);
  upgrade->func = func;
  upgrade->user_data = user_data;
  upgrade->destroy = destroy;
  g_signal_connect_data (message, "wrote-informational", G_CALLBACK (wrote_informational_cb),
                         upgrade, upgrade_free, 0);
  request->state = PERCH_REQUEST_ANSWERED;
  soup_websocket_server_process_handshake (message, NULL, NULL, NULL, NULL);
}
