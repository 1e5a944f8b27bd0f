/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gio/gio.h>

#include "backend-manager/backend-endpoint.h"
#include "backend-manager/floats.h"

G_BEGIN_DECLS

#define PERCH_TYPE_BACKEND_CLIENT (perch_backend_client_get_type ())
G_DECLARE_INTERFACE (PerchBackendClient, perch_backend_client, PERCH, BACKEND_CLIENT, GObject)

/**
 * PerchBackendClientInterface:
 * @call_async: returns a #GTask of @self with a #GBytes, or with %NULL and an error
 * @ping_async: returns a #GTask of @self with a boolean
 * @floats_async: returns a #GTask of @self with a #PerchFloats, or with %NULL and an error; whoever
 *   does not implement it has the numbers come as JSON
 * @close: fails what is in flight with a copy of @reason, and what comes after as well
 *
 * What a kind of backend implements; the functions of the same names say what each has to do.
 */
struct _PerchBackendClientInterface
{
  GTypeInterface parent_iface;

  void (*call_async) (PerchBackendClient *self,
                      const char *method,
                      GBytes *params,
                      const char *trace_id,
                      guint timeout_ms,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data);
  void (*ping_async) (PerchBackendClient *self,
                      guint timeout_ms,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data);
  void (*floats_async) (PerchBackendClient *self,
                        const char *handle_id,
                        guint dimensions,
                        guint timeout_ms,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data);
  void (*close) (PerchBackendClient *self, const GError *reason);
};

PerchBackendClient *perch_backend_client_new (const PerchBackendEndpoint *endpoint,
                                              const char *rpc_module,
                                              GError **error);
void perch_backend_client_call_async (PerchBackendClient *self,
                                      const char *method,
                                      GBytes *params,
                                      const char *trace_id,
                                      guint timeout_ms,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
GBytes *perch_backend_client_call_finish (PerchBackendClient *self,
                                          GAsyncResult *result,
                                          GError **error);
void perch_backend_client_ping_async (PerchBackendClient *self,
                                      guint timeout_ms,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
gboolean perch_backend_client_ping_finish (PerchBackendClient *self,
                                           GAsyncResult *result,
                                           GError **error);
void perch_backend_client_floats_async (PerchBackendClient *self,
                                        const char *handle_id,
                                        guint dimensions,
                                        guint timeout_ms,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data);
GBytes *perch_backend_client_floats_finish (
    PerchBackendClient *self, GAsyncResult *result, guint *rows, guint *columns, GError **error);
void perch_backend_client_close (PerchBackendClient *self, const GError *reason);

G_END_DECLS
