/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/routes/control.h"

#include "app/server/control-socket.h"

/* All who may listen to events, all who may wait for the person's answer, and room for those who
 * ask something meanwhile. */
#define MAX_CONNECTIONS 1664

/* The control socket of a running Perch with all that answers on it. @surface and @routes are set
 * from serve() on. */
struct _PerchControl
{
  PerchControlSocket *socket; /* (owned) */
  PerchSurface *surface; /* (owned) (nullable) */
  PerchRoutes *routes; /* (owned) (nullable) */
};

/**
 * perch_control_acquire:
 * @error: return location for a %PERCH_SERVER_ERROR: %PERCH_SERVER_ERROR_BUSY when this person runs
 *   Perch already, %PERCH_SERVER_ERROR_PLACE when there is no place for its socket
 *
 * Becomes the one Perch of this person. Nothing answers yet, so that a second one waits, rather
 * than hears that there are no backends.
 *
 * Returns: (transfer full): free with perch_control_free()
 */
PerchControl *
perch_control_acquire (GError **error)
{
  g_autofree char *path = perch_control_socket_find_path ();
  PerchControlSocket *socket = perch_control_socket_acquire (path, error);
  PerchControl *self = NULL;

  if (socket == NULL)
    return NULL;
  self = g_new0 (PerchControl, 1);
  self->socket = socket;
  return self;
}

/**
 * perch_control_free:
 * @self: (transfer full): a control socket
 *
 * Closes the socket, removes it, and lets another Perch run.
 */
void
perch_control_free (PerchControl *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->surface, perch_surface_free);
  g_clear_pointer (&self->routes, perch_routes_free);
  perch_control_socket_free (self->socket);
  g_free (self);
}

/**
 * perch_control_serve:
 * @self: a control socket that does not serve yet
 * @manager: the backends, loaded
 * @journal: the log
 * @events: what listeners are connected to; must outlive @self
 * @asks: the questions that are put to the person
 * @actions: what the application can be asked to do: `quit`, and `show` where there is a display
 * @mode: "tray" or "headless", static
 * @error: return location for a %PERCH_SERVER_ERROR_ADDRESS
 *
 * Starts to answer.
 *
 * Returns: whether it does
 */
gboolean
perch_control_serve (PerchControl *self,
                     PerchBackendManager *manager,
                     PerchJournal *journal,
                     PerchEventServer *events,
                     PerchAskQueue *asks,
                     GActionGroup *actions,
                     const char *mode,
                     GError **error)
{
  PerchRouter *router = NULL;
  PerchLimits limits;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (self->surface == NULL, FALSE);

  self->routes = perch_routes_new (manager, journal, actions, mode);
  perch_routes_set_events (self->routes, events);
  perch_routes_set_asks (self->routes, asks);
  perch_limits_init (&limits);
  limits.max_connections = MAX_CONNECTIONS;
  self->surface = perch_surface_new ("control", &limits);
  router = perch_surface_get_router (self->surface);
  perch_routes_add_answers (self->routes, router);
  perch_routes_add_app (self->routes, router);
  perch_routes_add_standing (self->routes, router);
  perch_routes_add_asks (self->routes, router);
  perch_routes_add_bridge (self->routes, router);
  perch_routes_add_events (self->routes, router);
  perch_routes_add_surface (self->routes, self->surface);
  return perch_control_socket_listen (self->socket, self->surface, error);
}

/**
 * perch_control_get_routes:
 * @self: a control socket
 *
 * Returns: (transfer none) (nullable): what answers on it, to answer elsewhere as well; %NULL
 * before perch_control_serve()
 */
PerchRoutes *
perch_control_get_routes (PerchControl *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->routes;
}
