/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "backend-manager/backend-client.h"
#include "client/perch-client.h"

G_BEGIN_DECLS

#define PERCH_TYPE_RELAY_CLIENT (perch_relay_client_get_type ())
G_DECLARE_FINAL_TYPE (PerchRelayClient, perch_relay_client, PERCH, RELAY_CLIENT, GObject)

PerchBackendClient *perch_relay_client_new (PerchClient *perch, const char *backend);

G_END_DECLS
