/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define PERCH_TYPE_SURFACE_PANE (perch_surface_pane_get_type ())
G_DECLARE_FINAL_TYPE (PerchSurfacePane, perch_surface_pane, PERCH, SURFACE_PANE, GtkScrolledWindow)

GtkWidget *perch_surface_pane_new (const GPtrArray *surfaces);

G_END_DECLS
