/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/routes/routes-private.h"
#include "app/server/reply.h"

/* A name and a text of their greatest lengths, however they are escaped, and some more. */
#define MAX_BODY (16 * 1024)

static gboolean
update (PerchRoutes *self, PerchRequest *request, JsonObject *object, GError **error)
{
  g_auto (PerchIndicatorUpdate) wanted = { 0 };

  return perch_indicator_update_read (&wanted, object, error) &&
         perch_indicators_update (self->indicators, &wanted, NULL,
                                  perch_request_get_trace_id (request), error);
}

/* POST /api/smrthub/update */
static void
update_cb (PerchRequest *request, gpointer user_data)
{
  PerchRoutes *self = user_data;
  g_autoptr (JsonNode) root = perch_request_parse_body (request);
  g_autoptr (JsonBuilder) builder = NULL;
  g_autoptr (GError) error = NULL;

  if (root == NULL)
    return;
  if (!JSON_NODE_HOLDS_OBJECT (root))
    {
      perch_reply_error (request, SOUP_STATUS_BAD_REQUEST, "bad_request", "expected an object");
      return;
    }
  if (!update (self, request, json_node_get_object (root), &error))
    {
      gboolean is_full = g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);

      perch_reply_error (request, is_full ? SOUP_STATUS_CONFLICT : SOUP_STATUS_BAD_REQUEST,
                         is_full ? "too_many_indicators" : "bad_request", "%s", error->message);
      return;
    }
  builder = perch_reply_begin ();
  perch_routes_reply_change (request, builder);
}

/**
 * perch_routes_add_indicators:
 * @self: the routes, with indicators
 * @router: where they are added
 *
 * Adds the route by which a program shows something in a row of the menu, and its alias.
 */
void
perch_routes_add_indicators (PerchRoutes *self, PerchRouter *router)
{
  static const PerchRoute routes[] = {
    { "POST", "/api/smrthub/update", update_cb, MAX_BODY },
    { "POST", "/api/hub/update", update_cb, MAX_BODY },
  };

  g_return_if_fail (self != NULL);
  g_return_if_fail (router != NULL);

  perch_routes_add_group (self, router, routes, G_N_ELEMENTS (routes));
}
