/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/routes/routes-private.h"
#include "app/server/reply.h"
#include "backend-manager/clock.h"

static const char *
name_status (PerchTicketList *tickets)
{
  if (perch_ticket_list_get_n_tickets (tickets) == 0)
    return "idle";
  return perch_ticket_list_get_progress (tickets) < 1 ? "running" : "done";
}

/* GET /api/gui/mma_status */
static void
mma_status_cb (PerchRequest *request, gpointer user_data)
{
  PerchRoutes *self = user_data;
  PerchTicketList *tickets = perch_ticket_watch_get_list (self->tickets);
  g_autoptr (JsonBuilder) builder = json_builder_new_immutable ();

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "status");
  json_builder_add_string_value (builder, name_status (tickets));
  perch_ticket_list_describe (tickets, perch_clock_boottime_us (), builder);
  perch_reply_end (request, builder);
}

/**
 * perch_routes_add_hooks_tickets:
 * @self: the routes
 * @router: where they are added
 *
 * Adds how far the backends are with their work. From now on Perch keeps account of it.
 */
void
perch_routes_add_hooks_tickets (PerchRoutes *self, PerchRouter *router)
{
  static const PerchRoute routes[] = { { "GET", "/api/gui/mma_status", mma_status_cb, 0 } };

  g_return_if_fail (self != NULL);
  g_return_if_fail (router != NULL);

  if (self->tickets == NULL)
    self->tickets = perch_ticket_watch_new (self->manager, self->journal);
  perch_router_add (router, routes, G_N_ELEMENTS (routes), self);
}
