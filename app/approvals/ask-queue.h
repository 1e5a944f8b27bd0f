/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/approvals/approvals-error.h"
#include "app/approvals/ask.h"

G_BEGIN_DECLS

/* How many questions may be pending; more are refused. */
#define PERCH_ASK_QUEUE_MAX_PENDING 1000

#define PERCH_TYPE_ASK_QUEUE (perch_ask_queue_get_type ())
G_DECLARE_FINAL_TYPE (PerchAskQueue, perch_ask_queue, PERCH, ASK_QUEUE, GObject)

PerchAskQueue *perch_ask_queue_new (guint max_pending);
PerchAsk *perch_ask_queue_add (PerchAskQueue *self,
                               const PerchAskQuestion *question,
                               GError **error);
PerchAsk *perch_ask_queue_lookup (PerchAskQueue *self, const char *id);
PerchAsk *perch_ask_queue_peek (PerchAskQueue *self);
guint perch_ask_queue_get_n_pending (PerchAskQueue *self);
GPtrArray *perch_ask_queue_list (PerchAskQueue *self);
void perch_ask_queue_expect_answers (PerchAskQueue *self);
gboolean perch_ask_queue_answer (PerchAskQueue *self,
                                 PerchAsk *ask,
                                 const PerchAskAnswer *answer,
                                 GError **error);
void perch_ask_withdraw (PerchAsk *self);

G_END_DECLS
