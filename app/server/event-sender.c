/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/server/event-sender.h"

#include "app/server/event-frame.h"

/* How much is sent at a time. What the kernel does not take of it is all that is kept for a client,
 * but for the last event of it, which is never cut. */
#define BURST_BYTES (16 * 1024)

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

/**
 * perch_event_sender_send:
 * @self: a sender whose output is ready
 * @event: what is for this client alone
 * @error: return location: the connection is broken
 *
 * Sends @event in the form that the client takes.
 *
 * Returns: %FALSE when the connection is broken
 */
gboolean
perch_event_sender_send (PerchEventSender *self, GBytes *event, GError **error)
{
  g_autoptr (GBytes) frame = NULL;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (event != NULL, FALSE);

  frame = self->batch > 0 ? perch_event_frame_wrap (event) : g_bytes_ref (event);
  return perch_frame_output_send_texts (self->output, &frame, 1, error);
}

/* Says what the client will never see, in the place where it would have been. */
static gboolean
skip_lost (PerchEventSender *self, GError **error)
{
  guint64 next = perch_event_hub_skip (self->hub, self->cursor, self->joined, self->budget);
  g_autoptr (GBytes) warning = NULL;

  if (next == self->cursor)
    return TRUE;
  warning = perch_event_frame_lost (next - self->cursor, next - 1);
  self->cursor = next;
  return perch_event_sender_send (self, warning, error);
}

/* Before the first event. Its number is one that no other event will get. */
static gboolean
send_restarted (PerchEventSender *self, GError **error)
{
  g_autoptr (GBytes) warning = perch_event_frame_restarted (self->cursor - 1);

  self->restarted = FALSE;
  return perch_event_sender_send (self, warning, error);
}

static gboolean
send_batch (PerchEventSender *self, GError **error)
{
  g_autoptr (GBytes) frame =
      perch_event_frame_batch (self->hub, &self->cursor, self->batch, BURST_BYTES);

  return perch_frame_output_send_texts (self->output, &frame, 1, error);
}

/* Several events at a time, each in a frame of its own. The hub keeps them meanwhile. */
static gboolean
send_events (PerchEventSender *self, GError **error)
{
  GBytes *texts[PERCH_FRAME_OUTPUT_MAX_FRAMES];
  guint n_texts = 0;
  gsize size = 0;

  while (perch_event_sender_has_next (self) && n_texts < G_N_ELEMENTS (texts) && size < BURST_BYTES)
    {
      texts[n_texts] = perch_event_hub_peek (self->hub, self->cursor++);
      size += g_bytes_get_size (texts[n_texts++]);
    }
  return perch_frame_output_send_texts (self->output, texts, n_texts, error);
}

/**
 * perch_event_sender_send_next:
 * @self: a sender that has something to send, and whose output is ready
 * @error: return location: the connection is broken
 *
 * Sends the next events, some at a time; what is lost is said before them. Afterwards the output
 * may not be ready any more.
 *
 * Returns: %FALSE when the connection is broken
 */
gboolean
perch_event_sender_send_next (PerchEventSender *self, GError **error)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (perch_event_sender_has_next (self), FALSE);

  if (self->restarted)
    return send_restarted (self, error);
  if (!skip_lost (self, error))
    return FALSE;
  if (!perch_frame_output_is_ready (self->output))
    return TRUE;
  return self->batch > 0 ? send_batch (self, error) : send_events (self, error);
}
