/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/server/request-private.h"
#include "app/server/surface-private.h"

/**
 * perch_surface_new:
 * @name: what it is called in `/status`
 * @limits: (nullable): what its clients may do; %NULL for the usual
 *
 * Makes a surface that works in the thread-default main context. Add routes, then let it listen.
 *
 * Returns: (transfer full): free with perch_surface_free()
 */
PerchSurface *
perch_surface_new (const char *name, const PerchLimits *limits)
{
  PerchSurface *self = g_new0 (PerchSurface, 1);
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);

  g_return_val_if_fail (name != NULL, NULL);

  self->name = g_strdup (name);
  if (limits != NULL)
    self->limits = *limits;
  else
    perch_limits_init (&self->limits);
  self->local = g_inet_socket_address_new (loopback, 0);
  self->finding = g_cancellable_new ();
  self->router = perch_router_new ();
  self->hangups = perch_hangups_new (perch_request_peer_readable);
  self->exchanges = perch_surface_requests_new ();
  /* Paths are decoded by the router, once. */
  self->server = g_object_new (SOUP_TYPE_SERVER, "raw-paths", TRUE, NULL);
  soup_server_add_early_handler (self->server, NULL, perch_surface_got_headers, self, NULL);
  soup_server_add_handler (self->server, NULL, perch_surface_got_body, self, NULL);
  self->acceptor = perch_acceptor_new (&self->limits, perch_surface_accepted, self);
  return self;
}

/**
 * perch_surface_free:
 * @self: (transfer full): a surface
 *
 * Stops @self and frees it.
 */
void
perch_surface_free (PerchSurface *self)
{
  g_return_if_fail (self != NULL);

  perch_surface_stop (self);
  g_clear_object (&self->server);
  perch_acceptor_free (self->acceptor);
  g_clear_pointer (&self->finder, perch_peer_finder_free);
  g_object_unref (self->finding);
  perch_router_free (self->router);
  g_hash_table_unref (self->exchanges);
  perch_hangups_free (self->hangups);
  g_clear_object (&self->local);
  g_free (self->problem);
  g_free (self->name);
  g_free (self);
}

/**
 * perch_surface_get_name:
 * @self: a surface
 *
 * Returns: (transfer none): its name
 */
const char *
perch_surface_get_name (PerchSurface *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->name;
}

/**
 * perch_surface_get_router:
 * @self: a surface
 *
 * Returns: (transfer none): where its routes are added
 */
PerchRouter *
perch_surface_get_router (PerchSurface *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->router;
}

/**
 * perch_surface_get_acceptor:
 * @self: a surface
 *
 * Returns: (transfer none): what accepts its connections, for its address and its counters
 */
PerchAcceptor *
perch_surface_get_acceptor (PerchSurface *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->acceptor;
}

/**
 * perch_surface_set_gate:
 * @self: a surface
 * @gate: (nullable): what decides who gets in
 * @user_data: for @gate
 */
void
perch_surface_set_gate (PerchSurface *self, PerchSurfaceGate gate, gpointer user_data)
{
  g_return_if_fail (self != NULL);

  self->gate = gate;
  self->gate_data = user_data;
}

/**
 * perch_surface_listen:
 * @self: a surface that is not listening
 * @address: where, see perch_acceptor_listen()
 * @error: return location for a %PERCH_SERVER_ERROR
 *
 * Starts to listen and to answer. A failure is kept, for perch_surface_add_status().
 *
 * Returns: whether it listens now
 */
gboolean
perch_surface_listen (PerchSurface *self, GSocketAddress *address, GError **error)
{
  g_autoptr (GError) local_error = NULL;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (G_IS_SOCKET_ADDRESS (address), FALSE);

  g_clear_pointer (&self->problem, g_free);
  if (perch_acceptor_listen (self->acceptor, address, &local_error))
    return TRUE;
  self->problem = g_strdup (local_error->message);
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

/**
 * perch_surface_set_limits:
 * @self: a surface
 * @limits: what its clients may do, from their next connection or request on
 */
void
perch_surface_set_limits (PerchSurface *self, const PerchLimits *limits)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (limits != NULL);

  self->limits = *limits;
  perch_acceptor_set_limits (self->acceptor, limits);
}

/**
 * perch_surface_unlisten:
 * @self: a surface
 *
 * Stops listening, and forgets why it could not. Who is connected is served to the end. It may
 * listen again.
 */
void
perch_surface_unlisten (PerchSurface *self)
{
  g_return_if_fail (self != NULL);

  perch_acceptor_unlisten (self->acceptor);
  g_clear_pointer (&self->problem, g_free);
}

/**
 * perch_surface_stop:
 * @self: a surface
 *
 * Closes all connections and stops listening. Requests that wait for an answer are cancelled. It
 * may listen again.
 */
void
perch_surface_stop (PerchSurface *self)
{
  g_return_if_fail (self != NULL);

  g_cancellable_cancel (self->finding);
  g_object_unref (self->finding);
  self->finding = g_cancellable_new ();
  perch_acceptor_stop (self->acceptor);
  g_hash_table_remove_all (self->exchanges);
  soup_server_disconnect (self->server);
}

/**
 * perch_surface_get_problem:
 * @self: a surface
 *
 * Returns: (transfer none) (nullable): why it does not listen, when it should
 */
const char *
perch_surface_get_problem (PerchSurface *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->problem;
}

/**
 * perch_surface_set_problem:
 * @self: a surface that does not listen
 * @problem: why not, as a sentence for people
 *
 * Says more than perch_surface_listen() could know. The next one of these forgets it.
 */
void
perch_surface_set_problem (PerchSurface *self, const char *problem)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (problem != NULL);

  g_free (self->problem);
  self->problem = g_strdup (problem);
}

/**
 * perch_surface_set_traffic:
 * @self: a surface
 * @traffic: (nullable): what remembers its requests; must live as long as it is set
 */
void
perch_surface_set_traffic (PerchSurface *self, PerchTraffic *traffic)
{
  g_return_if_fail (self != NULL);

  self->traffic = traffic;
}

/**
 * perch_surface_dup_address:
 * @self: a surface
 *
 * Returns: (transfer full) (nullable): where it listens, such as `127.0.0.1:5001`; %NULL when it
 *   does not
 */
char *
perch_surface_dup_address (PerchSurface *self)
{
  GSocketAddress *address = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  address = perch_acceptor_get_address (self->acceptor);
  if (address == NULL)
    return NULL;
  return g_socket_connectable_to_string (G_SOCKET_CONNECTABLE (address));
}

/**
 * perch_surface_add_status:
 * @self: a surface
 * @builder: a builder in the middle of an object
 *
 * Adds a member with the name of @self: `{"state":"listening","address":...}`,
 * `{"state":"error","error":...}` or `{"state":"closed"}`.
 */
void
perch_surface_add_status (PerchSurface *self, JsonBuilder *builder)
{
  g_autofree char *address = NULL;

  g_return_if_fail (self != NULL);
  g_return_if_fail (JSON_IS_BUILDER (builder));

  address = perch_surface_dup_address (self);
  json_builder_set_member_name (builder, self->name);
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "state");
  if (address != NULL)
    {
      json_builder_add_string_value (builder, "listening");
      json_builder_set_member_name (builder, "address");
      json_builder_add_string_value (builder, address);
    }
  else if (self->problem != NULL)
    {
      json_builder_add_string_value (builder, "error");
      json_builder_set_member_name (builder, "error");
      json_builder_add_string_value (builder, self->problem);
    }
  else
    json_builder_add_string_value (builder, "closed");
  json_builder_end_object (builder);
}
