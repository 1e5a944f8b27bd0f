/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/watchdog/watchdog.h"

G_BEGIN_DECLS

typedef struct _PerchWatchThread PerchWatchThread;

PerchWatchThread *perch_watch_thread_start (PerchBeat *beat,
                                            guint stall_ms,
                                            const PerchWatchdogDoor *door,
                                            GError **error);
void perch_watch_thread_stop (PerchWatchThread *self);

G_END_DECLS
