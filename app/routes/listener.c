/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/routes/routes-private.h"
#include "app/server/reply.h"

/* GET /ping: an extension asks who has the port before it tells anything. */
static void
ping_cb (PerchRequest *request, gpointer user_data)
{
  g_autoptr (JsonBuilder) builder = perch_reply_begin ();

  json_builder_set_member_name (builder, "name");
  json_builder_add_string_value (builder, "perch");
  perch_reply_end (request, builder);
}

/**
 * perch_routes_add_listener:
 * @self: the routes
 * @router: where they are added
 *
 * Adds what browser extensions may ask.
 */
void
perch_routes_add_listener (PerchRoutes *self, PerchRouter *router)
{
  static const PerchRoute routes[] = {
    { "GET", "/ping", ping_cb, 0, PERCH_ROUTE_EXTENSIONS },
  };

  g_return_if_fail (self != NULL);
  g_return_if_fail (router != NULL);

  perch_router_add (router, routes, G_N_ELEMENTS (routes), self);
  perch_routes_add_tab_info (self, router);
}
