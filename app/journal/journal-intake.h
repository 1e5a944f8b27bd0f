/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/journal/journal-entry.h"
#include "app/journal/journal-gate.h"

G_BEGIN_DECLS

typedef struct _PerchJournalIntakeParts PerchJournalIntakeParts;

/**
 * PerchJournalIntake:
 * @text: (owned): lines that wait for the text log
 * @json: (owned): lines that wait for the JSON log
 * @n_taken: how many lines have got into them so far
 * @broken: the log can't be written at the moment
 * @gate: which lines are taken; to be read only
 *
 * What an entry goes through on its way into the two buffers. A plain value;
 * perch_journal_intake_init() fills it.
 */
typedef struct
{
  GString *text;
  GString *json;
  guint64 n_taken;
  gboolean broken;
  PerchJournalGate gate;
  /*< private >*/
  PerchJournalIntakeParts *parts;
} PerchJournalIntake;

void perch_journal_intake_init (PerchJournalIntake *self, gsize buffer_bytes);
void perch_journal_intake_clear (PerchJournalIntake *self);
void perch_journal_intake_add_secret (PerchJournalIntake *self, const char *secret);
void perch_journal_intake_add (PerchJournalIntake *self, const PerchJournalEntry *entry);
void perch_journal_intake_add_own (PerchJournalIntake *self, const PerchJournalEntry *entry);
void perch_journal_intake_resume (PerchJournalIntake *self);
void perch_journal_intake_tell (PerchJournalIntake *self, gboolean all);
gboolean perch_journal_intake_has_untold (const PerchJournalIntake *self);

/* Returns: bytes in the buffers */
static inline gsize
perch_journal_intake_get_waiting (const PerchJournalIntake *self)
{
  return self->text->len + self->json->len;
}

G_END_DECLS
