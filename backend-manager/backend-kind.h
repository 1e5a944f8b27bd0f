/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * PerchBackendKind:
 * @PERCH_BACKEND_KIND_STDIO: JSON lines on its stdin and stdout
 * @PERCH_BACKEND_KIND_HTTP: HTTP on a TCP port of this machine
 * @PERCH_BACKEND_KIND_PIPE: JSON lines on a Unix socket
 * @PERCH_BACKEND_KIND_RPC: gRPC on a TCP port of this machine
 *
 * How a backend is talked to.
 */
typedef enum
{
  PERCH_BACKEND_KIND_STDIO,
  PERCH_BACKEND_KIND_HTTP,
  PERCH_BACKEND_KIND_PIPE,
  PERCH_BACKEND_KIND_RPC,
} PerchBackendKind;

const char *perch_backend_kind_to_string (PerchBackendKind kind);

G_END_DECLS
