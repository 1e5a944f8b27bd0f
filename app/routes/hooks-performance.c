/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include <unistd.h>

#include "app/routes/routes-private.h"
#include "app/server/reply.h"
#include "backend-manager/clock.h"
#include "backend-manager/process-usage.h"

static void
add_double (JsonBuilder *builder, const char *name, double value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_double_value (builder, value);
}

static void
add_int (JsonBuilder *builder, const char *name, gint64 value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, value);
}

static void
add_latencies (PerchLatencies *latencies, const char *name, JsonBuilder *builder)
{
  json_builder_set_member_name (builder, name);
  json_builder_begin_object (builder);
  add_int (builder, "count", (gint64) perch_latencies_get_n (latencies));
  add_double (builder, "p50_ms", (double) perch_latencies_get_percentile (latencies, 50) / 1000);
  add_double (builder, "p95_ms", (double) perch_latencies_get_percentile (latencies, 95) / 1000);
  add_double (builder, "p99_ms", (double) perch_latencies_get_percentile (latencies, 99) / 1000);
  add_double (builder, "max_ms", (double) perch_latencies_get_max (latencies) / 1000);
  json_builder_end_object (builder);
}

static void
add_process (PerchRoutes *self, JsonBuilder *builder)
{
  gint64 uptime_us = MAX (perch_clock_boottime_us () - self->started_us, 1);
  PerchProcessUsage usage = { 0 };
  double cpu_s = 0;

  if (!perch_process_usage_read (getpid (), &usage))
    return;
  cpu_s = (double) usage.cpu_ticks / perch_process_ticks_per_second ();
  json_builder_set_member_name (builder, "process");
  json_builder_begin_object (builder);
  add_double (builder, "cpu_seconds", cpu_s);
  add_double (builder, "cpu_percent", 100 * cpu_s * G_USEC_PER_SEC / (double) uptime_us);
  add_int (builder, "memory_bytes", (gint64) usage.memory_bytes);
  add_int (builder, "open_files", usage.open_files);
  json_builder_end_object (builder);
}

/* GET /api/performance */
static void
performance_cb (PerchRequest *request, gpointer user_data)
{
  PerchRoutes *self = user_data;
  g_autoptr (JsonBuilder) builder = perch_reply_begin ();

  add_process (self, builder);
  add_latencies (perch_pulse_get_turns (self->pulse), "loop", builder);
  add_latencies (self->frames, "frames", builder);
  json_builder_set_member_name (builder, "requests");
  json_builder_begin_object (builder);
  for (guint i = 0; i < self->surfaces->len; i++)
    {
      const char *name = perch_surface_get_name (g_ptr_array_index (self->surfaces, i));
      PerchLatencies *latencies = perch_traffic_get_latencies (self->traffic, name);

      if (latencies != NULL)
        add_latencies (latencies, name, builder);
    }
  json_builder_end_object (builder);
  perch_reply_end (request, builder);
}

/**
 * perch_routes_add_hooks_performance:
 * @self: the routes, with perch_routes_add_hooks_comms()
 * @router: where they are added
 *
 * Adds how fast Perch is, and what it uses. Nothing is measured but what happens anyway: a main
 * loop that waits is not woken up for it.
 */
void
perch_routes_add_hooks_performance (PerchRoutes *self, PerchRouter *router)
{
  static const PerchRoute routes[] = { { "GET", "/api/performance", performance_cb, 0 } };

  g_return_if_fail (self != NULL);
  g_return_if_fail (router != NULL);

  perch_router_add (router, routes, G_N_ELEMENTS (routes), self);
}
