/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "backend-manager/rpc/methods.h"

G_BEGIN_DECLS

GBytes *perch_rpc_result_read (const PerchRpcMethod *method, GBytes *message, GError **error);
gboolean perch_rpc_result_check_health (GBytes *message, GError **error);

G_END_DECLS
