/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What the module perch-rpc.so offers. It brings HTTP/2 and Protocol Buffers, which nobody needs
 * who has no backend of kind `rpc`, and is loaded with the first of them. Nothing of it knows our
 * GObject types: the program that loads it exports none. */

typedef struct _PerchRpcChannel PerchRpcChannel;

/**
 * PerchRpcApi:
 * @channel_new: makes a channel to a port of 127.0.0.1; it connects when it is asked. @secret is
 *   (nullable), @client says whose handles it is about
 * @channel_free: closes it; no task may be left, see @channel_close
 * @channel_close: fails what is in flight, and what comes after, with a copy of @reason
 * @call: @task (transfer full) returns a #GBytes of JSON, as perch_backend_client_call_finish()
 *   has it. @params and @trace_id are (nullable)
 * @ping: @task (transfer full) returns a boolean
 * @floats: @task (transfer full) returns a #PerchFloats
 *
 * The functions of kind `rpc`. All happens on the thread-default main context; the cancellable of
 * a task ends its waiting.
 */
typedef struct
{
  PerchRpcChannel *(*channel_new) (guint16 port, const char *secret, const char *client);
  void (*channel_free) (PerchRpcChannel *channel);
  void (*channel_close) (PerchRpcChannel *channel, const GError *reason);
  void (*call) (PerchRpcChannel *channel,
                GTask *task,
                const char *method,
                GBytes *params,
                const char *trace_id,
                guint timeout_ms);
  void (*ping) (PerchRpcChannel *channel, GTask *task, guint timeout_ms);
  void (*floats) (PerchRpcChannel *channel,
                  GTask *task,
                  const char *handle_id,
                  guint dimensions,
                  guint timeout_ms);
} PerchRpcApi;

#define PERCH_RPC_MODULE "perch-rpc.so"
#define PERCH_RPC_SYMBOL "perch_rpc_get_api"

typedef const PerchRpcApi *(*PerchRpcGetApi) (void);

const PerchRpcApi *perch_rpc_get_api (void);

G_END_DECLS
