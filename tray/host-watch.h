/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _PerchHostWatch PerchHostWatch;

/**
 * PerchHostWatchEvents:
 * @vanished: there is no tray host, or no session bus
 * @late: there is one, and it has not accepted the icon in time; called again after twice the time
 *
 * Called in the thread-default main context of perch_host_watch_new().
 */
typedef struct
{
  void (*vanished) (gpointer user_data);
  void (*late) (gpointer user_data);
} PerchHostWatchEvents;

PerchHostWatch *perch_host_watch_new (const PerchHostWatchEvents *events, gpointer user_data);
void perch_host_watch_accepted (PerchHostWatch *self);
void perch_host_watch_free (PerchHostWatch *self);

G_END_DECLS
