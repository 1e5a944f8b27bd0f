/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/watchdog/watchdog.h"

#include "app/watchdog/watch-thread.h"

/* Answers at a port while the main loop can't. This side of it belongs to the main loop's thread;
 * the other side, watch-thread.c, to a thread of its own, which is there while a port is guarded.
 * Across the wall go: copies made before that thread begins, the atomic #PerchBeat, and the word to
 * end. Nothing comes back: the main loop itself finds out that it has stood still. */
struct _PerchWatchdog
{
  PerchPulse *pulse; /* (owned) */
  PerchWatchThread *thread; /* (owned) (nullable) */
};

/**
 * perch_watchdog_new:
 * @stall_ms: how long the main loop may work before it has to come round
 * @stalled: called by the main loop after each time that this was not kept
 * @user_data: for @stalled
 *
 * Watches the thread-default main context, in the thread that runs it.
 *
 * Returns: (transfer full): free with perch_watchdog_free()
 */
PerchWatchdog *
perch_watchdog_new (guint stall_ms, PerchPulseFunc stalled, gpointer user_data)
{
  PerchWatchdog *self = g_new0 (PerchWatchdog, 1);

  self->pulse = perch_pulse_new (stall_ms, stalled, user_data);
  return self;
}

/**
 * perch_watchdog_free:
 * @self: (transfer full): a watchdog
 */
void
perch_watchdog_free (PerchWatchdog *self)
{
  g_return_if_fail (self != NULL);

  perch_watchdog_leave (self);
  perch_pulse_free (self->pulse);
  g_free (self);
}

/**
 * perch_watchdog_get_pulse:
 * @self: a watchdog
 *
 * Returns: (transfer none): how the main loop is
 */
PerchPulse *
perch_watchdog_get_pulse (PerchWatchdog *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->pulse;
}

/**
 * perch_watchdog_guard:
 * @self: a watchdog
 * @door: a surface that listens
 * @error: return location for a %PERCH_SERVER_ERROR
 *
 * From now on `GET /api/gui_health` is answered at @door even while the main loop stands still; who
 * asks something else then is told to come back. To be called again when anything of @door
 * changes.
 *
 * Returns: whether it is guarded now
 */
gboolean
perch_watchdog_guard (PerchWatchdog *self, const PerchWatchdogDoor *door, GError **error)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (door != NULL, FALSE);

  perch_watchdog_leave (self);
  self->thread = perch_watch_thread_start (perch_pulse_get_beat (self->pulse),
                                           perch_pulse_get_stall_ms (self->pulse), door, error);
  return self->thread != NULL;
}

/**
 * perch_watchdog_leave:
 * @self: a watchdog
 *
 * Guards no port any more. Its part of the port is closed when this returns.
 */
void
perch_watchdog_leave (PerchWatchdog *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->thread, perch_watch_thread_stop);
}
