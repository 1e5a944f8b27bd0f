/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/approvals/ask-queue.h"
#include "app/indicators.h"
#include "app/journal/journal.h"
#include "app/notifier.h"
#include "backend-manager/backend.h"

G_BEGIN_DECLS

void perch_backend_request_answer (PerchBackend *backend,
                                   const PerchBackendLine *line,
                                   PerchNotifier *notifier,
                                   PerchJournal *journal,
                                   PerchIndicators *indicators,
                                   PerchAskQueue *asks);

G_END_DECLS
