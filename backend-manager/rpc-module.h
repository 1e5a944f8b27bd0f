/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "backend-manager/rpc-api.h"

G_BEGIN_DECLS

const PerchRpcApi *perch_rpc_module_load (const char *path, GError **error);

G_END_DECLS
