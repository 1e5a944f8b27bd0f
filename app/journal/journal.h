/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gio/gio.h>

#include "app/journal/journal-entry.h"

G_BEGIN_DECLS

#define PERCH_TYPE_JOURNAL (perch_journal_get_type ())
G_DECLARE_FINAL_TYPE (PerchJournal, perch_journal, PERCH, JOURNAL, GObject)

PerchJournal *perch_journal_new (const char *directory);
void perch_journal_add (PerchJournal *self, const PerchJournalEntry *entry);
void perch_journal_add_own (PerchJournal *self, const PerchJournalEntry *entry);
void perch_journal_log (PerchJournal *self,
                        PerchLevel level,
                        const char *source,
                        const char *format,
                        ...) G_GNUC_PRINTF (4, 5);
void perch_journal_note (PerchJournal *self, const char *source, const char *format, ...)
    G_GNUC_PRINTF (3, 4);
void perch_journal_set_level (PerchJournal *self, PerchLevel level);
PerchLevel perch_journal_get_level (PerchJournal *self);
void perch_journal_add_secret (PerchJournal *self, const char *secret);
const char *perch_journal_get_problem (PerchJournal *self);
guint64 perch_journal_get_taken (PerchJournal *self);
guint64 perch_journal_get_dropped (PerchJournal *self);
void perch_journal_close (PerchJournal *self);

G_END_DECLS
