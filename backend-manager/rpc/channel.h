/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "backend-manager/rpc-api.h"

G_BEGIN_DECLS

PerchRpcChannel *perch_rpc_channel_new (guint16 port, const char *secret, const char *client);
void perch_rpc_channel_free (PerchRpcChannel *self);
void perch_rpc_channel_close (PerchRpcChannel *self, const GError *reason);
void perch_rpc_channel_call (PerchRpcChannel *self,
                             GTask *task,
                             const char *method,
                             GBytes *params,
                             const char *trace_id,
                             guint timeout_ms);
void perch_rpc_channel_ping (PerchRpcChannel *self, GTask *task, guint timeout_ms);
void perch_rpc_channel_floats (
    PerchRpcChannel *self, GTask *task, const char *handle_id, guint dimensions, guint timeout_ms);

G_END_DECLS
