/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gio/gio.h>

#include "backend-manager/backend-kind.h"

G_BEGIN_DECLS

/**
 * PerchBackendEndpoint:
 * @kind: never %PERCH_BACKEND_KIND_STDIO, which needs no address
 * @address: where it listens: `http://127.0.0.1:PORT` for `http`, the absolute path of a socket for
 *   `pipe`, `127.0.0.1:PORT` for `rpc`
 * @port: the one in @address; 0 for `pipe`
 * @secret: (nullable): what Perch shows the backend with each call; %NULL when it asks for none
 * @health_path: path that is asked for when an `http` backend is to say that it is well
 *
 * Where one run of a backend is reached. Immutable: read the fields, never write them.
 */
typedef struct
{
  PerchBackendKind kind;
  char *address;
  guint16 port;
  char *secret;
  char *health_path;
  /*< private >*/
  gatomicrefcount ref_count;
} PerchBackendEndpoint;

#define PERCH_TYPE_BACKEND_ENDPOINT (perch_backend_endpoint_get_type ())
GType perch_backend_endpoint_get_type (void);

PerchBackendEndpoint *perch_backend_endpoint_new_for_port (PerchBackendKind kind,
                                                           guint16 port,
                                                           const char *secret,
                                                           const char *health_path);
PerchBackendEndpoint *perch_backend_endpoint_new_for_socket (const char *path, const char *secret);
PerchBackendEndpoint *perch_backend_endpoint_ref (PerchBackendEndpoint *self);
void perch_backend_endpoint_unref (PerchBackendEndpoint *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PerchBackendEndpoint, perch_backend_endpoint_unref)

G_END_DECLS
