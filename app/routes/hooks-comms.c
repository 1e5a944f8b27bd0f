/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/routes/routes-private.h"
#include "app/server/reply.h"

static void
add_string (JsonBuilder *builder, const char *name, const char *value)
{
  json_builder_set_member_name (builder, name);
  if (value != NULL)
    json_builder_add_string_value (builder, value);
  else
    json_builder_add_null_value (builder);
}

static void
add_int (JsonBuilder *builder, const char *name, gint64 value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, value);
}

static void
add_entry (const PerchTrafficEntry *entry, JsonBuilder *builder)
{
  g_autoptr (GDateTime) second = g_date_time_new_from_unix_utc (entry->when_us / G_USEC_PER_SEC);
  g_autofree char *day = g_date_time_format (second, "%Y-%m-%dT%H:%M:%S");
  g_autofree char *when =
      g_strdup_printf ("%s.%03dZ", day, (int) (entry->when_us % G_USEC_PER_SEC / 1000));

  json_builder_begin_object (builder);
  add_string (builder, "timestamp", when);
  add_string (builder, "surface", entry->surface);
  add_string (builder, "method", entry->method);
  add_string (builder, "path", entry->path);
  add_string (builder, "route", entry->route);
  add_int (builder, "status", entry->status);
  json_builder_set_member_name (builder, "duration_ms");
  json_builder_add_double_value (builder, (double) entry->duration_us / 1000);
  add_int (builder, "bytes_received", (gint64) entry->n_received);
  add_int (builder, "bytes_sent", (gint64) entry->n_sent);
  add_string (builder, "trace_id", entry->trace_id);
  if (entry->caller != NULL)
    {
      add_int (builder, "pid", entry->caller->pid);
      add_string (builder, "program", entry->caller->program);
    }
  json_builder_end_object (builder);
}

/* GET /api/comms?tail=N */
static void
comms_cb (PerchRequest *request, gpointer user_data)
{
  GQueue *entries = perch_traffic_get_entries (((PerchRoutes *) user_data)->traffic);
  g_autoptr (JsonBuilder) builder = NULL;
  guint tail = 0;

  if (!perch_request_parse_query_uint (request, "tail", PERCH_TRAFFIC_KEPT, PERCH_TRAFFIC_KEPT,
                                       &tail))
    return;
  builder = perch_reply_begin ();
  json_builder_set_member_name (builder, "requests");
  json_builder_begin_array (builder);
  for (guint i = entries->length - MIN (tail, entries->length); i < entries->length; i++)
    add_entry (g_queue_peek_nth (entries, i), builder);
  json_builder_end_array (builder);
  perch_reply_end (request, builder);
}

/**
 * perch_routes_add_hooks_comms:
 * @self: the routes
 * @router: where they are added
 *
 * Adds the log of requests. From now on it is kept, of all surfaces.
 */
void
perch_routes_add_hooks_comms (PerchRoutes *self, PerchRouter *router)
{
  static const PerchRoute routes[] = { { "GET", "/api/comms", comms_cb, 0 } };

  g_return_if_fail (self != NULL);
  g_return_if_fail (router != NULL);

  if (self->traffic == NULL)
    self->traffic = perch_traffic_new ();
  for (guint i = 0; i < self->surfaces->len; i++)
    perch_surface_set_traffic (g_ptr_array_index (self->surfaces, i), self->traffic);
  perch_router_add (router, routes, G_N_ELEMENTS (routes), self);
}
