/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gio/gio.h>

#include "app/journal/log-filter.h"

G_BEGIN_DECLS

typedef enum
{
  PERCH_LOG_TEXT,
  PERCH_LOG_JSON,
} PerchLogKind;

typedef struct _PerchLogCursor PerchLogCursor;

PerchLogCursor *perch_log_cursor_new (const char *directory, PerchLogKind kind, const char *source);
void perch_log_cursor_take_filter (PerchLogCursor *self, PerchLogFilter *filter);
void perch_log_cursor_free (PerchLogCursor *self);
GPtrArray *perch_log_cursor_tail (PerchLogCursor *self, guint n_lines, GError **error);
GPtrArray *perch_log_cursor_more (PerchLogCursor *self, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PerchLogCursor, perch_log_cursor_free)

G_END_DECLS
