/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/routes/routes-private.h"
#include "app/server/reply.h"

/* GET /status */
static void
status_cb (PerchRequest *request, gpointer user_data)
{
  g_autoptr (JsonBuilder) builder = json_builder_new_immutable ();

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "status");
  json_builder_add_string_value (builder, "running");
  perch_routes_add_identity (user_data, builder);
  perch_reply_end (request, builder);
}

/**
 * perch_routes_add_hooks:
 * @self: the routes
 * @router: where they are added
 *
 * Adds what scripts and tests may ask at their port.
 */
void
perch_routes_add_hooks (PerchRoutes *self, PerchRouter *router)
{
  static const PerchRoute routes[] = { { "GET", "/status", status_cb, 0 } };

  g_return_if_fail (self != NULL);
  g_return_if_fail (router != NULL);

  perch_routes_add_asks (self, router);
  perch_routes_add_port_answers (self, router);
  perch_router_add (router, routes, G_N_ELEMENTS (routes), self);
  perch_routes_add_hooks_comms (self, router);
  perch_routes_add_hooks_diagnostics (self, router);
  perch_routes_add_hooks_events (self, router);
  perch_routes_add_hooks_gui (self, router);
  perch_routes_add_hooks_health (self, router);
  perch_routes_add_hooks_openapi (self, router);
  perch_routes_add_hooks_performance (self, router);
  perch_routes_add_hooks_session (self, router);
  perch_routes_add_hooks_tickets (self, router);
}
