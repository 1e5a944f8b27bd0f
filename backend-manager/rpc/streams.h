/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "backend-manager/rpc/connection.h"

G_BEGIN_DECLS

/* A request and its answer on a connection. @id is its number in HTTP/2. */
struct _PerchRpcStream
{
  gint32 id;
  GBytes *body; /* (owned): of the request */
  gsize n_sent; /* bytes of @body */
  PerchRpcReply *reply; /* (owned) */
  GBytes *message; /* (owned) (nullable): what has come of it, when it has ended */
  GError *error; /* (owned) (nullable) */
  PerchRpcStreamFunc func;
  gpointer user_data; /* for @func */
};

/* The streams of a connection, and what HTTP/2 has to do with them. A stream is in @open until it
 * has ended, and then in @ended until its function was called: that can't be done while nghttp2 is
 * at work, since the function may begin or free whatever it likes. */
typedef struct
{
  nghttp2_session *session; /* (owned) */
  GQueue open; /* (owned) (element-type PerchRpcStream) */
  GQueue ended; /* (owned) (element-type PerchRpcStream) */
  gboolean greeted; /* the server speaks HTTP/2: its settings have come */
  gboolean leaving; /* the server takes no new streams */
} PerchRpcStreams;

void perch_rpc_streams_init (PerchRpcStreams *self);
void perch_rpc_streams_clear (PerchRpcStreams *self);
PerchRpcStream *perch_rpc_streams_begin (PerchRpcStreams *self,
                                         const nghttp2_nv *headers,
                                         gsize n_headers,
                                         GBytes *body,
                                         PerchRpcReply *reply,
                                         PerchRpcStreamFunc func,
                                         gpointer user_data);
void perch_rpc_streams_give_up (PerchRpcStreams *self, PerchRpcStream *stream);
void perch_rpc_streams_fail_all (PerchRpcStreams *self, const GError *error);
gboolean perch_rpc_streams_hand_over (PerchRpcStreams *self);

G_END_DECLS
