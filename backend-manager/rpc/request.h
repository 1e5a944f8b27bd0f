/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "backend-manager/rpc/methods.h"

G_BEGIN_DECLS

GBytes *perch_rpc_request_new (const PerchRpcMethod *method, GBytes *params, GError **error);
GBytes *perch_rpc_request_new_any (const char *name, GBytes *params, const char *trace_id);
GBytes *perch_rpc_request_new_floats (const char *handle_id);

G_END_DECLS
