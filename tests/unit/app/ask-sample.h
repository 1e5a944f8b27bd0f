/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/approvals/ask-queue.h"

G_BEGIN_DECLS

PerchAskQueue *ask_sample_queue (guint max_pending);
PerchAsk *ask_sample_put (PerchAskQueue *queue, const char *prompt, guint timeout_ms);
gboolean ask_sample_answer (PerchAskQueue *queue, PerchAsk *ask, gboolean approved);
JsonObject *ask_sample_json (PerchAsk *ask);

G_END_DECLS
