/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/approvals/ask-queue.h"
#include "app/server/request.h"

G_BEGIN_DECLS

JsonNode *perch_ask_reply_parse_object (PerchRequest *request);
PerchAsk *perch_ask_reply_find (PerchRequest *request, PerchAskQueue *queue);
JsonBuilder *perch_ask_reply_begin (void);
void perch_ask_reply_result (PerchRequest *request, PerchAsk *ask);
void perch_ask_reply_whole (PerchRequest *request, guint status, PerchAsk *ask);
gboolean perch_ask_reply_if_gone (PerchRequest *request);
void perch_ask_reply_refusal (PerchRequest *request, const GError *error);

G_END_DECLS
