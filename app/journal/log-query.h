/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gio/gio.h>

#include "app/journal/log-line.h"

G_BEGIN_DECLS

/**
 * PerchLogWish:
 * @least: the least level
 * @source: (nullable): "perch", or the name of a backend
 * @trace_id: (nullable): what they must belong to
 * @text: (nullable): what they must have in them, in any case
 * @sought: (nullable): what is looked for in the lines, in any case
 *
 * Which lines of the log a person wants to see. All but @sought leave lines out.
 */
typedef struct
{
  PerchLevel least;
  const char *source;
  const char *trace_id;
  const char *text;
  const char *sought;
} PerchLogWish;

typedef struct _PerchLogQuery PerchLogQuery;

PerchLogQuery *perch_log_query_new (const PerchLogWish *wish);
PerchLogQuery *perch_log_query_ref (PerchLogQuery *self);
void perch_log_query_unref (PerchLogQuery *self);
gboolean perch_log_query_wants (const PerchLogQuery *self, const char *line, gsize length);
gboolean perch_log_query_find (const PerchLogQuery *self, const char *line, gsize length);
gboolean perch_log_query_find_place (
    const PerchLogQuery *self, const char *text, gsize from, gsize *start, gsize *end);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PerchLogQuery, perch_log_query_unref)

G_END_DECLS
