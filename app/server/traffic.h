/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/server/caller.h"
#include "app/server/latencies.h"
#include "app/server/request.h"

G_BEGIN_DECLS

/* So many requests are remembered. */
#define PERCH_TRAFFIC_KEPT 500

/**
 * PerchTrafficEntry:
 * @when_us: when its header was there, since 1970
 * @started_us: the same, of g_get_monotonic_time()
 * @surface: where it came to, interned
 * @caller: (nullable): who has sent it; known at the control socket only
 * @method: how it was asked
 * @path: what was asked, without the query, which may hold what is nobody's business
 * @route: (nullable): pattern of the route that has answered, static
 * @trace_id: its trace id
 * @status: HTTP status of its answer
 * @duration_us: from the header to the end of the answer
 * @n_received: bytes of its body
 * @n_sent: bytes of its answer's body
 *
 * A request and its answer, without what was in them.
 */
typedef struct
{
  gint64 when_us;
  gint64 started_us;
  const char *surface;
  PerchCaller *caller;
  char *method;
  char *path;
  const char *route;
  char *trace_id;
  guint status;
  gint64 duration_us;
  gsize n_received;
  gsize n_sent;
} PerchTrafficEntry;

typedef struct _PerchTraffic PerchTraffic;

PerchTraffic *perch_traffic_new (void);
void perch_traffic_free (PerchTraffic *self);
PerchTrafficEntry *perch_traffic_begin (PerchRequest *request, const char *surface);
void perch_traffic_entry_free (PerchTrafficEntry *entry);
void perch_traffic_add (PerchTraffic *self, PerchTrafficEntry *entry);
GQueue *perch_traffic_get_entries (PerchTraffic *self);
PerchLatencies *perch_traffic_get_latencies (PerchTraffic *self, const char *surface);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PerchTraffic, perch_traffic_free)

G_END_DECLS
