/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include <unistd.h>

#include "app/routes/routes-private.h"
#include "app/server/reply.h"
#include "backend-manager/clock.h"
#include "config.h"

static void
add_problem (JsonBuilder *builder, const char *problem)
{
  g_autofree char *valid = NULL;

  if (problem == NULL)
    return;
  valid = g_utf8_make_valid (problem, -1);
  json_builder_add_string_value (builder, valid);
}

static void
add_problems (PerchRoutes *self, JsonBuilder *builder)
{
  const char *const *problems = perch_backend_manager_get_problems (self->manager);

  json_builder_set_member_name (builder, "problems");
  json_builder_begin_array (builder);
  for (gsize i = 0; problems != NULL && problems[i] != NULL; i++)
    add_problem (builder, problems[i]);
  json_builder_end_array (builder);
}

static void
add_surfaces (PerchRoutes *self, JsonBuilder *builder)
{
  json_builder_set_member_name (builder, "surfaces");
  json_builder_begin_object (builder);
  for (guint i = 0; i < self->surfaces->len; i++)
    perch_surface_add_status (g_ptr_array_index (self->surfaces, i), builder);
  json_builder_end_object (builder);
}

/**
 * perch_routes_add_identity:
 * @self: the routes
 * @builder: a builder in the middle of an object
 *
 * Adds which Perch this is: `pid`, `version`, `uptime_seconds` and `mode`.
 */
void
perch_routes_add_identity (PerchRoutes *self, JsonBuilder *builder)
{
  gint64 uptime_us = 0;

  g_return_if_fail (self != NULL);
  g_return_if_fail (JSON_IS_BUILDER (builder));

  uptime_us = perch_clock_boottime_us () - self->started_us;
  json_builder_set_member_name (builder, "pid");
  json_builder_add_int_value (builder, getpid ());
  json_builder_set_member_name (builder, "version");
  json_builder_add_string_value (builder, PERCH_VERSION);
  json_builder_set_member_name (builder, "uptime_seconds");
  json_builder_add_int_value (builder, uptime_us / G_USEC_PER_SEC);
  json_builder_set_member_name (builder, "mode");
  json_builder_add_string_value (builder, self->mode);
}

/* GET /status */
static void
status_cb (PerchRequest *request, gpointer user_data)
{
  PerchRoutes *self = user_data;
  g_autoptr (JsonBuilder) builder = perch_reply_begin ();

  perch_routes_add_identity (self, builder);
  add_surfaces (self, builder);
  add_problems (self, builder);
  perch_reply_end (request, builder);
}

/**
 * perch_routes_add_status:
 * @self: the routes
 * @router: where they are added
 *
 * Adds the route that says whether and how Perch runs.
 */
void
perch_routes_add_status (PerchRoutes *self, PerchRouter *router)
{
  static const PerchRoute routes[] = { { "GET", "/status", status_cb, 0 } };

  g_return_if_fail (self != NULL);
  g_return_if_fail (router != NULL);

  perch_router_add (router, routes, G_N_ELEMENTS (routes), self);
}
