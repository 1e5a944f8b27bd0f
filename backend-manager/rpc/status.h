/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Codes of gRPC that mean something to us. */
#define PERCH_RPC_OK 0
#define PERCH_RPC_UNKNOWN 2
#define PERCH_RPC_UNIMPLEMENTED 12

GError *perch_rpc_status_new_error (guint code, const char *message);
guint perch_rpc_status_from_http (guint http_status);

G_END_DECLS
