/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/journal/journal-format.h"

#include <string.h>

#include "app/journal/journal-escape.h"
#include "backend-manager/json-scan.h"

#define JSON_START "{\"timestamp\":\""
#define SECOND_LENGTH (sizeof "2026-01-31T12:34:56" - 1)

/* What stands before the message is the same for most lines of a batch, so it is kept: @text_head
 * and @json_head are right for @ms, @level and @source. @ms is -1 as long as there is none.
 * @second_text is right for the second that @ms lies in. */
struct _PerchJournalFormat
{
  gint64 ms; /* since 1970 */
  PerchLevel level;
  char second_text[SECOND_LENGTH + 1];
  GString *source; /* (owned) */
  GString *text_head; /* (owned) */
  GString *json_head; /* (owned) */
};

/**
 * perch_journal_format_new:
 *
 * Writes entries as lines of the two logs.
 *
 * Returns: (transfer full): a formatter, to be freed with perch_journal_format_free()
 */
PerchJournalFormat *
perch_journal_format_new (void)
{
  PerchJournalFormat *self = g_new0 (PerchJournalFormat, 1);

  self->ms = -1;
  self->source = g_string_new (NULL);
  self->text_head = g_string_new (NULL);
  self->json_head = g_string_new (NULL);
  return self;
}

/**
 * perch_journal_format_free:
 * @self: (transfer full): a formatter
 */
void
perch_journal_format_free (PerchJournalFormat *self)
{
  g_return_if_fail (self != NULL);

  g_string_free (self->source, TRUE);
  g_string_free (self->text_head, TRUE);
  g_string_free (self->json_head, TRUE);
  g_free (self);
}

static void
set_time (PerchJournalFormat *self, gint64 ms)
{
  if (self->ms < 0 || ms / 1000 != self->ms / 1000)
    {
      g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (ms / 1000);
      g_autofree char *text = NULL;

      if (time != NULL) /* %NULL in the year 10000 */
        text = g_date_time_format (time, "%Y-%m-%dT%H:%M:%S");
      g_strlcpy (self->second_text, text != NULL ? text : "9999-12-31T23:59:59",
                 sizeof self->second_text);
    }
  self->ms = ms;
}

/* In heads that are right but for the millisecond. */
static void
set_fraction (char *digits, int fraction)
{
  digits[0] = (char) ('0' + fraction / 100);
  digits[1] = (char) ('0' + fraction / 10 % 10);
  digits[2] = (char) ('0' + fraction % 10);
}

static void
set_head (PerchJournalFormat *self, gint64 ms, PerchLevel level, const char *source)
{
  const char *level_text = perch_level_to_string (level);
  int fraction = ms % 1000;

  if (self->ms >= 0 && ms / 1000 == self->ms / 1000 && level == self->level &&
      strcmp (source, self->source->str) == 0)
    {
      set_fraction (self->text_head->str + SECOND_LENGTH + 1, fraction);
      set_fraction (self->json_head->str + strlen (JSON_START) + SECOND_LENGTH + 1, fraction);
      self->ms = ms;
      return;
    }

  if (ms != self->ms)
    set_time (self, ms);
  self->level = level;
  g_string_assign (self->source, source);

  g_string_printf (self->text_head, "%s.%03dZ %-7s ", self->second_text, fraction, level_text);
  perch_journal_append_text (self->text_head, source, strlen (source));
  g_string_append (self->text_head, ": ");

  g_string_printf (self->json_head, JSON_START "%s.%03dZ\",\"level\":\"%s\",\"source\":\"",
                   self->second_text, fraction, level_text);
  perch_journal_append_json (self->json_head, source, strlen (source));
  g_string_append (self->json_head, "\",\"message\":\"");
}

/* A string of an entry. @plain: it is the same in both logs. */
typedef struct
{
  const char *text;
  gsize length;
  gboolean is_json;
  gboolean plain;
} String;

static String
look_at (const char *text, gsize length, gboolean is_json)
{
  if (text == NULL)
    text = "";
  return (String){ text, length, is_json, perch_journal_is_plain (text, length) };
}

/* g_string_append_len() is too slow for pieces as small as these. The callers have reserved what
 * they put. */
static inline void
put (GString *out, const char *text, gsize length)
{
  memcpy (out->str + out->len, text, length);
  out->len += length;
}

#define PUT_LITERAL(out, text) put ((out), (text), sizeof (text) - 1)

/* Makes sure that @length bytes and what we put around them fit into @out. */
static inline void
reserve (GString *out, gsize length)
{
  gsize used = out->len;

  length += 64;
  if (out->allocated_len - used <= length)
    {
      g_string_set_size (out, used + length);
      out->len = used;
    }
}

static void
put_text (GString *text, const String *string)
{
  PerchSlice slice = { string->text, string->length };
  g_autofree char *unescaped = NULL;

  if (string->plain)
    put (text, string->text, string->length);
  else if (!string->is_json || memchr (string->text, '\\', string->length) == NULL)
    perch_journal_append_text (text, string->text, string->length);
  else
    {
      unescaped = perch_slice_dup_string (slice);
      perch_journal_append_text (text, unescaped, strlen (unescaped));
    }
}

static void
put_json (GString *json, const String *string)
{
  if (string->plain || string->is_json)
    put (json, string->text, string->length);
  else
    perch_journal_append_json (json, string->text, string->length);
}

/**
 * perch_journal_format_add:
 * @text: gets the line for the text log
 * @json: gets the line for the JSON log
 *
 * Appends @entry to both logs. The message is one line in the text log, whatever is in it.
 */
void
perch_journal_format_add (PerchJournalFormat *self,
                          const PerchJournalEntry *entry,
                          GString *text,
                          GString *json)
{
  String message;
  String trace_id;

  g_return_if_fail (entry->source != NULL);
  g_return_if_fail (entry->message != NULL || entry->message_length == 0);

  set_head (self, MAX (entry->when_us, 0) / 1000, entry->level, entry->source);

  message = look_at (entry->message, entry->message_length, entry->message_is_json);
  trace_id = look_at (entry->trace_id, entry->trace_id_length, entry->trace_id_is_json);

  reserve (text, self->text_head->len + message.length + trace_id.length);
  put (text, self->text_head->str, self->text_head->len);
  put_text (text, &message);
  reserve (json, self->json_head->len + message.length + trace_id.length + entry->fields_length);
  put (json, self->json_head->str, self->json_head->len);
  put_json (json, &message);

  /* Escapes may have used up what was reserved. */
  reserve (text, trace_id.length);
  reserve (json, trace_id.length + entry->fields_length);
  if (entry->trace_id != NULL)
    {
      PUT_LITERAL (text, " trace_id=");
      put_text (text, &trace_id);
      PUT_LITERAL (json, "\",\"trace_id\":\"");
      put_json (json, &trace_id);
      reserve (text, 0);
      reserve (json, entry->fields_length);
    }

  PUT_LITERAL (text, "\n");
  if (entry->fields != NULL)
    {
      PUT_LITERAL (json, "\",\"fields\":");
      put (json, entry->fields, entry->fields_length);
      PUT_LITERAL (json, "}\n");
    }
  else
    {
      PUT_LITERAL (json, "\"}\n");
    }
  text->str[text->len] = '\0';
  json->str[json->len] = '\0';
}
