/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/server/event-notice.h"

#include <string.h>

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
 * perch_event_notice_lost:
 * @n_lost: how many events a client does not get
 * @seq: number of the last of them
 *
 * Returns: (transfer full): the event that tells it so
 */
GBytes *
perch_event_notice_lost (guint64 n_lost, guint64 seq)
{
  g_autofree char *payload = g_strdup_printf (
      "{\"code\":\"events_lost\",\"lost\":%" G_GUINT64_FORMAT ",\"message\":\"%" G_GUINT64_FORMAT
      " events are lost: they were not read in time\"}",
      n_lost, n_lost);

  return format ("runtime_warning", payload, seq);
}

/**
 * perch_event_notice_restarted:
 * @seq: number of the event before the first that is kept
 *
 * Returns: (transfer full): what tells a client that it names an event of an earlier Perch
 */
GBytes *
perch_event_notice_restarted (guint64 seq)
{
  return format ("runtime_warning",
                 "{\"code\":\"events_restarted\",\"message\":\"Perch has been restarted since: all "
                 "events that it has kept follow\"}",
                 seq);
}

/**
 * perch_event_notice_heartbeat:
 * @seq: number of the newest event
 *
 * Returns: (transfer full): a sign of life
 */
GBytes *
perch_event_notice_heartbeat (guint64 seq)
{
  return format ("heartbeat", "{}", seq);
}
