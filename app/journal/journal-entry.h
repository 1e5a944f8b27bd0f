/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/journal/level.h"

G_BEGIN_DECLS

/**
 * PerchJournalEntry:
 * @when_us: wall clock, microseconds since 1970 UTC
 * @source: who says it: "perch" or a backend's name
 * @message: (array length=message_length): text for people; need not be NUL-terminated, nor valid
 * @message_is_json: @message is the inside of a valid JSON string, with its escapes; the JSON log
 *   then gets it as it is
 * @trace_id: (nullable) (array length=trace_id_length): 32 hex digits, or whatever a backend has
 *   for it
 * @trace_id_is_json: as @message_is_json
 * @fields: (nullable) (array length=fields_length): a valid JSON object without line ends; the
 *   JSON log gets it as it is
 * @stands_alone: is taken however many lines there are, and however many that say the same
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
  gboolean message_is_json;
  const char *trace_id;
  gsize trace_id_length;
  gboolean trace_id_is_json;
  const char *fields;
  gsize fields_length;
  gboolean stands_alone;
} PerchJournalEntry;

PerchJournalEntry perch_journal_entry_now (PerchLevel level,
                                           const char *message,
                                           const char *trace_id);
void perch_journal_entry_set_fields (PerchJournalEntry *self, const char *fields);

G_END_DECLS
