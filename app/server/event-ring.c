/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/server/event-ring.h"

/* An event and how many bytes all events had together, up to and with this one. */
typedef struct
{
  GBytes *json; /* (owned) (nullable) */
  guint64 total;
} Slot;

/* Event number N is in @slots[N % @max_events] when @oldest <= N <= @newest; when none is kept,
 * @oldest is @newest + 1. */
struct _PerchEventRing
{
  guint64 first; /* of all there were */
  guint64 oldest;
  guint64 newest;
  gsize bytes; /* of all that is kept */
  guint64 total; /* of all that was ever kept */
  gsize max_bytes;
  guint max_events;
  Slot slots[];
};

static Slot *
get_slot (PerchEventRing *self, guint64 seq)
{
  return &self->slots[seq % self->max_events];
}

static void
drop_oldest (PerchEventRing *self)
{
  Slot *slot = get_slot (self, self->oldest);

  self->bytes -= g_bytes_get_size (slot->json);
  g_clear_pointer (&slot->json, g_bytes_unref);
  self->oldest++;
}

/**
 * perch_event_ring_new:
 * @max_events: how many events are kept at most, from 1
 * @max_bytes: how many bytes they may have together; the newest is kept however long it is
 *
 * Makes what keeps the newest events by their numbers, which begin with 1.
 *
 * Returns: (transfer full): free with perch_event_ring_free()
 */
PerchEventRing *
perch_event_ring_new (guint max_events, gsize max_bytes)
{
  PerchEventRing *self = NULL;

  g_return_val_if_fail (max_events > 0, NULL);

  self = g_malloc0 (sizeof *self + max_events * sizeof *self->slots);
  self->max_events = max_events;
  self->max_bytes = max_bytes;
  perch_event_ring_set_first (self, 1);
  return self;
}

/**
 * perch_event_ring_free:
 * @self: (transfer full): a ring
 */
void
perch_event_ring_free (PerchEventRing *self)
{
  g_return_if_fail (self != NULL);

  while (self->oldest <= self->newest)
    drop_oldest (self);
  g_free (self);
}

/**
 * perch_event_ring_set_first:
 * @self: a ring that has kept nothing yet
 * @first: the number of its first event, from 1
 */
void
perch_event_ring_set_first (PerchEventRing *self, guint64 first)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (first > 0);
  g_return_if_fail (self->total == 0);

  self->first = first;
  self->oldest = first;
  self->newest = first - 1;
}

/**
 * perch_event_ring_keep:
 * @self: a ring
 * @json: (transfer full): the event with the next number, not empty
 *
 * Keeps @json, and drops the oldest ones that there is no room for any more.
 */
void
perch_event_ring_keep (PerchEventRing *self, GBytes *json)
{
  gsize size = 0;
  Slot *slot = NULL;

  g_return_if_fail (self != NULL);
  g_return_if_fail (json != NULL);

  size = g_bytes_get_size (json);
  while (self->oldest <= self->newest && (self->newest - self->oldest + 1 == self->max_events ||
                                          self->bytes + size > self->max_bytes))
    drop_oldest (self);
  self->newest++;
  self->bytes += size;
  self->total += size;
  slot = get_slot (self, self->newest);
  slot->json = json;
  slot->total = self->total;
}

/**
 * perch_event_ring_get_first:
 * @self: a ring
 *
 * Returns: see perch_event_ring_set_first()
 */
guint64
perch_event_ring_get_first (PerchEventRing *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->first;
}

/**
 * perch_event_ring_get_newest:
 * @self: a ring
 *
 * Returns: the number of the newest event; the one before the first when there has been none
 */
guint64
perch_event_ring_get_newest (PerchEventRing *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->newest;
}

/**
 * perch_event_ring_get_oldest:
 * @self: a ring
 *
 * Returns: the number of the oldest event that is kept; the next one to come when none is
 */
guint64
perch_event_ring_get_oldest (PerchEventRing *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->oldest;
}

/**
 * perch_event_ring_peek:
 * @self: a ring
 * @seq: a number from the oldest to the newest
 *
 * Returns: (transfer none): that event
 */
GBytes *
perch_event_ring_peek (PerchEventRing *self, guint64 seq)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (seq >= self->oldest && seq <= self->newest, NULL);

  return get_slot (self, seq)->json;
}

/* Bytes from @seq to the newest. */
static guint64
get_bytes_from (PerchEventRing *self, guint64 seq)
{
  const Slot *slot = get_slot (self, seq);

  return self->total - slot->total + g_bytes_get_size (slot->json);
}

/**
 * perch_event_ring_skip:
 * @self: a ring
 * @seq: the number that a reader wants next
 * @since: the newest there was when it began to read
 * @budget: bytes it may be behind; events up to @since do not count
 *
 * Finds out what a slow reader loses: what is not kept any more, and then the oldest of the rest
 * until it is within @budget. It never loses the newest one.
 *
 * Returns: the first number from @seq on that it still gets
 */
guint64
perch_event_ring_skip (PerchEventRing *self, guint64 seq, guint64 since, gsize budget)
{
  guint64 next = 0;

  g_return_val_if_fail (self != NULL, seq);

  next = MAX (seq, self->oldest);
  while (since < self->newest && next < self->newest &&
         get_bytes_from (self, MAX (next, since + 1)) > budget)
    next++;
  return next;
}
