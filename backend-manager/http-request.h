/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <libsoup/soup.h>

#include "backend-manager/backend-endpoint.h"

G_BEGIN_DECLS

SoupMessage *perch_http_request_new_ping (const PerchBackendEndpoint *endpoint,
                                          const char *client_id,
                                          GError **error);
SoupMessage *perch_http_request_new_call (const PerchBackendEndpoint *endpoint,
                                          const char *client_id,
                                          const char *method,
                                          GBytes *params);
void perch_http_request_set_accepted (SoupMessage *message, const char *types);
void perch_http_request_set_trace (SoupMessage *message, const char *trace_id);

G_END_DECLS
