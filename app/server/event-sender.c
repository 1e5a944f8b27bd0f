/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/server/event-sender.h"

#include "app/server/event-frames.h"
#include "app/server/event-notice.h"

/**
 * perch_event_sender_has_next:
 * @self: a sender
 *
 * Returns: whether there is something to send
 */
gboolean
perch_event_sender_has_next (const PerchEventSender *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->restarted || self->cursor <= perch_event_hub_get_newest (self->hub);
}

/* In the form that the client takes. */
static gboolean
send_alone (PerchEventSender *self, GBytes *event)
{
  g_autoptr (GByteArray) frames = g_byte_array_new ();

  perch_event_frames_add (frames, event, self->batch);
  return perch_websocket_send (self->socket, frames);
}

/* Says what the client will never see, in the place where it would have been. */
static gboolean
skip_lost (PerchEventSender *self)
{
  guint64 next = perch_event_hub_skip (self->hub, self->cursor, self->joined, self->budget);
  g_autoptr (GBytes) warning = NULL;

  if (next == self->cursor)
    return TRUE;
  warning = perch_event_notice_lost (next - self->cursor, next - 1);
  self->cursor = next;
  return send_alone (self, warning);
}

/* Before the first event. Its number is one that no other event will get. */
static gboolean
send_restarted (PerchEventSender *self)
{
  g_autoptr (GBytes) warning = perch_event_notice_restarted (self->cursor - 1);

  self->restarted = FALSE;
  return send_alone (self, warning);
}

/**
 * perch_event_sender_send_next:
 * @self: a sender that has something to send, and whose WebSocket is ready
 *
 * Sends the next events, some at a time; what is lost is said before them. Afterwards the
 * WebSocket may not be ready any more.
 *
 * Returns: %FALSE when the connection is broken
 */
gboolean
perch_event_sender_send_next (PerchEventSender *self)
{
  g_autoptr (GByteArray) frames = NULL;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (perch_event_sender_has_next (self), FALSE);

  if (self->restarted)
    return send_restarted (self);
  if (!skip_lost (self))
    return FALSE;
  if (!perch_websocket_is_ready (self->socket))
    return TRUE;
  frames = g_byte_array_new ();
  perch_event_frames_add_next (frames, self->hub, &self->cursor, self->batch);
  return perch_websocket_send (self->socket, frames);
}
