/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gtk/gtk.h>

#include "app/window/log-model.h"
#include "app/window/log-selection.h"

G_BEGIN_DECLS

#define PERCH_TYPE_LOG_VIEW (perch_log_view_get_type ())
G_DECLARE_FINAL_TYPE (PerchLogView, perch_log_view, PERCH, LOG_VIEW, GtkBox)

GtkWidget *perch_log_view_new (PerchLogModel *model);
GtkWidget *perch_log_view_get_area (PerchLogView *self);
gboolean perch_log_view_get_follows (PerchLogView *self);
void perch_log_view_set_follows (PerchLogView *self, gboolean follows);
guint perch_log_view_get_cursor (PerchLogView *self);
void perch_log_view_set_cursor (PerchLogView *self, guint row);
void perch_log_view_select_all (PerchLogView *self);
guint perch_log_view_get_selection (PerchLogView *self, guint *first);

G_END_DECLS
