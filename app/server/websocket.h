/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gio/gio.h>

#include "app/server/hangups.h"
#include "app/server/request.h"

G_BEGIN_DECLS

typedef struct _PerchWebsocket PerchWebsocket;

/**
 * PerchWebsocketFuncs:
 * @message: the client has said something, as valid UTF-8 or as bytes
 * @moved: an answer of the WebSocket's own did not go out, or the client has taken some of what was
 *   not out: whether the WebSocket is ready now is to be looked at
 * @closing: the client leaves, or has to: nothing may be sent any more
 * @closed: the connection has ended; called once, and nothing after it
 *
 * What happens to an open WebSocket. Each may stop and release it.
 */
typedef struct
{
  void (*message) (gboolean is_text, const guint8 *data, gsize length, gpointer user_data);
  void (*moved) (gpointer user_data);
  void (*closing) (gpointer user_data);
  void (*closed) (gpointer user_data);
} PerchWebsocketFuncs;

/**
 * PerchWebsocketFunc:
 * @socket: (transfer full): an open WebSocket
 *
 * Called when a client has been told that it speaks WebSocket from now on.
 */
typedef void (*PerchWebsocketFunc) (PerchWebsocket *socket, gpointer user_data);

void perch_websocket_accept (PerchRequest *request,
                             PerchWebsocketFunc func,
                             gpointer user_data,
                             GDestroyNotify destroy);

PerchWebsocket *perch_websocket_new (GIOStream *stream, GSocket *socket);
void perch_websocket_unref (PerchWebsocket *self);
void perch_websocket_push (PerchWebsocket *self, const guint8 *data, gsize length);
void perch_websocket_begin (PerchWebsocket *self,
                            PerchHangups *inputs,
                            const PerchWebsocketFuncs *funcs,
                            gpointer user_data);
void perch_websocket_read (PerchWebsocket *self);
int perch_websocket_get_fd (PerchWebsocket *self);
gboolean perch_websocket_is_ready (PerchWebsocket *self);
gboolean perch_websocket_send (PerchWebsocket *self, const GByteArray *frames);
void perch_websocket_keep_rest (PerchWebsocket *self, const guint8 *rest, gsize length);
void perch_websocket_close (PerchWebsocket *self, guint code, const char *reason);
void perch_websocket_stop (PerchWebsocket *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PerchWebsocket, perch_websocket_unref)

G_END_DECLS
