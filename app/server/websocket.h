/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/server/frame-output.h"
#include "app/server/quiet-inputs.h"
#include "app/server/request.h"

G_BEGIN_DECLS

/**
 * PerchWebsocketFunc:
 * @socket: an open WebSocket
 * @output: where it writes, and where texts may be sent past it; lives as long as its stream
 *
 * Called when a client has been told that it speaks WebSocket from now on.
 */
typedef void (*PerchWebsocketFunc) (SoupWebsocketConnection *socket,
                                    PerchFrameOutput *output,
                                    gpointer user_data);

void perch_websocket_accept (PerchRequest *request,
                             PerchQuietInputs *inputs,
                             PerchWebsocketFunc func,
                             gpointer user_data,
                             GDestroyNotify destroy);
GSource *perch_websocket_create_source (SoupWebsocketConnection *socket);
void perch_websocket_write_close (SoupWebsocketConnection *socket, guint code, const char *reason);

G_END_DECLS
