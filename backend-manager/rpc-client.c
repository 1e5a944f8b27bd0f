/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/rpc-client.h"

#include "backend-manager/rpc-module.h"

/* The kind `rpc`: all that it does is in a module, see rpc-api.h. Each task has a reference to its
 * client, so no task is left when @channel goes. */
struct _PerchRpcClient
{
  GObject parent_instance;
  const PerchRpcApi *api; /* of a module that stays loaded */
  PerchRpcChannel *channel; /* (owned) */
};

static void perch_rpc_client_iface_init (PerchBackendClientInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (PerchRpcClient,
                               perch_rpc_client,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (PERCH_TYPE_BACKEND_CLIENT,
                                                      perch_rpc_client_iface_init))

static void
perch_rpc_client_call_async (PerchBackendClient *client,
                             const char *method,
                             GBytes *params,
                             const char *trace_id,
                             guint timeout_ms,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  PerchRpcClient *self = PERCH_RPC_CLIENT (client);
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, perch_rpc_client_call_async);
  self->api->call (self->channel, task, method, params, trace_id, timeout_ms);
}

static void
perch_rpc_client_ping_async (PerchBackendClient *client,
                             guint timeout_ms,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  PerchRpcClient *self = PERCH_RPC_CLIENT (client);
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, perch_rpc_client_ping_async);
  self->api->ping (self->channel, task, timeout_ms);
}

static void
perch_rpc_client_floats_async (PerchBackendClient *client,
                               const char *handle_id,
                               guint dimensions,
                               guint timeout_ms,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  PerchRpcClient *self = PERCH_RPC_CLIENT (client);
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, perch_rpc_client_floats_async);
  self->api->floats (self->channel, task, handle_id, dimensions, timeout_ms);
}

static void
perch_rpc_client_close (PerchBackendClient *client, const GError *reason)
{
  g_autoptr (PerchRpcClient) self = g_object_ref (PERCH_RPC_CLIENT (client));

  self->api->channel_close (self->channel, reason);
}

static void
perch_rpc_client_iface_init (PerchBackendClientInterface *iface)
{
  iface->call_async = perch_rpc_client_call_async;
  iface->ping_async = perch_rpc_client_ping_async;
  iface->floats_async = perch_rpc_client_floats_async;
  iface->close = perch_rpc_client_close;
}

static void
perch_rpc_client_finalize (GObject *object)
{
  PerchRpcClient *self = PERCH_RPC_CLIENT (object);

  if (self->channel != NULL)
    self->api->channel_free (self->channel);
  G_OBJECT_CLASS (perch_rpc_client_parent_class)->finalize (object);
}

static void
perch_rpc_client_class_init (PerchRpcClientClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = perch_rpc_client_finalize;
}

static void
perch_rpc_client_init (PerchRpcClient *self)
{
}

/**
 * perch_rpc_client_new:
 * @endpoint: of kind %PERCH_BACKEND_KIND_RPC
 * @module: (nullable): path of perch-rpc.so
 * @error: as perch_rpc_module_load()
 *
 * Returns: (transfer full) (nullable): the client of a backend of kind `rpc`; it connects when it
 *   is asked
 */
PerchBackendClient *
perch_rpc_client_new (const PerchBackendEndpoint *endpoint, const char *module, GError **error)
{
  const PerchRpcApi *api = NULL;
  PerchRpcClient *self = NULL;
  g_autofree char *id = NULL;

  g_return_val_if_fail (endpoint != NULL && endpoint->kind == PERCH_BACKEND_KIND_RPC, NULL);

  api = perch_rpc_module_load (module, error);
  if (api == NULL)
    return NULL;
  id = g_uuid_string_random ();
  self = g_object_new (PERCH_TYPE_RPC_CLIENT, NULL);
  self->api = api;
  self->channel = api->channel_new (endpoint->port, endpoint->secret, id);
  return PERCH_BACKEND_CLIENT (self);
}
