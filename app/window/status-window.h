/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gtk/gtk.h>

#include "app/hooks/item.h"
#include "app/window/window-tabs.h"

G_BEGIN_DECLS

#define PERCH_TYPE_STATUS_WINDOW (perch_status_window_get_type ())
G_DECLARE_FINAL_TYPE (PerchStatusWindow, perch_status_window, PERCH, STATUS_WINDOW, GtkWindow)

/* The names that scripts know its lists by. */
#define PERCH_STATUS_WINDOW_TABS "main_tabs"
#define PERCH_STATUS_WINDOW_BACKENDS "backend_select"

GtkWidget *perch_status_window_new (const PerchWindowSources *sources);
const char *perch_status_window_get_tab (PerchStatusWindow *self);
const char *perch_status_window_get_backend (PerchStatusWindow *self);
void perch_status_window_select (PerchStatusWindow *self, const char *tab, const char *backend);
void perch_status_window_list_items (PerchStatusWindow *self, GPtrArray *items);

G_END_DECLS
