/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/journal/log-query.h"

#include <string.h>

/* A text to be found in any case. Most are ASCII, for which a regular expression would take many
 * times as long. Both fields are %NULL when there is nothing to find. */
typedef struct
{
  GRegex *regex; /* (owned) (nullable) */
  char *ascii; /* (owned) (nullable): in lower case; %NULL when it is more than ASCII */
} Needle;

/* Immutable once made, so that a thread may read it while others do. */
struct _PerchLogQuery
{
  gatomicrefcount ref_count;
  PerchLevel least;
  char *source; /* (owned) (nullable) */
  char *trace_id; /* (owned) (nullable) */
  Needle text;
  Needle sought;
};

static void
needle_init (Needle *self, const char *words)
{
  g_autofree char *escaped = NULL;

  if (words == NULL || *words == '\0')
    return;
  escaped = g_regex_escape_string (words, -1);
  self->regex = g_regex_new (escaped, G_REGEX_CASELESS | G_REGEX_OPTIMIZE, 0, NULL);
  if (g_str_is_ascii (words))
    self->ascii = g_ascii_strdown (words, -1);
}

static void
needle_clear (Needle *self)
{
  g_clear_pointer (&self->regex, g_regex_unref);
  g_clear_pointer (&self->ascii, g_free);
}

static char *
dup_unless_empty (const char *text)
{
  return text != NULL && *text != '\0' ? g_strdup (text) : NULL;
}

/**
 * perch_log_query_new:
 * @wish: what is wanted; empty texts are as good as none
 *
 * Returns: (transfer full): the same, ready to look at lines
 */
PerchLogQuery *
perch_log_query_new (const PerchLogWish *wish)
{
  PerchLogQuery *self = NULL;

  g_return_val_if_fail (wish != NULL, NULL);

  self = g_new0 (PerchLogQuery, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->least = wish->least;
  self->source = dup_unless_empty (wish->source);
  self->trace_id = dup_unless_empty (wish->trace_id);
  needle_init (&self->text, wish->text);
  needle_init (&self->sought, wish->sought);
  return self;
}

/**
 * perch_log_query_ref:
 *
 * Returns: (transfer full): @self
 */
PerchLogQuery *
perch_log_query_ref (PerchLogQuery *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

/**
 * perch_log_query_unref:
 * @self: (transfer full): a query
 */
void
perch_log_query_unref (PerchLogQuery *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_free (self->source);
  g_free (self->trace_id);
  needle_clear (&self->text);
  needle_clear (&self->sought);
  g_free (self);
}

static gboolean
has_ascii (const char *ascii, const char *line, gsize length)
{
  gsize ascii_length = strlen (ascii);

  for (gsize i = 0; i + ascii_length <= length; i++)
    if (g_ascii_tolower (line[i]) == ascii[0] &&
        g_ascii_strncasecmp (line + i, ascii, ascii_length) == 0)
      return TRUE;
  return FALSE;
}

/* GLib expects valid text for the expression; Perch writes nothing else. */
static gboolean
has_match (const Needle *needle, const char *line, gsize length)
{
  if (needle->ascii != NULL)
    return has_ascii (needle->ascii, line, length);
  return g_utf8_validate_len (line, length, NULL) &&
         g_regex_match_full (needle->regex, line, (gssize) length, 0, 0, NULL, NULL);
}

/**
 * perch_log_query_wants:
 * @line: (array length=length): a line of the text log, without its end
 *
 * Returns: whether it is to be seen
 */
gboolean
perch_log_query_wants (const PerchLogQuery *self, const char *line, gsize length)
{
  PerchLogLine parts;

  g_return_val_if_fail (self != NULL, FALSE);

  if (self->least > PERCH_LEVEL_DEBUG || self->source != NULL || self->trace_id != NULL)
    {
      parts = perch_log_line_parse (line, length);
      if (parts.level < self->least ||
          (self->source != NULL && !perch_log_line_has (&parts.source, self->source)) ||
          (self->trace_id != NULL && !perch_log_line_has (&parts.trace_id, self->trace_id)))
        return FALSE;
    }
  return self->text.regex == NULL || has_match (&self->text, line, length);
}

/**
 * perch_log_query_find:
 * @line: (array length=length): a line of the text log, without its end
 *
 * Returns: whether it has in it what is sought; %FALSE when nothing is
 */
gboolean
perch_log_query_find (const PerchLogQuery *self, const char *line, gsize length)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->sought.regex != NULL && has_match (&self->sought, line, length);
}

/**
 * perch_log_query_find_place:
 * @text: valid UTF-8
 * @from: where to begin to look
 * @start: (out): where it begins, in bytes
 * @end: (out): the place behind it
 *
 * Returns: whether there is another place with what is sought
 */
gboolean
perch_log_query_find_place (
    const PerchLogQuery *self, const char *text, gsize from, gsize *start, gsize *end)
{
  g_autoptr (GMatchInfo) match = NULL;
  int first = 0;
  int last = 0;

  g_return_val_if_fail (self != NULL, FALSE);

  if (self->sought.regex == NULL ||
      !g_regex_match_full (self->sought.regex, text, -1, (int) from, 0, &match, NULL) ||
      !g_match_info_fetch_pos (match, 0, &first, &last))
    return FALSE;
  *start = (gsize) first;
  *end = (gsize) last;
  return TRUE;
}
