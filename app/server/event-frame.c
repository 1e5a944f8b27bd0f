/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/server/event-frame.h"

#include <string.h>

static void
append_bytes (GString *text, GBytes *bytes)
{
  g_string_append_len (text, g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes));
}

/**
 * perch_event_frame_batch:
 * @hub: where the events are
 * @cursor: (inout): number of the first event, which is kept; then of the one behind the last
 * @max_events: how many at most
 * @max_bytes: no further one is added from this size on
 *
 * Returns: (transfer full): a JSON array of the events from @cursor on, one at least
 */
GBytes *
perch_event_frame_batch (PerchEventHub *hub, guint64 *cursor, guint max_events, gsize max_bytes)
{
  GString *text = NULL;
  guint64 end = 0;

  g_return_val_if_fail (hub != NULL, NULL);
  g_return_val_if_fail (cursor != NULL, NULL);
  g_return_val_if_fail (max_events > 0, NULL);

  end = MIN (perch_event_hub_get_newest (hub) + 1, *cursor + max_events);
  text = g_string_sized_new (g_bytes_get_size (perch_event_hub_peek (hub, *cursor)) + 2);
  g_string_append_c (text, '[');
  do
    {
      if (text->len > 1)
        g_string_append_c (text, ',');
      append_bytes (text, perch_event_hub_peek (hub, (*cursor)++));
    }
  while (*cursor < end && text->len < max_bytes);
  g_string_append_c (text, ']');
  return g_string_free_to_bytes (text);
}

/**
 * perch_event_frame_wrap:
 * @event: one event
 *
 * Returns: (transfer full): a JSON array of it
 */
GBytes *
perch_event_frame_wrap (GBytes *event)
{
  GString *text = NULL;

  g_return_val_if_fail (event != NULL, NULL);

  text = g_string_sized_new (g_bytes_get_size (event) + 2);
  g_string_append_c (text, '[');
  append_bytes (text, event);
  g_string_append_c (text, ']');
  return g_string_free_to_bytes (text);
}

/* What is for one client alone has no number of its own. It carries that of the event before it, so
 * that a client may always come back with the last number it saw. */
static GBytes *
format (const char *name, const char *payload, guint64 seq)
{
  const PerchEvent event = {
    .when_us = g_get_real_time (),
    .source = "perch",
    .name = { name, strlen (name) },
    .payload = { payload, strlen (payload) },
  };

  return perch_event_json_format (&event, seq);
}

/**
 * perch_event_frame_lost:
 * @n_lost: how many events a client does not get
 * @seq: number of the last of them
 *
 * Returns: (transfer full): the event that tells it so
 */
GBytes *
perch_event_frame_lost (guint64 n_lost, guint64 seq)
{
  g_autofree char *payload = g_strdup_printf (
      "{\"code\":\"events_lost\",\"lost\":%" G_GUINT64_FORMAT ",\"message\":\"%" G_GUINT64_FORMAT
      " events are lost: they were not read in time\"}",
      n_lost, n_lost);

  return format ("runtime_warning", payload, seq);
}

/**
 * perch_event_frame_restarted:
 * @seq: number of the event before the first that is kept
 *
 * Returns: (transfer full): what tells a client that it names an event of an earlier Perch
 */
GBytes *
perch_event_frame_restarted (guint64 seq)
{
  return format ("runtime_warning",
                 "{\"code\":\"events_restarted\",\"message\":\"Perch has been restarted since: the "
                 "numbers of events began anew, and all that are kept follow\"}",
                 seq);
}

/**
 * perch_event_frame_heartbeat:
 * @seq: number of the newest event
 *
 * Returns: (transfer full): a sign of life
 */
GBytes *
perch_event_frame_heartbeat (guint64 seq)
{
  return format ("heartbeat", "{}", seq);
}
