/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/server/server-limits.h"
#include "app/server/token.h"
#include "app/watchdog/pulse.h"

G_BEGIN_DECLS

/**
 * PerchWatchdogDoor:
 * @name: what the surface is called
 * @listener: the socket that it accepts from
 * @token: what opens it
 * @allowed_origins: (array zero-terminated=1): whose pages may ask
 * @require_token: whether everybody needs the token
 * @limits: what its clients may do
 *
 * A surface at a port, as far as somebody must know it who answers there for a while. All of it is
 * copied.
 */
typedef struct
{
  const char *name;
  GSocket *listener;
  PerchToken *token;
  const char *const *allowed_origins;
  gboolean require_token;
  PerchLimits limits;
} PerchWatchdogDoor;

typedef struct _PerchWatchdog PerchWatchdog;

PerchWatchdog *perch_watchdog_new (guint stall_ms, PerchPulseFunc stalled, gpointer user_data);
void perch_watchdog_free (PerchWatchdog *self);
PerchPulse *perch_watchdog_get_pulse (PerchWatchdog *self);
gboolean perch_watchdog_guard (PerchWatchdog *self, const PerchWatchdogDoor *door, GError **error);
void perch_watchdog_leave (PerchWatchdog *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PerchWatchdog, perch_watchdog_free)

G_END_DECLS
