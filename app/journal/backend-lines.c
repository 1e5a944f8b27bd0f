/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/journal/backend-lines.h"

#include <string.h>

#define MAX_SUMMARY 256
#define MAX_LEVEL_WORD 16
#define TRUNCATED "{\"truncated\":true}"

/* What stands before the name of a message, in words for people. */
static const char *const kinds[] = {
  [PERCH_MESSAGE_TEXT] = "",           [PERCH_MESSAGE_RECORD] = "",
  [PERCH_MESSAGE_STATUS] = "status",   [PERCH_MESSAGE_EVENT] = "event",
  [PERCH_MESSAGE_REQUEST] = "request", [PERCH_MESSAGE_NOTIFICATION] = "notification",
  [PERCH_MESSAGE_ANSWER] = "answer",
};
G_STATIC_ASSERT (G_N_ELEMENTS (kinds) == PERCH_MESSAGE_ANSWER + 1);

/* A line of stderr is an error only when it says so: "ERROR: …", "[warning] …", "WARNING:root:…",
 * "INFO:     …". */
static PerchLevel
level_of_text (const PerchLine *line)
{
  gsize start = line->length > 0 && line->text[0] == '[';
  gsize end = start;

  while (end < line->length && end < MAX_LEVEL_WORD && g_ascii_isalpha (line->text[end]))
    end++;
  if (end == start || end == line->length || line->text[end] != (start > 0 ? ']' : ':'))
    return PERCH_LEVEL_INFO;
  return perch_level_from_string (line->text + start, end - start, PERCH_LEVEL_INFO);
}

static void
fill_text (PerchJournalEntry *entry, const PerchBackendLine *line)
{
  entry->level =
      line->stream == PERCH_STREAM_STDERR ? level_of_text (&line->line) : PERCH_LEVEL_INFO;
  entry->message = line->line.text;
  entry->message_length = line->line.length;
  if (line->line.truncated)
    {
      entry->fields = TRUNCATED;
      entry->fields_length = strlen (TRUNCATED);
    }
}

static void
fill_object (PerchJournalEntry *entry, const PerchBackendLine *line)
{
  const PerchSlice *trace_id = &line->message.trace_id;

  entry->message_is_json = TRUE;
  entry->trace_id_is_json = TRUE;
  entry->trace_id = trace_id->text;
  entry->trace_id_length = trace_id->length;
  entry->fields = line->line.text;
  entry->fields_length = line->line.length;
}

/* A record without a message is shown as it is. */
static void
fill_record (PerchJournalEntry *entry, const PerchBackendLine *line)
{
  const PerchMessage *message = &line->message;

  fill_object (entry, line);
  entry->level =
      perch_level_from_string (message->level.text, message->level.length, PERCH_LEVEL_INFO);
  if (message->message.text != NULL)
    {
      entry->message = message->message.text;
      entry->message_length = message->message.length;
    }
  else
    {
      entry->message = line->line.text;
      entry->message_length = line->line.length;
      entry->message_is_json = FALSE;
    }
}

/* "event saved", "request ui.ask": the rest is in the fields. A name that is too long for a summary
 * is in them too. */
static void
fill_message (PerchJournalEntry *entry, const PerchBackendLine *line, char *summary)
{
  const PerchMessage *message = &line->message;
  const char *kind = kinds[message->kind];
  gsize length = strlen (kind);

  fill_object (entry, line);
  entry->level = message->kind == PERCH_MESSAGE_STATUS ? PERCH_LEVEL_INFO : PERCH_LEVEL_DEBUG;
  memcpy (summary, kind, length);
  if (message->name.text != NULL && length + 1 + message->name.length <= MAX_SUMMARY)
    {
      summary[length] = ' ';
      memcpy (summary + length + 1, message->name.text, message->name.length);
      length += 1 + message->name.length;
    }
  entry->message = summary;
  entry->message_length = length;
}

/**
 * perch_journal_add_backend_lines:
 * @source: the backend's name
 * @when_us: when they came: wall clock, microseconds since 1970 UTC
 * @lines: (array length=n_lines): as #PerchBackend::lines hands them over
 *
 * Adds what a backend has written. Text is level info, or what a line of stderr says about itself;
 * a structured record has its own level and message; events, status words and JSON-RPC have a
 * short summary. The whole object of a line that was one is in the JSON log, under `fields`.
 */
void
perch_journal_add_backend_lines (PerchJournal *self,
                                 const char *source,
                                 gint64 when_us,
                                 const PerchBackendLine *lines,
                                 gsize n_lines)
{
  char summary[MAX_SUMMARY];

  for (gsize i = 0; i < n_lines; i++)
    {
      const PerchBackendLine *line = &lines[i];
      PerchJournalEntry entry = { .when_us = when_us, .source = source };

      switch (line->message.kind)
        {
        case PERCH_MESSAGE_TEXT:
          fill_text (&entry, line);
          break;
        case PERCH_MESSAGE_RECORD:
          fill_record (&entry, line);
          break;
        case PERCH_MESSAGE_STATUS:
        case PERCH_MESSAGE_EVENT:
        case PERCH_MESSAGE_REQUEST:
        case PERCH_MESSAGE_NOTIFICATION:
        case PERCH_MESSAGE_ANSWER:
        default:
          fill_message (&entry, line, summary);
          break;
        }
      perch_journal_add (self, &entry);
    }
}
