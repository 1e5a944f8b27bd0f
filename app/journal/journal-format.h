/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/journal/journal-entry.h"

G_BEGIN_DECLS

typedef struct _PerchJournalFormat PerchJournalFormat;

PerchJournalFormat *perch_journal_format_new (void);
void perch_journal_format_free (PerchJournalFormat *self);
void perch_journal_format_add (PerchJournalFormat *self,
                               const PerchJournalEntry *entry,
                               GString *text,
                               GString *json);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PerchJournalFormat, perch_journal_format_free)

G_END_DECLS
