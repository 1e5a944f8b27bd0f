/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/backend-endpoint.h"

G_DEFINE_BOXED_TYPE (PerchBackendEndpoint,
                     perch_backend_endpoint,
                     perch_backend_endpoint_ref,
                     perch_backend_endpoint_unref)

static PerchBackendEndpoint *
endpoint_new (PerchBackendKind kind, const char *secret)
{
  PerchBackendEndpoint *self = g_new0 (PerchBackendEndpoint, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->kind = kind;
  self->secret = g_strdup (secret);
  return self;
}

/**
 * perch_backend_endpoint_new_for_port:
 * @kind: %PERCH_BACKEND_KIND_HTTP or %PERCH_BACKEND_KIND_RPC
 * @port: TCP port, not 0
 * @secret: (nullable): what the backend wants to see with each call
 * @health_path: path with a leading slash; of no meaning for `rpc`
 *
 * Returns: (transfer full): an endpoint on the loopback address, which is the only one there is
 */
PerchBackendEndpoint *
perch_backend_endpoint_new_for_port (PerchBackendKind kind,
                                     guint16 port,
                                     const char *secret,
                                     const char *health_path)
{
  PerchBackendEndpoint *self = NULL;

  g_return_val_if_fail (kind == PERCH_BACKEND_KIND_HTTP || kind == PERCH_BACKEND_KIND_RPC, NULL);
  g_return_val_if_fail (port != 0, NULL);
  g_return_val_if_fail (health_path != NULL && *health_path == '/', NULL);

  self = endpoint_new (kind, secret);
  self->port = port;
  self->health_path = g_strdup (health_path);
  self->address =
      g_strdup_printf ("%s127.0.0.1:%u", kind == PERCH_BACKEND_KIND_HTTP ? "http://" : "", port);
  return self;
}

/**
 * perch_backend_endpoint_new_for_socket:
 * @path: absolute
 * @secret: (nullable): what the backend wants to see with each call
 *
 * Returns: (transfer full): the endpoint of a `pipe` backend
 */
PerchBackendEndpoint *
perch_backend_endpoint_new_for_socket (const char *path, const char *secret)
{
  PerchBackendEndpoint *self = NULL;

  g_return_val_if_fail (path != NULL && g_path_is_absolute (path), NULL);

  self = endpoint_new (PERCH_BACKEND_KIND_PIPE, secret);
  self->address = g_strdup (path);
  return self;
}

/**
 * perch_backend_endpoint_ref:
 *
 * Returns: (transfer full): @self. May be called from any thread.
 */
PerchBackendEndpoint *
perch_backend_endpoint_ref (PerchBackendEndpoint *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

/**
 * perch_backend_endpoint_unref:
 * @self: (transfer full): an endpoint. May be called from any thread.
 */
void
perch_backend_endpoint_unref (PerchBackendEndpoint *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_free (self->address);
  g_free (self->secret);
  g_free (self->health_path);
  g_free (self);
}
