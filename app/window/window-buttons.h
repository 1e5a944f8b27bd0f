/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/window/window-tabs.h"

G_BEGIN_DECLS

gboolean perch_window_buttons_shows (const PerchWindowSources *sources, const char *id);
GtkWidget *perch_window_buttons_new (const PerchWindowSources *sources, GtkButton **quit);
void perch_window_buttons_refresh (GtkButton *quit, PerchBackendManager *manager);

G_END_DECLS
