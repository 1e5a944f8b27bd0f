/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/routes/routes-private.h"

#include "app/server/reply.h"

/* GET /api/ask/standing */
static void
list_cb (PerchRequest *request, gpointer user_data)
{
  PerchRoutes *self = user_data;
  g_autoptr (JsonBuilder) builder = perch_reply_begin ();

  perch_standing_answers_add_json (self->standing, builder);
  perch_reply_end (request, builder);
}

static void
revoked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PerchRequest) request = user_data;
  g_autoptr (JsonBuilder) builder = NULL;
  g_autoptr (GError) error = NULL;

  if (perch_standing_answers_revoke_finish (PERCH_STANDING_ANSWERS (source), result, &error))
    {
      builder = perch_reply_begin ();
      perch_routes_reply_change (request, builder);
    }
  else if (error->domain == PERCH_APPROVALS_ERROR)
    perch_reply_error (request, SOUP_STATUS_NOT_FOUND, "no_such_answer", "%s", error->message);
  else
    perch_routes_reply_not_changed (request, error);
}

/* DELETE /api/ask/standing/{id} */
static void
revoke_cb (PerchRequest *request, gpointer user_data)
{
  PerchRoutes *self = user_data;

  perch_standing_answers_revoke_async (self->standing, perch_request_get_param (request, 0),
                                       revoked_cb, g_object_ref (request));
}

/**
 * perch_routes_add_standing:
 * @self: the routes, with standing answers
 * @router: where they are added: the control socket's, before those for questions
 *
 * Adds the routes that show what the person has approved for some time, and take it back.
 */
void
perch_routes_add_standing (PerchRoutes *self, PerchRouter *router)
{
  static const PerchRoute routes[] = {
    { "GET", "/api/ask/standing", list_cb, 0 },
    { "DELETE", "/api/ask/standing/{id}", revoke_cb, 0 },
  };

  g_return_if_fail (self != NULL);
  g_return_if_fail (router != NULL);

  perch_routes_add_group (self, router, routes, G_N_ELEMENTS (routes));
}
