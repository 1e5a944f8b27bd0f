/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>
#include <nghttp2/nghttp2.h>

G_BEGIN_DECLS

/* Room for all that perch_rpc_headers_list() fills in. */
#define PERCH_RPC_MAX_HEADERS 12

typedef struct _PerchRpcHeaders PerchRpcHeaders;

PerchRpcHeaders *perch_rpc_headers_new (guint16 port, const char *secret, const char *client);
void perch_rpc_headers_free (PerchRpcHeaders *self);
gsize perch_rpc_headers_list (PerchRpcHeaders *self,
                              const char *path,
                              const char *trace_id,
                              guint timeout_ms,
                              nghttp2_nv *list);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PerchRpcHeaders, perch_rpc_headers_free)

G_END_DECLS
