/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/routes/forward-log.h"

#include <json-glib/json-glib.h>

#include "backend-manager/json-text.h"

static char *
format_fields (const PerchForwardRecord *record, gint64 took_ms)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;

  json_builder_begin_object (builder);
  perch_json_add_text (builder, "method", record->method);
  perch_json_add_text (builder, "backend", record->backend);
  if (record->status != 0)
    {
      json_builder_set_member_name (builder, "status");
      json_builder_add_int_value (builder, record->status);
    }
  json_builder_set_member_name (builder, "took_ms");
  json_builder_add_int_value (builder, took_ms);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  return json_to_string (root, FALSE);
}

/**
 * perch_forward_log:
 * @journal: the log
 * @record: a request that is over
 *
 * Writes a line for it. As many of them come as clients like, so they are subject to the limits of
 * the log, and those that are the same are summed up. Who brings a trace id is to find it, though:
 * that line is written however many there are. It is information: see perch_journal_set_level().
 */
void
perch_forward_log (PerchJournal *journal, const PerchForwardRecord *record)
{
  gint64 took_ms = 0;
  g_autofree char *fields = NULL;
  g_autofree char *message = NULL;
  PerchJournalEntry entry = { 0 };

  g_return_if_fail (PERCH_IS_JOURNAL (journal));
  g_return_if_fail (record != NULL);

  if (perch_journal_get_level (journal) > PERCH_LEVEL_INFO)
    return;
  took_ms = (g_get_monotonic_time () - record->begun_us) / 1000;
  fields = format_fields (record, took_ms);
  message = g_strdup_printf ("%s to %s: %s after %" G_GINT64_FORMAT " ms", record->method,
                             record->backend, record->outcome, took_ms);
  entry = perch_journal_entry_now (PERCH_LEVEL_INFO, message, record->trace_id);
  perch_journal_entry_set_fields (&entry, fields);
  entry.stands_alone = record->brought_trace_id;
  perch_journal_add (journal, &entry);
}
