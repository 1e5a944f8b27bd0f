/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/journal/level.h"
#include "backend-manager/json-scan.h"

G_BEGIN_DECLS

/**
 * PerchLogLine:
 * @time: RFC 3339 in UTC, to the millisecond; empty in a line that Perch has not written
 * @level: info in such a line
 * @source: who says it; empty in such a line
 * @message: what; all of such a line
 * @trace_id: what it belongs to; often empty
 *
 * The parts of a line of the text log. They point into the line.
 */
typedef struct
{
  PerchSlice time;
  PerchLevel level;
  PerchSlice source;
  PerchSlice message;
  PerchSlice trace_id;
} PerchLogLine;

PerchLogLine perch_log_line_parse (const char *line, gsize length);
gboolean perch_log_line_has (const PerchSlice *part, const char *text);

G_END_DECLS
