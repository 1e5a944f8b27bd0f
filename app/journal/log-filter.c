/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/journal/log-filter.h"

#include <gio/gio.h>
#include <string.h>

#define TIMESTAMP_LENGTH (sizeof "2026-01-31T12:34:56.789Z" - 1)
#define JSON_START "{\"timestamp\":\""
#define LONGEST_AGO_S (G_GINT64_CONSTANT (1000) * 365 * 24 * 3600)

struct _PerchLogFilter
{
  char *since; /* (owned) (nullable): as the log writes times, which sort like text */
  GRegex *pattern; /* (owned) (nullable) */
};

/* "90s", "5m", "2h", "1d": @time is so long before @now_us.
 * Returns: whether @text is such a time */
static gboolean
parse_ago (const char *text, gint64 now_us, GDateTime **time)
{
  static const struct
  {
    char unit;
    gint64 seconds;
  } units[] = { { 's', 1 }, { 'm', 60 }, { 'h', 3600 }, { 'd', 24 * 3600 } };
  char *end = NULL;
  guint64 number = g_ascii_strtoull (text, &end, 10);

  if (!g_ascii_isdigit (text[0]) || end[0] == '\0' || end[1] != '\0')
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (units); i++)
    if (units[i].unit == end[0] && number <= (guint64) (LONGEST_AGO_S / units[i].seconds))
      {
        gint64 seconds = now_us / G_USEC_PER_SEC - (gint64) number * units[i].seconds;
        g_autoptr (GDateTime) whole = g_date_time_new_from_unix_utc (MAX (seconds, 0));

        *time = g_date_time_add (whole, now_us % G_USEC_PER_SEC);
        return TRUE;
      }
  return FALSE;
}

static char *
parse_since (const char *text, gint64 now_us, GError **error)
{
  g_autoptr (GTimeZone) local = g_time_zone_new_local ();
  g_autoptr (GDateTime) time = NULL;
  g_autoptr (GDateTime) utc = NULL;
  g_autofree char *seconds = NULL;
  g_autofree char *with_time = NULL;

  if (!parse_ago (text, now_us, &time))
    {
      with_time = g_strconcat (text, strpbrk (text, "T ") != NULL ? "" : "T00:00:00", NULL);
      time = g_date_time_new_from_iso8601 (with_time, local);
    }
  utc = time != NULL ? g_date_time_to_utc (time) : NULL;
  if (utc == NULL)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                   "\"%s\" is no time: write 90s, 5m, 2h or 1d for so long ago, or a date such as "
                   "2026-01-31 or 2026-01-31T12:34:56",
                   text);
      return NULL;
    }
  seconds = g_date_time_format (utc, "%Y-%m-%dT%H:%M:%S");
  return g_strdup_printf ("%s.%03dZ", seconds, g_date_time_get_microsecond (utc) / 1000);
}

/**
 * perch_log_filter_new:
 * @since: (nullable): only lines from then on: so long ago ("90s", "5m", "2h", "1d"), or an ISO
 *   8601 date, with or without a time of day, which is local where no time zone is given
 * @pattern: (nullable): only lines with a match of this regular expression (PCRE)
 * @now_us: wall clock, microseconds since 1970 UTC
 *
 * Returns: (transfer full) (nullable): the filter, to be freed with perch_log_filter_free(); %NULL
 *   when @since or @pattern makes no sense
 */
PerchLogFilter *
perch_log_filter_new (const char *since, const char *pattern, gint64 now_us, GError **error)
{
  g_autoptr (PerchLogFilter) self = g_new0 (PerchLogFilter, 1);

  if (since != NULL)
    {
      self->since = parse_since (since, now_us, error);
      if (self->since == NULL)
        return NULL;
    }
  if (pattern != NULL)
    {
      self->pattern = g_regex_new (pattern, G_REGEX_OPTIMIZE, 0, error);
      if (self->pattern == NULL)
        {
          g_prefix_error (error, "\"%s\" is no regular expression: ", pattern);
          return NULL;
        }
    }
  return g_steal_pointer (&self);
}

/**
 * perch_log_filter_free:
 * @self: (transfer full): a filter
 */
void
perch_log_filter_free (PerchLogFilter *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->since);
  g_clear_pointer (&self->pattern, g_regex_unref);
  g_free (self);
}

/**
 * perch_log_filter_match:
 * @line: (array length=length): a line of one of the two logs
 *
 * Returns: whether @line is wanted
 */
gboolean
perch_log_filter_match (const PerchLogFilter *self, const char *line, gsize length)
{
  const char *time = line;
  gsize start = strlen (JSON_START);

  if (length > start && memcmp (line, JSON_START, start) == 0)
    time += start;
  if (self->since != NULL && ((gsize) (line + length - time) < TIMESTAMP_LENGTH ||
                              memcmp (time, self->since, TIMESTAMP_LENGTH) < 0))
    return FALSE;
  /* GLib expects valid text; Perch writes nothing else. */
  return self->pattern == NULL ||
         (g_utf8_validate_len (line, length, NULL) &&
          g_regex_match_full (self->pattern, line, (gssize) length, 0, 0, NULL, NULL));
}
