/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gtk/gtk.h>

#include "app/hooks/item-registry.h"
#include "app/indicators.h"
#include "app/server/event-hub.h"
#include "backend-manager/backend-manager.h"

G_BEGIN_DECLS

#define PERCH_TYPE_STATUS_WINDOW (perch_status_window_get_type ())
G_DECLARE_FINAL_TYPE (PerchStatusWindow, perch_status_window, PERCH, STATUS_WINDOW, GtkWindow)

GtkWidget *perch_status_window_new (PerchBackendManager *manager, GActionGroup *actions);
void perch_status_window_follow_events (PerchStatusWindow *self, PerchEventHub *hub);
void perch_status_window_list_items (PerchStatusWindow *self, GPtrArray *items);
void perch_status_window_follow_indicators (PerchStatusWindow *self, PerchIndicators *indicators);

G_END_DECLS
