/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gtk/gtk.h>

#include "app/journal/log-parts.h"

G_BEGIN_DECLS

#define PERCH_TYPE_LOG_TAKER (perch_log_taker_get_type ())
G_DECLARE_FINAL_TYPE (PerchLogTaker, perch_log_taker, PERCH, LOG_TAKER, GObject)

PerchLogTaker *perch_log_taker_new (GtkWidget *widget);
void perch_log_taker_copy (PerchLogTaker *self, const GPtrArray *parts, guint first, guint n_rows);
void perch_log_taker_save (PerchLogTaker *self, const GPtrArray *parts);

G_END_DECLS
