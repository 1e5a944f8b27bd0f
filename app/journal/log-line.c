/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/journal/log-line.h"

#include <string.h>

/* How perch_journal_format_add() writes a line:
 *
 *   2026-01-31T12:34:56.789Z warning source: message trace_id=…
 */

#define TIME_LENGTH (sizeof "2026-01-31T12:34:56.789Z" - 1)
#define LEVEL_LENGTH (sizeof "warning" - 1)
#define HEAD_LENGTH (TIME_LENGTH + 1 + LEVEL_LENGTH + 1)
#define TRACE_KEY " trace_id="

static gboolean
has_head (const char *line, gsize length)
{
  return length > HEAD_LENGTH && line[TIME_LENGTH - 1] == 'Z' && line[TIME_LENGTH] == ' ' &&
         line[HEAD_LENGTH - 1] == ' ' && g_ascii_isdigit (line[0]);
}

static PerchLevel
read_level (const char *text)
{
  const char *end = memchr (text, ' ', LEVEL_LENGTH);

  return perch_level_from_string (text, end != NULL ? (gsize) (end - text) : LEVEL_LENGTH,
                                  PERCH_LEVEL_INFO);
}

/* The trace id is the last word of a line that has one. */
static void
split_trace_id (PerchLogLine *self)
{
  const gsize key_length = strlen (TRACE_KEY);
  const char *space = NULL;
  gsize left = 0;

  if (self->message.length > 0)
    space = memrchr (self->message.text, ' ', self->message.length);
  if (space == NULL)
    return;
  left = (gsize) (self->message.text + self->message.length - space);
  if (left <= key_length || memcmp (space, TRACE_KEY, key_length) != 0)
    return;
  self->trace_id = (PerchSlice){ space + key_length, left - key_length };
  self->message.length -= left;
}

/**
 * perch_log_line_parse:
 * @line: (array length=length): a line of the text log, without its end
 *
 * Returns: its parts
 */
PerchLogLine
perch_log_line_parse (const char *line, gsize length)
{
  PerchLogLine self = { .level = PERCH_LEVEL_INFO, .message = { line, length } };
  const char *source = line + HEAD_LENGTH;
  const char *colon = NULL;

  if (!has_head (line, length))
    return self;
  colon = memchr (source, ':', length - HEAD_LENGTH);
  if (colon == NULL || colon + 1 >= line + length || colon[1] != ' ')
    return self;

  self.time = (PerchSlice){ line, TIME_LENGTH };
  self.level = read_level (line + TIME_LENGTH + 1);
  self.source = (PerchSlice){ source, (gsize) (colon - source) };
  self.message = (PerchSlice){ colon + 2, (gsize) (line + length - colon - 2) };
  split_trace_id (&self);
  return self;
}

/**
 * perch_log_line_has:
 * @part: a part of a line
 *
 * Returns: whether the part is @text
 */
gboolean
perch_log_line_has (const PerchSlice *part, const char *text)
{
  return strlen (text) == part->length &&
         (part->length == 0 || memcmp (part->text, text, part->length) == 0);
}
