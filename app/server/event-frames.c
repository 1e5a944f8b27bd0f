/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/server/event-frames.h"

#include "app/server/frame.h"

/* How much is sent at a time. What the kernel does not take of it is all that is kept for a client,
 * but for the last event of it, which is never cut. */
#define MAX_FRAMES 32
#define MAX_BYTES (16 * 1024)

static void
add_text (GByteArray *frames, const char *text)
{
  g_byte_array_append (frames, (const guint8 *) text, 1);
}

static void
add_event (GByteArray *frames, GBytes *event)
{
  g_byte_array_append (frames, g_bytes_get_data (event, NULL), (guint) g_bytes_get_size (event));
}

/**
 * perch_event_frames_add:
 * @frames: what is to be sent
 * @event: an event
 * @batch: 0, or whoever gets it takes events as arrays
 *
 * Appends a WebSocket frame with @event.
 */
void
perch_event_frames_add (GByteArray *frames, GBytes *event, guint batch)
{
  g_return_if_fail (frames != NULL);
  g_return_if_fail (event != NULL);

  perch_frame_add_header (frames, PERCH_OPCODE_TEXT,
                          g_bytes_get_size (event) + (batch > 0 ? 2 : 0));
  if (batch > 0)
    add_text (frames, "[");
  add_event (frames, event);
  if (batch > 0)
    add_text (frames, "]");
}

/* One frame with an array of @n_events, which take @size bytes. */
static void
add_array (GByteArray *frames, PerchEventHub *hub, guint64 first, guint n_events, gsize size)
{
  perch_frame_add_header (frames, PERCH_OPCODE_TEXT, size + n_events + 1);
  for (guint i = 0; i < n_events; i++)
    {
      add_text (frames, i == 0 ? "[" : ",");
      add_event (frames, perch_event_hub_peek (hub, first + i));
    }
  add_text (frames, "]");
}

/**
 * perch_event_frames_add_next:
 * @frames: what is to be sent
 * @hub: where the events are
 * @cursor: (inout): number of the first event, which is kept; then of the one behind the last
 * @batch: how many events may be in a frame, as an array; 0 for one object a frame
 *
 * Appends the next events as WebSocket frames: as much as is sent at a time, one event at least.
 */
void
perch_event_frames_add_next (GByteArray *frames, PerchEventHub *hub, guint64 *cursor, guint batch)
{
  guint64 first = 0;
  guint64 newest = 0;
  guint max_events = batch > 0 ? batch : MAX_FRAMES;
  guint n_events = 0;
  gsize size = 0;

  g_return_if_fail (frames != NULL);
  g_return_if_fail (hub != NULL);
  g_return_if_fail (cursor != NULL);
  g_return_if_fail (*cursor <= perch_event_hub_get_newest (hub));

  first = *cursor;
  newest = perch_event_hub_get_newest (hub);
  for (; first + n_events <= newest && n_events < max_events && size < MAX_BYTES; n_events++)
    {
      GBytes *event = perch_event_hub_peek (hub, first + n_events);

      size += g_bytes_get_size (event);
      if (batch == 0)
        perch_event_frames_add (frames, event, 0);
    }
  if (batch > 0)
    add_array (frames, hub, first, n_events, size);
  *cursor = first + n_events;
}
