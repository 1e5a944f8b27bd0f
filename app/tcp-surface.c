/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/tcp-surface.h"

/* A Perch that has just ended may still be letting go of the port. */
#define RETRY_S 3

/* @cancellable ends the search for who has the port; @retry runs between the two tries. */
struct _PerchTcpSurface
{
  PerchSurface *surface; /* (owned) */
  PerchGate *gate; /* (owned) */
  GSocketAddress *address; /* (owned) */
  char *settings_file; /* (owned) */
  guint n_tries;
  GSource *retry; /* (owned) (nullable) */
  GCancellable *cancellable; /* (owned) */
  PerchTcpSurfaceFunc changed; /* (nullable) */
  gpointer changed_data;
};

/**
 * perch_tcp_surface_new:
 * @name: what it is called in `/status`
 * @token: what opens it; must live as long as the surface
 * @settings: where it listens, and whom it lets in
 * @settings_file: where these come from, for messages
 *
 * Makes a surface at a TCP port of this machine, with a gate in front of it. Add routes, then open
 * it.
 *
 * Returns: (transfer full): free with perch_tcp_surface_free()
 */
PerchTcpSurface *
perch_tcp_surface_new (const char *name,
                       PerchToken *token,
                       const PerchSurfaceSettings *settings,
                       const char *settings_file)
{
  PerchTcpSurface *self = NULL;

  g_return_val_if_fail (name != NULL && token != NULL, NULL);
  g_return_val_if_fail (settings != NULL && settings_file != NULL, NULL);

  self = g_new0 (PerchTcpSurface, 1);
  self->surface = perch_surface_new (name, &settings->limits);
  self->gate = perch_gate_new (token, (const char *const *) settings->allowed_origins,
                               settings->require_token);
  perch_surface_set_gate (self->surface, perch_gate_check, self->gate);
  self->address = g_inet_socket_address_new_from_string (settings->host, settings->port);
  self->settings_file = g_strdup (settings_file);
  self->cancellable = g_cancellable_new ();
  return self;
}

static void
clear_retry (PerchTcpSurface *self)
{
  if (self->retry != NULL)
    g_source_destroy (self->retry);
  g_clear_pointer (&self->retry, g_source_unref);
}

/**
 * perch_tcp_surface_free:
 * @self: (transfer full): a surface
 *
 * Closes @self and frees it.
 */
void
perch_tcp_surface_free (PerchTcpSurface *self)
{
  g_return_if_fail (self != NULL);

  clear_retry (self);
  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  perch_surface_free (self->surface);
  perch_gate_free (self->gate);
  g_object_unref (self->address);
  g_free (self->settings_file);
  g_free (self);
}

/**
 * perch_tcp_surface_get_surface:
 * @self: a surface
 *
 * Returns: (transfer none): what answers
 */
PerchSurface *
perch_tcp_surface_get_surface (PerchTcpSurface *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->surface;
}

static guint16
get_port (GSocketAddress *address)
{
  return g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address));
}

/**
 * perch_tcp_surface_get_port:
 * @self: a surface
 *
 * Returns: the port that its settings want; 0 for any
 */
guint16
perch_tcp_surface_get_port (PerchTcpSurface *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return get_port (self->address);
}

/**
 * perch_tcp_surface_watch:
 * @self: a surface
 * @func: called on each change, instead of who was called before
 * @user_data: for @func
 */
void
perch_tcp_surface_watch (PerchTcpSurface *self, PerchTcpSurfaceFunc func, gpointer user_data)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (func != NULL);

  self->changed = func;
  self->changed_data = user_data;
}

static void
tell (PerchTcpSurface *self, const PerchListener *owner)
{
  if (self->changed != NULL)
    self->changed (self, owner, self->changed_data);
}

static void
find_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  g_task_return_pointer (task,
                         perch_process_tree_find_listener ((guint16) GPOINTER_TO_UINT (task_data)),
                         (GDestroyNotify) perch_listener_free);
}

static gboolean
retry_cb (gpointer user_data)
{
  PerchTcpSurface *self = user_data;

  g_clear_pointer (&self->retry, g_source_unref);
  perch_tcp_surface_open (self);
  return G_SOURCE_REMOVE;
}

static void
retry_later (PerchTcpSurface *self)
{
  self->retry = g_timeout_source_new_seconds (RETRY_S);
  g_source_set_static_name (self->retry, "perch-tcp-surface-retry");
  g_source_set_callback (self->retry, retry_cb, self, NULL);
  g_source_attach (self->retry, g_main_context_get_thread_default ());
}

static char *
explain (PerchTcpSurface *self, const PerchListener *owner, gboolean last)
{
  const char *name = perch_surface_get_name (self->surface);
  g_autofree char *who = NULL;

  if (owner == NULL)
    return g_strdup_printf ("The %s is closed: %s", name,
                            perch_surface_get_problem (self->surface));
  who = perch_listener_describe (owner);
  return g_strdup_printf ("The %s is closed: port %u is taken by %s. %s %s", name,
                          get_port (self->address), who,
                          last ? "End that program, or choose another \"port\" in"
                               : "Perch tries again in a moment; the port is from",
                          self->settings_file);
}

static void
found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  PerchTcpSurface *self = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (PerchListener) owner = g_task_propagate_pointer (G_TASK (result), &error);
  g_autofree char *text = NULL;
  gboolean last = FALSE;

  if (error != NULL)
    return; /* Only close() and free() cancel it, and @user_data may be gone. */
  self = user_data;
  last = self->n_tries > 1;
  text = explain (self, owner, last);
  perch_surface_set_problem (self->surface, text);
  if (last)
    g_warning ("%s", text);
  else
    retry_later (self);
  tell (self, last ? owner : NULL);
}

static void
look_who_has_it (PerchTcpSurface *self)
{
  g_autoptr (GTask) task = g_task_new (NULL, self->cancellable, found_cb, self);

  g_task_set_source_tag (task, look_who_has_it);
  g_task_set_task_data (task, GUINT_TO_POINTER (get_port (self->address)), NULL);
  g_task_run_in_thread (task, find_thread);
}

/**
 * perch_tcp_surface_open:
 * @self: a surface that does not listen
 *
 * Begins to listen. If that can't be, somebody else has the port as a rule: who that is becomes the
 * surface's problem, and it is tried once more after some seconds. Nothing else waits for that.
 */
void
perch_tcp_surface_open (PerchTcpSurface *self)
{
  g_autoptr (GError) error = NULL;

  g_return_if_fail (self != NULL);

  self->n_tries++;
  if (!perch_surface_listen (self->surface, self->address, &error))
    {
      g_debug ("%s", error->message);
      look_who_has_it (self);
      return;
    }
  perch_gate_set_port (self->gate, get_port (perch_acceptor_get_address (
                                       perch_surface_get_acceptor (self->surface))));
  tell (self, NULL);
}

/**
 * perch_tcp_surface_close:
 * @self: a surface
 *
 * Stops listening, and stops trying to. Who is connected is served to the end.
 */
void
perch_tcp_surface_close (PerchTcpSurface *self)
{
  g_return_if_fail (self != NULL);

  clear_retry (self);
  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  self->cancellable = g_cancellable_new ();
  self->n_tries = 0;
  perch_surface_unlisten (self->surface);
  tell (self, NULL);
}

/**
 * perch_tcp_surface_set_settings:
 * @self: a surface
 * @settings: where it listens the next time it is opened, and whom it lets in from now on
 */
void
perch_tcp_surface_set_settings (PerchTcpSurface *self, const PerchSurfaceSettings *settings)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (settings != NULL);

  perch_gate_set_access (self->gate, (const char *const *) settings->allowed_origins,
                         settings->require_token);
  perch_surface_set_limits (self->surface, &settings->limits);
  g_object_unref (self->address);
  self->address = g_inet_socket_address_new_from_string (settings->host, settings->port);
}

/**
 * perch_tcp_surface_refuse:
 * @self: a surface that does not listen
 * @problem: why it will not
 *
 * Keeps @self closed, and says why.
 */
void
perch_tcp_surface_refuse (PerchTcpSurface *self, const char *problem)
{
  g_autofree char *text = NULL;

  g_return_if_fail (self != NULL);
  g_return_if_fail (problem != NULL);

  text = g_strdup_printf ("The %s is closed: %s", perch_surface_get_name (self->surface), problem);
  perch_surface_set_problem (self->surface, text);
  g_warning ("%s", text);
  tell (self, NULL);
}
