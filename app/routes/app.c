/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/routes/routes-private.h"
#include "app/server/reply.h"

static void
reply_ok (PerchRequest *request)
{
  g_autoptr (JsonBuilder) builder = perch_reply_begin ();

  perch_reply_end (request, builder);
}

/* POST /api/app/show */
static void
show_cb (PerchRequest *request, gpointer user_data)
{
  PerchRoutes *self = user_data;

  if (!g_action_group_has_action (self->actions, "show"))
    {
      perch_reply_error (request, SOUP_STATUS_CONFLICT, "no_display",
                         "Perch runs without a display here and has no window to show");
      return;
    }
  g_action_group_activate_action (self->actions, "show", NULL);
  reply_ok (request);
}

static void
answered_cb (PerchRoutes *self, SoupServerMessage *message)
{
  g_action_group_activate_action (self->actions, "quit", NULL);
}

/* POST /api/app/quit: only once the answer is out, since this connection ends with the rest. */
static void
quit_cb (PerchRequest *request, gpointer user_data)
{
  g_signal_connect_swapped (perch_request_get_message (request), "finished",
                            G_CALLBACK (answered_cb), user_data);
  reply_ok (request);
}

/**
 * perch_routes_add_app:
 * @self: the routes
 * @router: where they are added
 *
 * Adds the routes that the application itself is asked with.
 */
void
perch_routes_add_app (PerchRoutes *self, PerchRouter *router)
{
  static const PerchRoute routes[] = {
    { "POST", "/api/app/show", show_cb, 0 },
    { "POST", "/api/app/quit", quit_cb, 0 },
  };

  g_return_if_fail (self != NULL);
  g_return_if_fail (router != NULL);

  perch_router_add (router, routes, G_N_ELEMENTS (routes), self);
}
