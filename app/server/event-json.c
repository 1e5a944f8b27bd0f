/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/server/event-json.h"

#include <string.h>

#include "app/server/trace-id.h"

/* At least what is written around name, source and payload. */
#define FRAME_BYTES 192
#define TRACE_ID_LENGTH 32
#define MAX_ESCAPE 6 /* \u0000 */
#define SECONDS_A_DAY 86400
/* 1970-01-01 as g_date_set_julian() counts, and the end of the year 9999, after which there is no
 * such timestamp. */
#define FIRST_DAY 719163
#define LAST_SECOND G_GINT64_CONSTANT (253402300799)

static gboolean
is (PerchSlice slice, const char *text)
{
  return slice.length == strlen (text) && memcmp (slice.text, text, slice.length) == 0;
}

static gboolean
is_trace_id (PerchSlice slice)
{
  if (slice.text == NULL || slice.length != TRACE_ID_LENGTH)
    return FALSE;
  for (gsize i = 0; i < slice.length; i++)
    if (!g_ascii_isxdigit (slice.text[i]))
      return FALSE;
  return TRUE;
}

/* All below write at @at, where there is room, and return the end of what they wrote: there is an
 * event for each line of a busy backend, and growing strings and formats that are read at run time
 * take longer than all the rest of it. */
static char *
put (char *at, const char *text, gsize length)
{
  memcpy (at, text, length);
  return at + length;
}

static char *
put_literal (char *at, const char *text)
{
  return put (at, text, strlen (text));
}

static char *
put_string (char *at, const char *string)
{
  *at++ = '"';
  for (const char *p = string; *p != '\0'; p++)
    if ((guchar) *p < ' ')
      at += g_snprintf (at, MAX_ESCAPE + 1, "\\u%04x", (guint) *p);
    else
      {
        if (*p == '"' || *p == '\\')
          *at++ = '\\';
        *at++ = *p;
      }
  *at++ = '"';
  return at;
}

static char *
put_digits (char *at, guint64 number, guint n_digits)
{
  for (guint i = n_digits; i > 0; i--, number /= 10)
    at[i - 1] = (char) ('0' + number % 10);
  return at + n_digits;
}

static char *
put_number (char *at, guint64 number)
{
  guint n_digits = 1;

  for (guint64 rest = number / 10; rest > 0; rest /= 10)
    n_digits++;
  return put_digits (at, number, n_digits);
}

static char *
put_date (char *at, guint day)
{
  GDate date;

  g_date_clear (&date, 1);
  g_date_set_julian (&date, FIRST_DAY + day);
  at = put_digits (at, g_date_get_year (&date), 4);
  *at++ = '-';
  at = put_digits (at, g_date_get_month (&date), 2);
  *at++ = '-';
  return put_digits (at, g_date_get_day (&date), 2);
}

static char *
put_time (char *at, gint64 when_us)
{
  gint64 second = CLAMP (when_us / G_USEC_PER_SEC, 0, LAST_SECOND);
  guint of_day = (guint) (second % SECONDS_A_DAY);

  *at++ = '"';
  at = put_date (at, (guint) (second / SECONDS_A_DAY));
  *at++ = 'T';
  at = put_digits (at, of_day / 3600, 2);
  *at++ = ':';
  at = put_digits (at, of_day / 60 % 60, 2);
  *at++ = ':';
  at = put_digits (at, of_day % 60, 2);
  *at++ = '.';
  at = put_digits (at, (guint) (MAX (when_us, 0) % G_USEC_PER_SEC / 1000), 3);
  return put_literal (at, "Z\"");
}

static char *
put_trace_id (char *at, PerchSlice trace_id)
{
  g_autofree char *made = NULL;

  if (!is_trace_id (trace_id))
    {
      made = perch_trace_id_new ();
      trace_id = (PerchSlice){ made, TRACE_ID_LENGTH };
    }
  *at++ = '"';
  at = put (at, trace_id.text, trace_id.length);
  *at++ = '"';
  return at;
}

/* The members of a line are copied as they are written: nothing of them has to be understood. What
 * is written is never longer than @object. */
static char *
put_line (char *at, PerchSlice object)
{
  const char *end = object.text + object.length;
  const char *p = perch_json_skip_space (object.text, end);
  gboolean done = FALSE;
  gboolean first = TRUE;

  *at++ = '{';
  p = perch_json_skip_space (p + 1, end);
  done = p >= end || *p == '}';
  while (!done)
    {
      const char *member = p;
      PerchSlice key;

      p = perch_json_scan_key (p, end, &key);
      g_return_val_if_fail (p != NULL, at);
      p = perch_json_scan_value (p, end, 1);
      g_return_val_if_fail (p != NULL, at);
      if (!is (key, "event") && !is (key, "trace_id"))
        {
          if (!first)
            *at++ = ',';
          at = put (at, member, (gsize) (p - member));
          first = FALSE;
        }
      p = perch_json_scan_separator (p, end, '}', &done);
      g_return_val_if_fail (p != NULL, at);
    }
  *at++ = '}';
  return at;
}

/**
 * perch_event_json_format:
 * @event: an event
 * @seq: its number
 *
 * Writes @event as clients get it.
 *
 * Returns: (transfer full): a JSON object
 */
GBytes *
perch_event_json_format (const PerchEvent *event, guint64 seq)
{
  gsize room = 0;
  char *json = NULL;
  char *at = NULL;

  g_return_val_if_fail (event != NULL, NULL);
  g_return_val_if_fail (event->source != NULL, NULL);
  g_return_val_if_fail (event->name.text != NULL && event->payload.text != NULL, NULL);

  room = FRAME_BYTES + event->name.length + MAX_ESCAPE * strlen (event->source) +
         event->payload.length;
  json = g_malloc (room);
  at = put_literal (json, "{\"event\":\"");
  at = put (at, event->name.text, event->name.length);
  at = put_literal (at, "\",\"source\":");
  at = put_string (at, event->source);
  at = put_literal (at, ",\"timestamp\":");
  at = put_time (at, event->when_us);
  at = put_literal (at, ",\"trace_id\":");
  at = put_trace_id (at, event->trace_id);
  at = put_literal (at, ",\"seq\":");
  at = put_number (at, seq);
  at = put_literal (at, ",\"payload\":");
  if (event->payload_is_line)
    at = put_line (at, event->payload);
  else
    at = put (at, event->payload.text, event->payload.length);
  *at++ = '}';
  g_assert ((gsize) (at - json) <= room);
  return g_bytes_new_take (json, (gsize) (at - json));
}
