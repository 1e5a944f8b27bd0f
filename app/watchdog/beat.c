/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/watchdog/beat.h"

#include <stdatomic.h>

/* All that the main loop and the watchdog's thread share while both run. The main loop writes, both
 * read; nothing else may be added that is not atomic. */
struct _PerchBeat
{
  atomic_llong busy_since_us; /* CLOCK_MONOTONIC; 0 while the main loop waits */
};

/**
 * perch_beat_new:
 *
 * Returns: (transfer full): the beat of a main loop that waits
 */
PerchBeat *
perch_beat_new (void)
{
  return g_atomic_rc_box_new0 (PerchBeat);
}

/**
 * perch_beat_ref:
 * @self: a beat
 *
 * May be called in any thread.
 *
 * Returns: (transfer full): @self
 */
PerchBeat *
perch_beat_ref (PerchBeat *self)
{
  return g_atomic_rc_box_acquire (self);
}

/**
 * perch_beat_unref:
 * @self: (transfer full): a beat
 *
 * May be called in any thread.
 */
void
perch_beat_unref (PerchBeat *self)
{
  g_atomic_rc_box_release (self);
}

/**
 * perch_beat_set_busy:
 * @self: a beat
 * @since_us: when the main loop has begun to work, of g_get_monotonic_time(); 0 when it waits
 *
 * Called by the main loop's thread only.
 */
void
perch_beat_set_busy (PerchBeat *self, gint64 since_us)
{
  g_return_if_fail (self != NULL);

  atomic_store (&self->busy_since_us, since_us);
}

/**
 * perch_beat_get_busy_us:
 * @self: a beat
 * @now_us: the time, of g_get_monotonic_time()
 *
 * May be called in any thread.
 *
 * Returns: for how many microseconds the main loop has been working without coming round; 0 while
 *   it waits for something to do, which it may for as long as it likes
 */
gint64
perch_beat_get_busy_us (PerchBeat *self, gint64 now_us)
{
  gint64 since_us = 0;

  g_return_val_if_fail (self != NULL, 0);

  since_us = atomic_load (&self->busy_since_us);
  return since_us == 0 ? 0 : MAX (now_us - since_us, 0);
}
