/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/journal/token-bucket.h"

G_BEGIN_DECLS

/* Why lines are being dropped. */
typedef enum
{
  PERCH_JOURNAL_DROP_NOTHING,
  PERCH_JOURNAL_DROP_FLOOD,
  PERCH_JOURNAL_DROP_SLOW,
  PERCH_JOURNAL_DROP_BROKEN,
} PerchJournalDrop;

/**
 * PerchJournalGate:
 * @drop: whether lines are being dropped, and why
 * @n_unsaid: how many were dropped since the last note; 0 exactly when @drop is nothing
 * @n_dropped: how many were dropped in all
 *
 * Decides which lines the journal takes. A plain value; perch_journal_gate_init() fills it.
 */
typedef struct
{
  PerchJournalDrop drop;
  guint64 n_unsaid;
  guint64 n_dropped;
  /*< private >*/
  PerchTokenBucket bucket;
} PerchJournalGate;

void perch_journal_gate_init (PerchJournalGate *self, gint64 now_us);
gboolean perch_journal_gate_pass (PerchJournalGate *self,
                                  gsize length,
                                  gsize waiting,
                                  gboolean broken);
gboolean perch_journal_gate_pass_own (PerchJournalGate *self, gsize waiting, gboolean broken);
void perch_journal_gate_tick (PerchJournalGate *self, gint64 now_us);
gboolean perch_journal_gate_may_resume (PerchJournalGate *self, gsize waiting);
char *perch_journal_gate_resume (PerchJournalGate *self);

G_END_DECLS
