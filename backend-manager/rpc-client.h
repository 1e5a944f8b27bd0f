/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "backend-manager/backend-client.h"

G_BEGIN_DECLS

#define PERCH_TYPE_RPC_CLIENT (perch_rpc_client_get_type ())
G_DECLARE_FINAL_TYPE (PerchRpcClient, perch_rpc_client, PERCH, RPC_CLIENT, GObject)

PerchBackendClient *perch_rpc_client_new (const PerchBackendEndpoint *endpoint,
                                          const char *module,
                                          GError **error);

G_END_DECLS
