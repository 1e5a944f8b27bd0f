/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "backend-manager/backend-client.h"

G_BEGIN_DECLS

#define PERCH_TYPE_HTTP_CLIENT (perch_http_client_get_type ())
G_DECLARE_FINAL_TYPE (PerchHttpClient, perch_http_client, PERCH, HTTP_CLIENT, GObject)

PerchBackendClient *perch_http_client_new (const PerchBackendEndpoint *endpoint);

G_END_DECLS
