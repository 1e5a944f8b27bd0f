/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "backend-manager/backend.h"

G_BEGIN_DECLS

/* Error codes of JSON-RPC 2.0 (https://www.jsonrpc.org/specification, section 5.1), and below them
 * two of our own. */
#define PERCH_RPC_INVALID_PARAMS (-32602)
#define PERCH_RPC_METHOD_NOT_FOUND (-32601)
#define PERCH_RPC_NOBODY_TO_ASK (-32001)
#define PERCH_RPC_TOO_MANY_QUESTIONS (-32002)

void perch_backend_reply_result (PerchBackend *backend, PerchSlice id, const char *json);
void perch_backend_reply_error (PerchBackend *backend,
                                PerchSlice id,
                                int code,
                                const char *message);

G_END_DECLS
