/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _PerchLogFilter PerchLogFilter;

PerchLogFilter *perch_log_filter_new (const char *since,
                                      const char *pattern,
                                      gint64 now_us,
                                      GError **error);
void perch_log_filter_free (PerchLogFilter *self);
gboolean perch_log_filter_match (const PerchLogFilter *self, const char *line, gsize length);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PerchLogFilter, perch_log_filter_free)

G_END_DECLS
