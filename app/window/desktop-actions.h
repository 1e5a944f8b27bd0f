/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gtk/gtk.h>

#include "app/menu.h"
#include "app/server/event-hub.h"
#include "app/server/latencies.h"
#include "backend-manager/backend-manager.h"
#include "tray/tray.h"

G_BEGIN_DECLS

#define PERCH_TYPE_DESKTOP_ACTIONS (perch_desktop_actions_get_type ())
G_DECLARE_FINAL_TYPE (PerchDesktopActions, perch_desktop_actions, PERCH, DESKTOP_ACTIONS, GObject)

PerchDesktopActions *perch_desktop_actions_new (GActionMap *application,
                                                PerchBackendManager *manager,
                                                PerchMenu *menu,
                                                PerchTray *tray,
                                                const char *log_file);
void perch_desktop_actions_follow_events (PerchDesktopActions *self, PerchEventHub *hub);
void perch_desktop_actions_time_frames (PerchDesktopActions *self, PerchLatencies *frames);
void perch_desktop_actions_show (PerchDesktopActions *self);
GtkWindow *perch_desktop_actions_get_window (PerchDesktopActions *self);

G_END_DECLS
