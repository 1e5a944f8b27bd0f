/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gtk/gtk.h>

#include "backend-manager/backend-manager.h"

G_BEGIN_DECLS

#define PERCH_TYPE_LOG_PANE (perch_log_pane_get_type ())
G_DECLARE_FINAL_TYPE (PerchLogPane, perch_log_pane, PERCH, LOG_PANE, GtkBox)

GtkWidget *perch_log_pane_new (PerchBackendManager *manager, const char *directory);
void perch_log_pane_list_items (PerchLogPane *self, GPtrArray *items);

G_END_DECLS
