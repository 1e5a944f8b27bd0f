/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/approvals/ask-queue.h"
#include "backend-manager/backend.h"

G_BEGIN_DECLS

void perch_backend_ask (PerchBackend *backend,
                        const PerchBackendLine *line,
                        JsonObject *params,
                        PerchAskQueue *asks);

G_END_DECLS
