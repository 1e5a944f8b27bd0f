/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/server/event-hub.h"

#include "app/server/event-ring.h"

/* More than this is not kept, were there a single event left. */
#define MAX_BYTES (16 * 1024 * 1024)
/* Half of what is kept: who reads as fast as it can has seen it all before it is overwritten. */
#define A_TURN (PERCH_EVENT_HUB_KEPT / 2)
#define MAX_WAITING (4 * PERCH_EVENT_HUB_KEPT)
#define MAX_WAITING_BYTES (8 * 1024 * 1024)

/* Behind those who write to the readers: an endless burst must not keep them from it. */
#define WAKE_PRIORITY (G_PRIORITY_DEFAULT + 1)

typedef struct
{
  PerchEventHubFunc func;
  gpointer user_data;
} Listener;

/* Numbers are given when an event is published, and those behind the newest in @ring are in
 * @waiting, in order, until a later turn: only while there are listeners, and never more than the
 * limits above. While something is @untold, which it is only if there are listeners, @wake is
 * ready.
 * @this_turn counts what was added to @ring in this turn of the loop, or since listeners were last
 * told if that was by @wake; @told says that they were told in this turn, and not by @wake. */
struct _PerchEventHub
{
  PerchEventRing *ring; /* (owned) */
  guint64 n_lost; /* by all readers together */
  GQueue waiting; /* (element-type GBytes) (owned) */
  gsize waiting_bytes;
  GQueue listeners; /* (element-type Listener) (owned) */
  GSource *wake; /* (owned) */
  guint this_turn;
  gboolean untold;
  gboolean told;
};

typedef struct
{
  GSource source;
  PerchEventHub *hub; /* (unowned): destroys the source before it goes */
} WakeSource;

static void
keep (PerchEventHub *self, GBytes *json)
{
  perch_event_ring_keep (self->ring, json);
  self->this_turn++;
}

static void
keep_waiting (PerchEventHub *self)
{
  GBytes *json = g_queue_pop_head (&self->waiting);

  self->waiting_bytes -= g_bytes_get_size (json);
  keep (self, json);
}

static void
tell_listeners (PerchEventHub *self)
{
  GList *next = NULL;

  self->untold = self->waiting.length > 0;
  for (GList *link = self->listeners.head; link != NULL; link = next)
    {
      Listener *listener = link->data;

      next = link->next;
      listener->func (listener->user_data);
    }
}

/* Each turn of the loop begins here, and before it waits. A time for the source would wake the loop
 * through its eventfd whenever it is set, and that costs as much as an event does. */
static gboolean
wake_prepare (GSource *source, int *timeout)
{
  PerchEventHub *self = ((WakeSource *) source)->hub;

  *timeout = -1;
  if (self->untold)
    return TRUE;
  self->this_turn = 0;
  self->told = FALSE;
  return FALSE;
}

static gboolean
wake_dispatch (GSource *source, GSourceFunc callback, gpointer user_data)
{
  PerchEventHub *self = ((WakeSource *) source)->hub;

  while (self->waiting.length > 0 && self->this_turn < A_TURN)
    keep_waiting (self);
  self->this_turn = 0;
  self->told = FALSE;
  tell_listeners (self);
  return G_SOURCE_CONTINUE;
}

/**
 * perch_event_hub_new:
 *
 * Makes what gives events their numbers and keeps the last ones, for any number of readers: each
 * has nothing but the number of the next event it wants, so that a slow one takes no memory. It
 * works in the thread-default main context.
 *
 * Returns: (transfer full): free with perch_event_hub_free()
 */
PerchEventHub *
perch_event_hub_new (void)
{
  static GSourceFuncs funcs = { .prepare = wake_prepare, .dispatch = wake_dispatch };
  PerchEventHub *self = g_new0 (PerchEventHub, 1);

  self->ring = perch_event_ring_new (PERCH_EVENT_HUB_KEPT, MAX_BYTES);
  g_queue_init (&self->waiting);
  g_queue_init (&self->listeners);
  self->wake = g_source_new (&funcs, sizeof (WakeSource));
  ((WakeSource *) self->wake)->hub = self;
  g_source_set_static_name (self->wake, "perch-event-hub");
  g_source_set_priority (self->wake, WAKE_PRIORITY);
  g_source_attach (self->wake, g_main_context_get_thread_default ());
  return self;
}

/**
 * perch_event_hub_set_first:
 * @self: a hub that nothing was published by yet
 * @first: the number of its first event; 1 unless it is set
 */
void
perch_event_hub_set_first (PerchEventHub *self, guint64 first)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (self->waiting.length == 0);

  perch_event_ring_set_first (self->ring, first);
}

/**
 * perch_event_hub_free:
 * @self: (transfer full): a hub without listeners
 */
void
perch_event_hub_free (PerchEventHub *self)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (self->listeners.length == 0);

  g_source_destroy (self->wake);
  g_source_unref (self->wake);
  g_queue_clear_full (&self->waiting, (GDestroyNotify) g_bytes_unref);
  perch_event_ring_free (self->ring);
  g_free (self);
}

/**
 * perch_event_hub_publish:
 * @self: a hub
 * @event: what happened
 *
 * Gives @event the next number and keeps it. Readers are told in the next turn of the main loop, or
 * by perch_event_hub_tell(). Of a burst only a part is kept at once and the rest in the turns that
 * follow, so that readers can keep up; when it does not end, that holds no more.
 */
void
perch_event_hub_publish (PerchEventHub *self, const PerchEvent *event)
{
  GBytes *json = NULL;

  g_return_if_fail (self != NULL);
  g_return_if_fail (event != NULL);

  json = perch_event_json_format (event, perch_event_ring_get_newest (self->ring) +
                                             self->waiting.length + 1);
  if (self->listeners.length == 0)
    {
      keep (self, json);
      return;
    }
  g_queue_push_tail (&self->waiting, json);
  self->waiting_bytes += g_bytes_get_size (json);
  while (self->waiting.length > 0 &&
         (self->this_turn < A_TURN || self->waiting.length > MAX_WAITING ||
          self->waiting_bytes > MAX_WAITING_BYTES))
    keep_waiting (self);
  self->untold = TRUE;
}

/**
 * perch_event_hub_tell:
 * @self: a hub
 *
 * Tells readers now what was published, which spares the main loop a turn. Once in a turn: when
 * there is more, they are told in the next one, so that a burst does not keep others waiting.
 */
void
perch_event_hub_tell (PerchEventHub *self)
{
  g_return_if_fail (self != NULL);

  if (!self->untold || self->told || self->waiting.length > 0)
    return;
  self->told = TRUE;
  tell_listeners (self);
}

/**
 * perch_event_hub_add_listener:
 * @self: a hub
 * @func: called when there is something new
 * @user_data: for @func; stands for the listener
 */
void
perch_event_hub_add_listener (PerchEventHub *self, PerchEventHubFunc func, gpointer user_data)
{
  Listener *listener = NULL;

  g_return_if_fail (self != NULL);
  g_return_if_fail (func != NULL);

  /* What was published before is nobody's burst. */
  if (self->listeners.length == 0)
    self->this_turn = 0;
  listener = g_new0 (Listener, 1);
  listener->func = func;
  listener->user_data = user_data;
  g_queue_push_tail (&self->listeners, listener);
}

/**
 * perch_event_hub_remove_listener:
 * @self: a hub
 * @user_data: what it was added with
 *
 * A listener may remove itself while it is called, and no other.
 */
void
perch_event_hub_remove_listener (PerchEventHub *self, gpointer user_data)
{
  g_return_if_fail (self != NULL);

  for (GList *link = self->listeners.head; link != NULL; link = link->next)
    if (((Listener *) link->data)->user_data == user_data)
      {
        g_free (link->data);
        g_queue_delete_link (&self->listeners, link);
        break;
      }
  if (self->listeners.length > 0)
    return;
  while (self->waiting.length > 0)
    keep_waiting (self);
  self->untold = FALSE;
}

/**
 * perch_event_hub_get_newest:
 * @self: a hub
 *
 * Returns: the number of the newest event that can be read; the one before the first when there has
 *   been none
 */
guint64
perch_event_hub_get_newest (PerchEventHub *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return perch_event_ring_get_newest (self->ring);
}

/**
 * perch_event_hub_get_first:
 * @self: a hub
 *
 * Returns: see perch_event_hub_set_first()
 */
guint64
perch_event_hub_get_first (PerchEventHub *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return perch_event_ring_get_first (self->ring);
}

/**
 * perch_event_hub_get_oldest:
 * @self: a hub
 *
 * Returns: the number of the oldest event that is kept; the next one to come when none is
 */
guint64
perch_event_hub_get_oldest (PerchEventHub *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return perch_event_ring_get_oldest (self->ring);
}

/**
 * perch_event_hub_peek:
 * @self: a hub
 * @seq: a number from the oldest to the newest
 *
 * Returns: (transfer none): the event as JSON
 */
GBytes *
perch_event_hub_peek (PerchEventHub *self, guint64 seq)
{
  g_return_val_if_fail (self != NULL, NULL);

  return perch_event_ring_peek (self->ring, seq);
}

/**
 * perch_event_hub_skip:
 * @self: a hub
 * @seq: the number that a reader wants next
 * @since: the newest there was when it began to read
 * @budget: bytes it may be behind; events up to @since do not count
 *
 * Finds out what a slow reader loses: what is not kept any more, and then the oldest of the rest
 * until it is within @budget. It never loses the newest one. What it loses is counted.
 *
 * Returns: the first number from @seq on that it still gets
 */
guint64
perch_event_hub_skip (PerchEventHub *self, guint64 seq, guint64 since, gsize budget)
{
  guint64 next = 0;

  g_return_val_if_fail (self != NULL, seq);

  next = perch_event_ring_skip (self->ring, seq, since, budget);
  self->n_lost += next - seq;
  return next;
}

/**
 * perch_event_hub_get_n_lost:
 * @self: a hub
 *
 * Returns: how many events readers have lost; one that two have lost counts twice
 */
guint64
perch_event_hub_get_n_lost (PerchEventHub *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->n_lost;
}
