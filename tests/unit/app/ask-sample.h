/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/approvals/standing-answers.h"
#include "tests/unit/backend-manager/scratch.h"

G_BEGIN_DECLS

/* Questions with all that stands behind them: a folder with the settings and the log. */
typedef struct
{
  PerchScratch scratch;
  PerchSettings *settings; /* (owned) */
  PerchJournal *journal; /* (owned) */
  PerchAskQueue *asks; /* (owned) */
  PerchStandingAnswers *standing; /* (owned) */
} AskSample;

#define ASK_SAMPLE_FILE "standing-answers.json"

void ask_sample_init (AskSample *sample, const char *standing_settings);
void ask_sample_clear (AskSample *sample);
PerchAskQueue *ask_sample_queue (guint max_pending);
PerchAsk *ask_sample_put (PerchAskQueue *queue, const char *prompt, guint timeout_ms);
gboolean ask_sample_answer (PerchAskQueue *queue, PerchAsk *ask, gboolean approved);
JsonObject *ask_sample_json (PerchAsk *ask);

G_END_DECLS
