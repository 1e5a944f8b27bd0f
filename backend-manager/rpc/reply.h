/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _PerchRpcReply PerchRpcReply;

PerchRpcReply *perch_rpc_reply_new (const char *method);
void perch_rpc_reply_free (PerchRpcReply *self);
void perch_rpc_reply_take_header (PerchRpcReply *self, const char *name, const char *value);
gboolean perch_rpc_reply_take_data (PerchRpcReply *self, const guint8 *data, gsize length);
GBytes *perch_rpc_reply_finish (PerchRpcReply *self, const char *reset, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PerchRpcReply, perch_rpc_reply_free)

G_END_DECLS
