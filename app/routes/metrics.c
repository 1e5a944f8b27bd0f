/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include <unistd.h>

#include "app/routes/build-hash.h"
#include "app/routes/metric-text.h"
#include "app/routes/routes-private.h"
#include "app/server/reply.h"
#include "backend-manager/clock.h"
#include "backend-manager/process-usage.h"
#include "config.h"

/* What is measured of a backend, in the unit that Prometheus wants; absent while it does not run.
 */
typedef struct
{
  const char *name;
  const char *help;
  double (*get) (PerchBackend *backend);
} BackendGauge;

static double
get_pid (PerchBackend *backend)
{
  return perch_backend_get_pid (backend);
}

static double
get_uptime (PerchBackend *backend)
{
  return (double) perch_backend_get_uptime_seconds (backend);
}

static const PerchSample *
get_sample (PerchBackend *backend)
{
  return perch_sampler_get_latest (perch_backend_get_sampler (backend));
}

static double
get_cpu (PerchBackend *backend)
{
  const PerchSample *sample = get_sample (backend);

  return sample != NULL ? sample->cpu_percent / 100 : 0;
}

static double
get_memory (PerchBackend *backend)
{
  const PerchSample *sample = get_sample (backend);

  return sample != NULL ? (double) sample->memory_bytes : 0;
}

static double
get_processes (PerchBackend *backend)
{
  const PerchSample *sample = get_sample (backend);

  return sample != NULL ? sample->processes : 0;
}

static const BackendGauge backend_gauges[] = {
  { "perch_backend_pid", "Process id of the backend.", get_pid },
  { "perch_backend_uptime_seconds", "How long it has been running.", get_uptime },
  { "perch_backend_cpu_ratio", "Processor time of all its processes; 1 is a whole core.", get_cpu },
  { "perch_backend_memory_bytes", "Memory of all its processes.", get_memory },
  { "perch_backend_processes", "How many processes it consists of.", get_processes },
};

static void
add_backend_states (GListModel *backends, GString *text)
{
  static const char name[] = "perch_backend_state";

  perch_metric_text_begin (text, name, "gauge", "1 for the state that the backend is in.");
  for (guint i = 0; i < g_list_model_get_n_items (backends); i++)
    {
      g_autoptr (PerchBackend) backend = g_list_model_get_item (backends, i);

      for (guint state = 0; state <= PERCH_BACKEND_STATE_LAST; state++)
        perch_metric_text_add (text, name, perch_backend_get_state (backend) == state, "backend",
                               perch_backend_get_name (backend), "state",
                               perch_backend_state_to_string (state), NULL);
    }
}

static void
add_backend_gauge (GListModel *backends, const BackendGauge *gauge, GString *text)
{
  perch_metric_text_begin (text, gauge->name, "gauge", gauge->help);
  for (guint i = 0; i < g_list_model_get_n_items (backends); i++)
    {
      g_autoptr (PerchBackend) backend = g_list_model_get_item (backends, i);

      if (perch_backend_get_pid (backend) > 0)
        perch_metric_text_add (text, gauge->name, gauge->get (backend), "backend",
                               perch_backend_get_name (backend), NULL);
    }
}

static void
add_backends (GListModel *backends, GString *text)
{
  static const char restarts[] = "perch_backend_restarts_total";

  add_backend_states (backends, text);
  for (gsize i = 0; i < G_N_ELEMENTS (backend_gauges); i++)
    add_backend_gauge (backends, &backend_gauges[i], text);
  perch_metric_text_begin (text, restarts, "counter",
                           "How often Perch has started it again since a person did.");
  for (guint i = 0; i < g_list_model_get_n_items (backends); i++)
    {
      g_autoptr (PerchBackend) backend = g_list_model_get_item (backends, i);

      perch_metric_text_add (text, restarts, perch_backend_get_restarts (backend), "backend",
                             perch_backend_get_name (backend), NULL);
    }
}

/* Where the counters of one surface go. */
typedef struct
{
  GString *text;
  const char *surface;
} RequestCounts;

#define REQUESTS "perch_http_requests_total"

static void
add_count (const PerchRoute *route, guint status, guint64 n_requests, gpointer user_data)
{
  const RequestCounts *counts = user_data;
  g_autofree char *code = g_strdup_printf ("%u", status);

  perch_metric_text_add (counts->text, REQUESTS, (double) n_requests, "surface", counts->surface,
                         "method", route != NULL ? route->method : "", "route",
                         route != NULL ? route->pattern : "", "code", code, NULL);
}

static void
add_surfaces (PerchRoutes *self, GString *text)
{
  static const char connections[] = "perch_connections";
  static const char refused[] = "perch_connections_refused_total";

  perch_metric_text_begin (text, REQUESTS, "counter",
                           "Requests by route and status. No route: refused before there was one. "
                           "499: the client has left before its answer.");
  for (guint i = 0; i < self->surfaces->len; i++)
    {
      PerchSurface *surface = g_ptr_array_index (self->surfaces, i);
      RequestCounts counts = { text, perch_surface_get_name (surface) };

      perch_router_foreach_count (perch_surface_get_router (surface), add_count, &counts);
    }

  perch_metric_text_begin (text, connections, "gauge", "Connections that are open.");
  for (guint i = 0; i < self->surfaces->len; i++)
    {
      PerchSurface *surface = g_ptr_array_index (self->surfaces, i);

      perch_metric_text_add (text, connections,
                             perch_acceptor_get_n_open (perch_surface_get_acceptor (surface)),
                             "surface", perch_surface_get_name (surface), NULL);
    }

  perch_metric_text_begin (text, refused, "counter", "Connections that were closed unheard.");
  for (guint i = 0; i < self->surfaces->len; i++)
    {
      PerchSurface *surface = g_ptr_array_index (self->surfaces, i);
      PerchAcceptor *acceptor = perch_surface_get_acceptor (surface);

      perch_metric_text_add (text, refused, (double) perch_acceptor_get_n_refused (acceptor),
                             "surface", perch_surface_get_name (surface), NULL);
    }
}

static void
add_one (GString *text, const char *name, const char *type, const char *help, double value)
{
  perch_metric_text_begin (text, name, type, help);
  perch_metric_text_add (text, name, value, NULL);
}

static void
add_events (PerchEventServer *events, GString *text)
{
  PerchEventHub *hub = perch_event_server_get_hub (events);

  add_one (text, "perch_events_published_total", "counter", "Events that could be listened to.",
           (double) (perch_event_hub_get_newest (hub) + 1 - perch_event_hub_get_first (hub)));
  add_one (text, "perch_events_dropped_total", "counter",
           "Events that clients have missed because they read too slowly.",
           (double) perch_event_hub_get_n_lost (hub));
  add_one (text, "perch_websocket_clients", "gauge", "Clients that listen to events.",
           perch_event_server_get_n_clients (events));
}

static void
add_log (PerchJournal *journal, GString *text)
{
  add_one (text, "perch_log_lines_total", "counter", "Lines taken into the log.",
           (double) perch_journal_get_taken (journal));
  add_one (text, "perch_log_lines_dropped_total", "counter",
           "Lines that were too many, or could not be written.",
           (double) perch_journal_get_dropped (journal));
}

static void
add_perch (PerchRoutes *self, GString *text)
{
  static const char info[] = "perch_build_info";
  gint64 uptime_us = perch_clock_boottime_us () - self->started_us;
  PerchProcessUsage usage = { 0 };

  perch_metric_text_begin (text, info, "gauge", "Always 1; which Perch this is.");
  perch_metric_text_add (text, info, 1, "version", PERCH_VERSION, "build_hash", PERCH_BUILD_HASH,
                         NULL);
  add_one (text, "perch_uptime_seconds", "gauge", "How long Perch has been running.",
           (double) (uptime_us / G_USEC_PER_SEC));
  if (!perch_process_usage_read (getpid (), &usage))
    return;
  add_one (text, "perch_process_cpu_seconds_total", "counter", "Processor time of Perch itself.",
           (double) usage.cpu_ticks / perch_process_ticks_per_second ());
  add_one (text, "perch_process_memory_bytes", "gauge", "Memory of Perch itself.",
           (double) usage.memory_bytes);
  add_one (text, "perch_process_open_fds", "gauge", "Descriptors that Perch has open.",
           usage.open_files);
}

/* GET /metrics */
static void
metrics_cb (PerchRequest *request, gpointer user_data)
{
  PerchRoutes *self = user_data;
  GString *text = g_string_new (NULL);
  g_autoptr (GBytes) body = NULL;

  add_backends (G_LIST_MODEL (self->manager), text);
  add_surfaces (self, text);
  if (self->events != NULL)
    add_events (self->events, text);
  add_log (self->journal, text);
  add_perch (self, text);
  body = g_string_free_to_bytes (text);
  perch_reply_bytes (request, SOUP_STATUS_OK, PERCH_METRIC_TEXT_TYPE, body);
}

/**
 * perch_routes_add_metrics:
 * @self: the routes
 * @router: where it is added
 *
 * Adds the route that Prometheus asks.
 */
void
perch_routes_add_metrics (PerchRoutes *self, PerchRouter *router)
{
  static const PerchRoute routes[] = { { "GET", "/metrics", metrics_cb, 0 } };

  g_return_if_fail (self != NULL);
  g_return_if_fail (router != NULL);

  perch_router_add (router, routes, G_N_ELEMENTS (routes), self);
}
