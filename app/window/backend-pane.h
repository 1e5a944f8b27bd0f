/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gtk/gtk.h>

#include "app/window/window-tabs.h"
#include "backend-manager/backend.h"

G_BEGIN_DECLS

#define PERCH_TYPE_BACKEND_PANE (perch_backend_pane_get_type ())
G_DECLARE_FINAL_TYPE (PerchBackendPane, perch_backend_pane, PERCH, BACKEND_PANE, GtkBox)

GtkWidget *perch_backend_pane_new (PerchBackend *backend, const PerchWindowSources *sources);
PerchBackend *perch_backend_pane_get_backend (PerchBackendPane *self);
void perch_backend_pane_list_items (PerchBackendPane *self, GPtrArray *items);
void perch_backend_pane_refresh (PerchBackendPane *self);

G_END_DECLS
