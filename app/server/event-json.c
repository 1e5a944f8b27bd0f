/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/server/event-json.h"

#include <string.h>

#include "app/server/trace-id.h"

/* What is written around name, source and payload, with some room. */
#define FRAME_BYTES 256
#define TRACE_ID_LENGTH 32
#define MAX_DIGITS 4
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

static void
append_string (GString *text, const char *string)
{
  g_string_append_c (text, '"');
  for (const char *p = string; *p != '\0'; p++)
    if (*p == '"' || *p == '\\')
      g_string_append_printf (text, "\\%c", *p);
    else if ((guchar) *p < ' ')
      g_string_append_printf (text, "\\u%04x", (guint) *p);
    else
      g_string_append_c (text, *p);
  g_string_append_c (text, '"');
}

/* With zeros in front. What reads formats at run time takes longer than all the rest of an event.
 */
static void
append_digits (GString *text, guint number, guint n_digits)
{
  char digits[MAX_DIGITS];

  for (guint i = n_digits; i > 0; i--, number /= 10)
    digits[i - 1] = (char) ('0' + number % 10);
  g_string_append_len (text, digits, (gssize) n_digits);
}

static void
append_date (GString *text, guint day)
{
  GDate date;

  g_date_clear (&date, 1);
  g_date_set_julian (&date, FIRST_DAY + day);
  append_digits (text, g_date_get_year (&date), 4);
  g_string_append_c (text, '-');
  append_digits (text, g_date_get_month (&date), 2);
  g_string_append_c (text, '-');
  append_digits (text, g_date_get_day (&date), 2);
}

static void
append_time (GString *text, gint64 when_us)
{
  gint64 second = CLAMP (when_us / G_USEC_PER_SEC, 0, LAST_SECOND);
  guint of_day = (guint) (second % SECONDS_A_DAY);

  g_string_append_c (text, '"');
  append_date (text, (guint) (second / SECONDS_A_DAY));
  g_string_append_c (text, 'T');
  append_digits (text, of_day / 3600, 2);
  g_string_append_c (text, ':');
  append_digits (text, of_day / 60 % 60, 2);
  g_string_append_c (text, ':');
  append_digits (text, of_day % 60, 2);
  g_string_append_c (text, '.');
  append_digits (text, (guint) (MAX (when_us, 0) % G_USEC_PER_SEC / 1000), 3);
  g_string_append (text, "Z\"");
}

static void
append_trace_id (GString *text, PerchSlice trace_id)
{
  g_autofree char *made = NULL;

  if (!is_trace_id (trace_id))
    {
      made = perch_trace_id_new ();
      trace_id = (PerchSlice){ made, TRACE_ID_LENGTH };
    }
  g_string_append_c (text, '"');
  g_string_append_len (text, trace_id.text, (gssize) trace_id.length);
  g_string_append_c (text, '"');
}

/* The members are copied as they are written: nothing of them has to be understood. */
static void
append_payload (GString *text, PerchSlice object)
{
  const char *end = object.text + object.length;
  const char *p = perch_json_skip_space (object.text, end);
  gboolean done = FALSE;
  gboolean first = TRUE;

  g_string_append_c (text, '{');
  p = perch_json_skip_space (p + 1, end);
  done = p >= end || *p == '}';
  while (!done)
    {
      const char *member = p;
      PerchSlice key;

      p = perch_json_scan_key (p, end, &key);
      g_return_if_fail (p != NULL);
      p = perch_json_scan_value (p, end, 1);
      g_return_if_fail (p != NULL);
      if (!is (key, "event") && !is (key, "trace_id"))
        {
          if (!first)
            g_string_append_c (text, ',');
          g_string_append_len (text, member, p - member);
          first = FALSE;
        }
      p = perch_json_scan_separator (p, end, '}', &done);
      g_return_if_fail (p != NULL);
    }
  g_string_append_c (text, '}');
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
  GString *text = NULL;

  g_return_val_if_fail (event != NULL, NULL);
  g_return_val_if_fail (event->source != NULL, NULL);
  g_return_val_if_fail (event->name.text != NULL && event->payload.text != NULL, NULL);

  text = g_string_sized_new (FRAME_BYTES + event->name.length + event->payload.length);
  g_string_append (text, "{\"event\":\"");
  g_string_append_len (text, event->name.text, (gssize) event->name.length);
  g_string_append (text, "\",\"source\":");
  append_string (text, event->source);
  g_string_append (text, ",\"timestamp\":");
  append_time (text, event->when_us);
  g_string_append (text, ",\"trace_id\":");
  append_trace_id (text, event->trace_id);
  g_string_append_printf (text, ",\"seq\":%" G_GUINT64_FORMAT ",\"payload\":", seq);
  append_payload (text, event->payload);
  g_string_append_c (text, '}');
  return g_string_free_to_bytes (text);
}
