/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/routes/routes-private.h"

/* GET /events/ws: who may open the control socket is this person, and needs no token. */
static void
events_cb (PerchRequest *request, gpointer user_data)
{
  PerchRoutes *self = user_data;

  perch_event_server_accept (self->events, request, NULL, NULL);
}

static gboolean
check_cb (const char *token, guint *delay_ms, gpointer user_data)
{
  const PerchRoutes *self = user_data;

  if (self->token == NULL)
    return FALSE;
  if (perch_token_matches (self->token, token))
    return TRUE;
  *delay_ms = perch_token_add_failure (self->token, g_get_monotonic_time ());
  return FALSE;
}

/* GET /events/ws at a port: a page in a browser can't set headers here, so the first message has
 * the token. */
static void
port_events_cb (PerchRequest *request, gpointer user_data)
{
  PerchRoutes *self = user_data;

  perch_event_server_accept (self->events, request, check_cb, self);
}

/**
 * perch_routes_add_events:
 * @self: the routes, with a server of events
 * @router: where they are added: the control socket's
 *
 * Adds the route where events are listened to.
 */
void
perch_routes_add_events (PerchRoutes *self, PerchRouter *router)
{
  static const PerchRoute routes[] = { { "GET", "/events/ws", events_cb, 0 } };

  g_return_if_fail (self != NULL);
  g_return_if_fail (self->events != NULL);
  g_return_if_fail (router != NULL);

  perch_router_add (router, routes, G_N_ELEMENTS (routes), self);
}

/**
 * perch_routes_add_port_events:
 * @self: the routes, with a server of events
 * @router: where they are added: that of a port
 *
 * Adds the same route for clients that have to show the token.
 */
void
perch_routes_add_port_events (PerchRoutes *self, PerchRouter *router)
{
  static const PerchRoute routes[] = {
    { "GET", "/events/ws", port_events_cb, 0, PERCH_ROUTE_OWN_TOKEN },
  };

  g_return_if_fail (self != NULL);
  g_return_if_fail (self->events != NULL);
  g_return_if_fail (router != NULL);

  perch_router_add (router, routes, G_N_ELEMENTS (routes), self);
}
