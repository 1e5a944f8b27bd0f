/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/routes/routes-private.h"
#include "app/server/reply.h"

/* GET /ping */
static void
ping_cb (PerchRequest *request, gpointer user_data)
{
  g_autoptr (JsonBuilder) builder = perch_reply_begin ();

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
}
