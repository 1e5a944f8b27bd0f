/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/journal/log-cursor.h"

G_BEGIN_DECLS

#define PERCH_TYPE_LOG_FOLLOW (perch_log_follow_get_type ())
G_DECLARE_FINAL_TYPE (PerchLogFollow, perch_log_follow, PERCH, LOG_FOLLOW, GObject)

PerchLogFollow *perch_log_follow_new (const char *directory, PerchLogKind kind, const char *source);
void perch_log_follow_take_filter (PerchLogFollow *self, PerchLogFilter *filter);
void perch_log_follow_tail_async (PerchLogFollow *self,
                                  guint n_lines,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
GPtrArray *perch_log_follow_tail_finish (PerchLogFollow *self,
                                         GAsyncResult *result,
                                         GError **error);
void perch_log_follow_next_async (PerchLogFollow *self,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
GPtrArray *perch_log_follow_next_finish (PerchLogFollow *self,
                                         GAsyncResult *result,
                                         GError **error);

G_END_DECLS
