/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/journal/journal.h"

G_BEGIN_DECLS

/**
 * PerchForwardRecord:
 * @method: what the backend was asked for
 * @backend: its name
 * @trace_id: of the request
 * @brought_trace_id: it came with the request; somebody will look for it
 * @begun_us: when it was asked, monotonic, microseconds
 * @status: HTTP status of the answer; 0 when nobody waits for one any more
 * @outcome: what came of it, in a word or a sentence
 *
 * A request that went to a backend, once it is over.
 */
typedef struct
{
  const char *method;
  const char *backend;
  const char *trace_id;
  gboolean brought_trace_id;
  gint64 begun_us;
  guint status;
  const char *outcome;
} PerchForwardRecord;

void perch_forward_log (PerchJournal *journal, const PerchForwardRecord *record);

G_END_DECLS
