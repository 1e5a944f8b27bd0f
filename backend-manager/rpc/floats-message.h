/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "backend-manager/floats.h"
#include "backend-manager/rpc/methods.h"

G_BEGIN_DECLS

gboolean perch_rpc_floats_are_answered (const PerchRpcMethod *method);
PerchFloats *perch_rpc_floats_read (const PerchRpcMethod *method, GBytes *message, GError **error);
PerchFloats *perch_rpc_floats_read_in_place (const PerchRpcMethod *method, GBytes *message);
GBytes *perch_rpc_floats_to_json (const PerchFloats *floats, const PerchRpcMethod *method);

G_END_DECLS
