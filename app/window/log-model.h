/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/journal/log-parts.h"

G_BEGIN_DECLS

#define PERCH_TYPE_LOG_MODEL (perch_log_model_get_type ())
G_DECLARE_FINAL_TYPE (PerchLogModel, perch_log_model, PERCH, LOG_MODEL, GObject)

PerchLogModel *perch_log_model_new (const char *directory);
void perch_log_model_set_query (PerchLogModel *self, PerchLogQuery *query);
PerchLogQuery *perch_log_model_get_query (PerchLogModel *self);
void perch_log_model_set_active (PerchLogModel *self, gboolean active);
gboolean perch_log_model_get_busy (PerchLogModel *self);
const char *perch_log_model_get_problem (PerchLogModel *self);
guint perch_log_model_get_n_rows (PerchLogModel *self);
const char *perch_log_model_peek (PerchLogModel *self, guint row);
const GPtrArray *perch_log_model_get_parts (PerchLogModel *self);

G_END_DECLS
