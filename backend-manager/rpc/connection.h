/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gio/gio.h>
#include <nghttp2/nghttp2.h>

#include "backend-manager/rpc/reply.h"

G_BEGIN_DECLS

typedef struct _PerchRpcConnection PerchRpcConnection;
typedef struct _PerchRpcStream PerchRpcStream;

/**
 * PerchRpcStreamFunc:
 * @message: (nullable): the message of the answer
 * @error: (nullable): why there is none
 *
 * Called once for each stream, which is gone then. May free the connection.
 */
typedef void (*PerchRpcStreamFunc) (GBytes *message, const GError *error, gpointer user_data);

PerchRpcConnection *perch_rpc_connection_new (guint16 port);
void perch_rpc_connection_free (PerchRpcConnection *self);
gboolean perch_rpc_connection_is_usable (PerchRpcConnection *self);
gboolean perch_rpc_connection_is_idle (PerchRpcConnection *self);
PerchRpcStream *perch_rpc_connection_ask (PerchRpcConnection *self,
                                          const nghttp2_nv *headers,
                                          gsize n_headers,
                                          GBytes *body,
                                          PerchRpcReply *reply,
                                          PerchRpcStreamFunc func,
                                          gpointer user_data);
void perch_rpc_connection_give_up (PerchRpcConnection *self, PerchRpcStream *stream);

G_END_DECLS
