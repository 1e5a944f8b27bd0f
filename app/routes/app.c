/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/routes/routes-private.h"
#include "app/server/reply.h"

static void
reply_ok (PerchRequest *request)
{
  g_autoptr (JsonBuilder) builder = perch_reply_begin ();

  perch_routes_reply_change (request, builder);
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
  g_signal_connect_swapped (perch_request_get_message (request), "disconnected",
                            G_CALLBACK (answered_cb), user_data);
  reply_ok (request);
}

/* GET /api/app/token: for the control socket, where nobody but this person can ask. */
static void
token_cb (PerchRequest *request, gpointer user_data)
{
  PerchRoutes *self = user_data;
  g_autoptr (JsonBuilder) builder = NULL;

  if (self->token == NULL)
    {
      perch_reply_error (request, SOUP_STATUS_NOT_FOUND, "no_token",
                         "Perch has no token; \"perch status\" says why");
      return;
    }
  builder = perch_reply_begin ();
  json_builder_set_member_name (builder, "token");
  json_builder_add_string_value (builder, perch_token_get_secret (self->token));
  perch_reply_end (request, builder);
}

/**
 * perch_routes_add_app:
 * @self: the routes
 * @router: where they are added
 *
 * Adds the routes that the application itself is asked with: on the control socket only.
 */
void
perch_routes_add_app (PerchRoutes *self, PerchRouter *router)
{
  static const PerchRoute routes[] = {
    { "POST", "/api/app/show", show_cb, 0 },
    { "GET", "/api/app/token", token_cb, 0 },
    { "POST", "/api/app/quit", quit_cb, 0 },
  };

  g_return_if_fail (self != NULL);
  g_return_if_fail (router != NULL);

  perch_routes_add_group (self, router, routes, G_N_ELEMENTS (routes));
}
