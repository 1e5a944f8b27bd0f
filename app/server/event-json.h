/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "backend-manager/json-scan.h"

G_BEGIN_DECLS

/**
 * PerchEvent:
 * @when_us: wall clock, microseconds since 1970 UTC
 * @source: who says so: the name of a backend, "perch", or "trigger:" and the name of a trigger
 * @name: what happened, as it stands between the quotes of a JSON string
 * @trace_id: what it belongs to; anything but 32 hex digits is replaced by a new one
 * @payload: a valid JSON object
 * @payload_is_line: it is the line of a backend: its members `event` and `trace_id`, which are told
 *   beside it, are left out
 *
 * Something that happened, before it has a number.
 */
typedef struct
{
  gint64 when_us;
  const char *source;
  PerchSlice name;
  PerchSlice trace_id;
  PerchSlice payload;
  gboolean payload_is_line;
} PerchEvent;

GBytes *perch_event_json_format (const PerchEvent *event, guint64 seq);

G_END_DECLS
