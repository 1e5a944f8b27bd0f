/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/journal/journal-entry.h"

#include <string.h>

/**
 * perch_journal_entry_now:
 * @level: how important it is
 * @message: what Perch has to say
 * @trace_id: (nullable): what it belongs to
 *
 * Returns: a line of Perch's own, with the time of now; it points to its arguments
 */
PerchJournalEntry
perch_journal_entry_now (PerchLevel level, const char *message, const char *trace_id)
{
  return (PerchJournalEntry){
    .when_us = g_get_real_time (),
    .level = level,
    .source = "perch",
    .message = message,
    .message_length = strlen (message),
    .trace_id = trace_id,
    .trace_id_length = trace_id != NULL ? strlen (trace_id) : 0,
  };
}

/**
 * perch_journal_entry_set_fields:
 * @self: a line
 * @fields: a valid JSON object without line ends, which must stay as long as the line
 */
void
perch_journal_entry_set_fields (PerchJournalEntry *self, const char *fields)
{
  self->fields = fields;
  self->fields_length = strlen (fields);
}
