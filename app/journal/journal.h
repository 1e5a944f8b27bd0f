/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  PERCH_LEVEL_DEBUG,
  PERCH_LEVEL_INFO,
  PERCH_LEVEL_WARNING,
  PERCH_LEVEL_ERROR,
} PerchLevel;

/**
 * PerchJournalEntry:
 * @when_us: wall clock, microseconds since 1970 UTC
 * @source: who says it: "perch" or a backend's name
 * @message: (array length=message_length): text for people; need not be NUL-terminated
 * @trace_id: (nullable) (array length=trace_id_length): 32 hex digits
 * @fields: (nullable) (array length=fields_length): a JSON object, copied into the JSON log as it
 * is
 *
 * All pointers are only read during perch_journal_add().
 */
typedef struct
{
  gint64 when_us;
  PerchLevel level;
  const char *source;
  const char *message;
  gsize message_length;
  const char *trace_id;
  gsize trace_id_length;
  const char *fields;
  gsize fields_length;
} PerchJournalEntry;

#define PERCH_TYPE_JOURNAL (perch_journal_get_type ())
G_DECLARE_FINAL_TYPE (PerchJournal, perch_journal, PERCH, JOURNAL, GObject)

PerchJournal *perch_journal_new (const char *directory);
void perch_journal_add (PerchJournal *self, const PerchJournalEntry *entry);
void perch_journal_log (PerchJournal *self,
                        PerchLevel level,
                        const char *source,
                        const char *format,
                        ...) G_GNUC_PRINTF (4, 5);
const char *perch_journal_get_problem (PerchJournal *self);
guint64 perch_journal_get_dropped (PerchJournal *self);
void perch_journal_close (PerchJournal *self);
PerchLevel perch_level_from_string (const char *text, gsize length, PerchLevel fallback);
const char *perch_level_to_string (PerchLevel level);

G_END_DECLS
