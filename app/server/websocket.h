/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/server/request.h"

G_BEGIN_DECLS

/**
 * PerchWebsocketFunc:
 * @socket: an open WebSocket
 *
 * Called when a client has been told that it speaks WebSocket from now on.
 */
typedef void (*PerchWebsocketFunc) (SoupWebsocketConnection *socket, gpointer user_data);

void perch_websocket_accept (PerchRequest *request,
                             PerchWebsocketFunc func,
                             gpointer user_data,
                             GDestroyNotify destroy);
gboolean perch_websocket_is_writable (SoupWebsocketConnection *socket);
GSource *perch_websocket_create_source (SoupWebsocketConnection *socket);
void perch_websocket_write_close (SoupWebsocketConnection *socket, guint code, const char *reason);

G_END_DECLS
