/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/routes/docs-file.h"
#include "app/routes/routes-private.h"
#include "app/server/reply.h"

static void
reply_document (PerchRoutes *self, PerchRequest *request, const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) document = perch_docs_file_look_up (self->docs_file, name, &error);

  if (document == NULL)
    perch_reply_error (request, SOUP_STATUS_INTERNAL_SERVER_ERROR, "no_docs",
                       "The description is not installed: %s", error->message);
  else
    perch_reply_bytes (request, SOUP_STATUS_OK, "application/json", document);
}

/* GET /openapi.json on the bridge */
static void
bridge_cb (PerchRequest *request, gpointer user_data)
{
  reply_document (user_data, request, "bridge.json");
}

/* GET /openapi.json on the hooks' port */
static void
hooks_cb (PerchRequest *request, gpointer user_data)
{
  reply_document (user_data, request, "hooks.json");
}

/* GET /openapi.json on the listener */
static void
listener_cb (PerchRequest *request, gpointer user_data)
{
  reply_document (user_data, request, "listener.json");
}

/**
 * perch_routes_add_bridge_openapi:
 * @self: the routes, with a file of documentation
 * @router: where it is added
 *
 * Adds the route that describes the bridge.
 */
void
perch_routes_add_bridge_openapi (PerchRoutes *self, PerchRouter *router)
{
  static const PerchRoute routes[] = { { "GET", "/openapi.json", bridge_cb, 0 } };

  g_return_if_fail (self != NULL);
  g_return_if_fail (router != NULL);

  perch_router_add (router, routes, G_N_ELEMENTS (routes), self);
}

/**
 * perch_routes_add_hooks_openapi:
 * @self: the routes, with a file of documentation
 * @router: where it is added
 *
 * Adds the route that describes the hooks' port.
 */
void
perch_routes_add_hooks_openapi (PerchRoutes *self, PerchRouter *router)
{
  static const PerchRoute routes[] = { { "GET", "/openapi.json", hooks_cb, 0 } };

  g_return_if_fail (self != NULL);
  g_return_if_fail (router != NULL);

  perch_router_add (router, routes, G_N_ELEMENTS (routes), self);
}

/**
 * perch_routes_add_listener_openapi:
 * @self: the routes, with a file of documentation
 * @router: where it is added
 *
 * Adds the route that describes the listener.
 */
void
perch_routes_add_listener_openapi (PerchRoutes *self, PerchRouter *router)
{
  static const PerchRoute routes[] = { { "GET", "/openapi.json", listener_cb, 0 } };

  g_return_if_fail (self != NULL);
  g_return_if_fail (router != NULL);

  perch_router_add (router, routes, G_N_ELEMENTS (routes), self);
}
