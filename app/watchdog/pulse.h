/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/server/latencies.h"
#include "app/watchdog/beat.h"

G_BEGIN_DECLS

/**
 * PerchPulseFunc:
 * @stall_us: for how many microseconds nothing else was done
 *
 * Called by the main loop after it has come round too late.
 */
typedef void (*PerchPulseFunc) (gint64 stall_us, gpointer user_data);

typedef struct _PerchPulse PerchPulse;

PerchPulse *perch_pulse_new (guint stall_ms, PerchPulseFunc stalled, gpointer user_data);
void perch_pulse_free (PerchPulse *self);
PerchBeat *perch_pulse_get_beat (PerchPulse *self);
PerchLatencies *perch_pulse_get_turns (PerchPulse *self);
guint perch_pulse_get_stall_ms (PerchPulse *self);
guint perch_pulse_get_n_stalls (PerchPulse *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PerchPulse, perch_pulse_free)

G_END_DECLS
