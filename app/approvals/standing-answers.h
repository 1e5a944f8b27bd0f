/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/approvals/ask-queue.h"
#include "app/approvals/standing-answer.h"
#include "app/config/settings.h"
#include "app/journal/journal.h"

G_BEGIN_DECLS

/* How long a standing answer may hold, in seconds. */
#define PERCH_STANDING_MAX_S (30 * 24 * 3600)

#define PERCH_TYPE_STANDING_ANSWERS (perch_standing_answers_get_type ())
G_DECLARE_FINAL_TYPE (
    PerchStandingAnswers, perch_standing_answers, PERCH, STANDING_ANSWERS, GObject)

PerchStandingAnswers *perch_standing_answers_new (PerchSettings *settings,
                                                  PerchAskQueue *asks,
                                                  PerchJournal *journal);
PerchAskQueue *perch_standing_answers_get_asks (PerchStandingAnswers *self);
gboolean perch_standing_answers_is_enabled (PerchStandingAnswers *self);
gboolean perch_standing_answers_give (PerchStandingAnswers *self,
                                      PerchAsk *ask,
                                      PerchStandingScope scope,
                                      guint seconds,
                                      GError **error);
void perch_standing_answers_revoke_async (PerchStandingAnswers *self,
                                          const char *id,
                                          GAsyncReadyCallback callback,
                                          gpointer user_data);
gboolean perch_standing_answers_revoke_finish (PerchStandingAnswers *self,
                                               GAsyncResult *result,
                                               GError **error);
void perch_standing_answers_add_json (PerchStandingAnswers *self, JsonBuilder *builder);

G_END_DECLS
