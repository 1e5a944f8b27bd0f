/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/watchdog/pulse.h"

/* Asked before all others, or it would be skipped in each turn where one of them is ready. */
#define PRIORITY (G_PRIORITY_HIGH * 10)

/* Looks on as a main loop goes round, and wakes it never: between prepare() and check() the loop
 * waits, the rest of the time it works. What blocks in another source's prepare() passes for
 * waiting. @late_us is set from the end of a turn that took too long until that is told.
 *
 * Everything here belongs to the thread of the main loop, but for what is inside of @beat. */
struct _PerchPulse
{
  GSource *source; /* (owned) */
  PerchBeat *beat; /* (owned) */
  PerchLatencies *turns; /* (owned) */
  guint stall_ms;
  guint n_stalls;
  gint64 late_us;
  PerchPulseFunc stalled;
  gpointer user_data;
};

typedef struct
{
  GSource source;
  PerchPulse *pulse; /* (unowned) */
} PulseSource;

static void
end_turn (PerchPulse *self, gint64 turn_us)
{
  perch_latencies_add (self->turns, turn_us);
  if (turn_us < self->stall_ms * G_GINT64_CONSTANT (1000))
    return;
  self->n_stalls++;
  self->late_us = turn_us;
}

static gboolean
pulse_prepare (GSource *source, int *timeout)
{
  PerchPulse *self = ((PulseSource *) source)->pulse;
  gint64 turn_us = perch_beat_get_busy_us (self->beat, g_get_monotonic_time ());

  *timeout = -1;
  if (turn_us > 0)
    end_turn (self, turn_us);
  perch_beat_set_busy (self->beat, 0);
  return self->late_us > 0;
}

static gboolean
pulse_check (GSource *source)
{
  PerchPulse *self = ((PulseSource *) source)->pulse;

  perch_beat_set_busy (self->beat, g_get_monotonic_time ());
  return self->late_us > 0;
}

static gboolean
pulse_dispatch (GSource *source, GSourceFunc callback, gpointer user_data)
{
  PerchPulse *self = ((PulseSource *) source)->pulse;
  gint64 late_us = self->late_us;

  self->late_us = 0;
  self->stalled (late_us, self->user_data);
  return G_SOURCE_CONTINUE;
}

/**
 * perch_pulse_new:
 * @stall_ms: what takes longer than this is a stall
 * @stalled: called after each stall
 * @user_data: for @stalled
 *
 * Watches the thread-default main context, in the thread that runs it.
 *
 * Returns: (transfer full): free with perch_pulse_free()
 */
PerchPulse *
perch_pulse_new (guint stall_ms, PerchPulseFunc stalled, gpointer user_data)
{
  static GSourceFuncs funcs = { pulse_prepare, pulse_check, pulse_dispatch };
  PerchPulse *self = NULL;

  g_return_val_if_fail (stall_ms > 0, NULL);
  g_return_val_if_fail (stalled != NULL, NULL);

  self = g_new0 (PerchPulse, 1);
  self->beat = perch_beat_new ();
  self->turns = perch_latencies_new ();
  self->stall_ms = stall_ms;
  self->stalled = stalled;
  self->user_data = user_data;
  self->source = g_source_new (&funcs, sizeof (PulseSource));
  ((PulseSource *) self->source)->pulse = self;
  g_source_set_static_name (self->source, "perch-pulse");
  g_source_set_priority (self->source, PRIORITY);
  g_source_attach (self->source, g_main_context_get_thread_default ());
  return self;
}

/**
 * perch_pulse_free:
 * @self: (transfer full): a pulse
 */
void
perch_pulse_free (PerchPulse *self)
{
  g_return_if_fail (self != NULL);

  g_source_destroy (self->source);
  g_source_unref (self->source);
  perch_beat_unref (self->beat);
  perch_latencies_free (self->turns);
  g_free (self);
}

/**
 * perch_pulse_get_beat:
 * @self: a pulse
 *
 * Returns: (transfer none): what another thread may look at
 */
PerchBeat *
perch_pulse_get_beat (PerchPulse *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->beat;
}

/**
 * perch_pulse_get_turns:
 * @self: a pulse
 *
 * Returns: (transfer none): how long the turns of the main loop were, without its waiting: whoever
 *   becomes ready waits that long at most for the next one
 */
PerchLatencies *
perch_pulse_get_turns (PerchPulse *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->turns;
}

/**
 * perch_pulse_get_stall_ms:
 * @self: a pulse
 *
 * Returns: what counts as a stall, in milliseconds
 */
guint
perch_pulse_get_stall_ms (PerchPulse *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->stall_ms;
}

/**
 * perch_pulse_get_n_stalls:
 * @self: a pulse
 *
 * Returns: how many stalls there have been
 */
guint
perch_pulse_get_n_stalls (PerchPulse *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->n_stalls;
}
