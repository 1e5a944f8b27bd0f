/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef void (*PerchJournalWrittenFunc) (gpointer user_data);

typedef struct _PerchJournalWriter PerchJournalWriter;

PerchJournalWriter *perch_journal_writer_new (const char *directory,
                                              PerchJournalWrittenFunc func,
                                              gpointer user_data);
void perch_journal_writer_give_back (PerchJournalWriter *self, GString **text, GString **json);
void perch_journal_writer_detach (PerchJournalWriter *self);
gboolean perch_journal_writer_is_running (PerchJournalWriter *self);
gboolean perch_journal_writer_has_rest (PerchJournalWriter *self);
void perch_journal_writer_start (PerchJournalWriter *self, GString **text, GString **json);
gboolean perch_journal_writer_wait (PerchJournalWriter *self, gint64 deadline_us);
GError *perch_journal_writer_collect (PerchJournalWriter *self);

G_END_DECLS
