/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gtk/gtk.h>

#include "app/server/event-hub.h"

G_BEGIN_DECLS

/* How many lines there are at most: what came before is in the log. */
#define PERCH_EVENT_PANE_LINES 200

#define PERCH_TYPE_EVENT_PANE (perch_event_pane_get_type ())
G_DECLARE_FINAL_TYPE (PerchEventPane, perch_event_pane, PERCH, EVENT_PANE, GtkScrolledWindow)

GtkWidget *perch_event_pane_new (PerchEventHub *hub);

G_END_DECLS
