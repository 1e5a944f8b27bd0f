/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/routes/routes-private.h"
#include "backend-manager/clock.h"

/* Who polls more slowly than this gets values of the slow rhythm, which are newer than the last
 * poll anyway. */
#define WATCH_MS 15000

static void
stop_watching (PerchRoutes *self)
{
  if (self->watch_end != NULL)
    g_source_destroy (self->watch_end);
  g_clear_pointer (&self->watch_end, g_source_unref);
  g_clear_pointer (&self->attention, perch_attention_free);
}

static gboolean
watch_end_cb (gpointer user_data)
{
  stop_watching (user_data);
  return G_SOURCE_REMOVE;
}

/**
 * perch_routes_watch_backends:
 * @self: the routes
 *
 * Somebody looks at the backends' figures: for the next 15 s they are measured as often as for a
 * window. One timer, and none while nobody asks.
 */
void
perch_routes_watch_backends (PerchRoutes *self)
{
  g_return_if_fail (self != NULL);

  if (self->attention == NULL)
    self->attention = perch_attention_new (self->manager);
  if (self->watch_end == NULL)
    {
      self->watch_end = g_timeout_source_new (WATCH_MS);
      g_source_set_static_name (self->watch_end, "perch-routes-watch");
      g_source_set_callback (self->watch_end, watch_end_cb, self, NULL);
      g_source_attach (self->watch_end, g_main_context_get_thread_default ());
    }
  else
    g_source_set_ready_time (self->watch_end,
                             g_get_monotonic_time () + WATCH_MS * G_GINT64_CONSTANT (1000));
}

/**
 * perch_routes_new:
 * @manager: the backends
 * @journal: the log
 * @actions: what the application can be asked to do: `quit`, and `show` where there is a display
 * @mode: (transfer none): "tray" or "headless", static
 *
 * Makes what all route groups share. It must live as long as the routers it is added to.
 *
 * Returns: (transfer full): free with perch_routes_free()
 */
PerchRoutes *
perch_routes_new (PerchBackendManager *manager,
                  PerchJournal *journal,
                  GActionGroup *actions,
                  const char *mode)
{
  PerchRoutes *self = g_new0 (PerchRoutes, 1);

  g_return_val_if_fail (PERCH_IS_BACKEND_MANAGER (manager), NULL);
  g_return_val_if_fail (PERCH_IS_JOURNAL (journal), NULL);
  g_return_val_if_fail (G_IS_ACTION_GROUP (actions), NULL);

  self->manager = g_object_ref (manager);
  self->journal = g_object_ref (journal);
  self->actions = g_object_ref (actions);
  self->mode = mode;
  self->started_us = perch_clock_boottime_us ();
  self->surfaces = g_ptr_array_new ();
  self->docs_file = g_strdup ("docs.gresource");
  self->changes = g_ptr_array_new_with_free_func (g_free);
  self->callers = perch_caller_finder_new ();
  self->items = perch_item_registry_new ();
  self->frames = perch_latencies_new ();
  self->ended = g_cancellable_new ();
  return self;
}

/**
 * perch_routes_free:
 * @self: (transfer full): the routes
 */
void
perch_routes_free (PerchRoutes *self)
{
  g_return_if_fail (self != NULL);

  stop_watching (self);
  g_cancellable_cancel (self->ended);
  g_object_unref (self->ended);
  g_clear_pointer (&self->health, perch_health_free);
  g_clear_pointer (&self->tasks, perch_hook_tasks_free);
  g_clear_object (&self->items);
  g_clear_pointer (&self->frames, perch_latencies_free);
  g_clear_object (&self->tickets);
  g_clear_pointer (&self->traffic, perch_traffic_free);
  g_free (self->docs_file);
  g_ptr_array_unref (self->changes);
  g_clear_object (&self->indicators);
  g_ptr_array_unref (self->surfaces);
  perch_caller_finder_free (self->callers);
  g_clear_object (&self->asks);
  g_clear_object (&self->standing);
  g_object_unref (self->actions);
  g_object_unref (self->journal);
  g_clear_object (&self->settings);
  g_object_unref (self->manager);
  g_free (self);
}

/**
 * perch_routes_add_surface:
 * @self: the routes
 * @surface: a surface that `/status` tells of; must live as long as @self answers
 */
void
perch_routes_add_surface (PerchRoutes *self, PerchSurface *surface)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (surface != NULL);

  g_ptr_array_add (self->surfaces, surface);
  perch_surface_set_traffic (surface, self->traffic);
}

/**
 * perch_routes_remove_surface:
 * @self: the routes
 * @surface: a surface that was added
 *
 * `/status` knows @surface no more.
 */
void
perch_routes_remove_surface (PerchRoutes *self, PerchSurface *surface)
{
  g_return_if_fail (self != NULL);

  g_ptr_array_remove (self->surfaces, surface);
  perch_surface_set_traffic (surface, NULL);
}

/**
 * perch_routes_get_surfaces:
 * @self: the routes
 *
 * Returns: (transfer none) (element-type PerchSurface): the surfaces that there are at the moment;
 *   the array stays the same one as long as @self lives
 */
const GPtrArray *
perch_routes_get_surfaces (PerchRoutes *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->surfaces;
}

/**
 * perch_routes_set_token:
 * @self: the routes
 * @token: (nullable): what opens the TCP ports; must live as long as it is set
 *
 * Sets what the control socket gives to who asks for it.
 */
void
perch_routes_set_token (PerchRoutes *self, PerchToken *token)
{
  g_return_if_fail (self != NULL);

  self->token = token;
}

/**
 * perch_routes_get_token:
 * @self: the routes
 *
 * Returns: (transfer none) (nullable): what opens the TCP ports
 */
PerchToken *
perch_routes_get_token (PerchRoutes *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->token;
}

/**
 * perch_routes_add_bridge:
 * @self: the routes
 * @router: where they are added
 *
 * Adds all that other programs may ask: at the bridge's port, and on the control socket as well.
 */
void
perch_routes_add_bridge (PerchRoutes *self, PerchRouter *router)
{
  perch_routes_add_backends (self, router);
  perch_routes_add_bridge_openapi (self, router);
  perch_routes_add_call (self, router);
  perch_routes_add_clipboard (self, router);
  perch_routes_add_config (self, router);
  perch_routes_add_docs (self, router);
  perch_routes_add_health (self, router);
  perch_routes_add_indicators (self, router);
  perch_routes_add_metrics (self, router);
  perch_routes_add_status (self, router);
  perch_routes_add_triggers (self, router);
}

/**
 * perch_routes_add_bridge_port:
 * @self: the routes, with a server of events
 * @router: where they are added
 *
 * Adds all that answers at the bridge's port.
 */
void
perch_routes_add_bridge_port (PerchRoutes *self, PerchRouter *router)
{
  perch_routes_add_bridge (self, router);
  perch_routes_add_port_events (self, router);
}

/**
 * perch_routes_add_listener_port:
 * @self: the routes
 * @router: where they are added
 *
 * Adds all that answers at the listener's port.
 */
void
perch_routes_add_listener_port (PerchRoutes *self, PerchRouter *router)
{
  perch_routes_add_listener (self, router);
  perch_routes_add_listener_openapi (self, router);
}

/**
 * perch_routes_set_events:
 * @self: the routes
 * @events: what listeners are connected to; must live as long as @self answers
 */
void
perch_routes_set_events (PerchRoutes *self, PerchEventServer *events)
{
  g_return_if_fail (self != NULL);

  self->events = events;
}

/**
 * perch_routes_set_indicators:
 * @self: the routes
 * @indicators: what programs want a person to see
 *
 * To be called before anybody asks.
 */
void
perch_routes_set_indicators (PerchRoutes *self, PerchIndicators *indicators)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (PERCH_IS_INDICATORS (indicators));

  g_set_object (&self->indicators, indicators);
}

/**
 * perch_routes_set_settings:
 * @self: the routes
 * @settings: what is shown and changed at `/api/config`
 */
void
perch_routes_set_settings (PerchRoutes *self, PerchSettings *settings)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (PERCH_IS_SETTINGS (settings));

  g_set_object (&self->settings, settings);
}

/**
 * perch_routes_set_docs_file:
 * @self: the routes
 * @docs_file: path of docs.gresource, with what describes the routes
 */
void
perch_routes_set_docs_file (PerchRoutes *self, const char *docs_file)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (docs_file != NULL);

  g_free (self->docs_file);
  self->docs_file = g_strdup (docs_file);
}

/**
 * perch_routes_set_asks:
 * @self: the routes
 * @asks: the questions that are put to the person
 *
 * To be called once, before anybody is answered.
 */
void
perch_routes_set_asks (PerchRoutes *self, PerchAskQueue *asks)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (PERCH_IS_ASK_QUEUE (asks));
  g_return_if_fail (self->asks == NULL);

  self->asks = g_object_ref (asks);
}

/**
 * perch_routes_set_standing:
 * @self: the routes
 * @standing: what the person has approved for some time
 *
 * To be called once, before anybody is answered.
 */
void
perch_routes_set_standing (PerchRoutes *self, PerchStandingAnswers *standing)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (PERCH_IS_STANDING_ANSWERS (standing));
  g_return_if_fail (self->standing == NULL);

  self->standing = g_object_ref (standing);
}

/**
 * perch_routes_get_hub:
 * @self: the routes, with a server of events
 *
 * Returns: (transfer none): what happens
 */
PerchEventHub *
perch_routes_get_hub (PerchRoutes *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (self->events != NULL, NULL);

  return perch_event_server_get_hub (self->events);
}

/**
 * perch_routes_get_items:
 * @self: the routes
 *
 * Returns: (transfer none): where all parts tell what scripts may see and use
 */
PerchItemRegistry *
perch_routes_get_items (PerchRoutes *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->items;
}

/**
 * perch_routes_get_frames:
 * @self: the routes
 *
 * Returns: (transfer none): where windows tell how long their frames need
 */
PerchLatencies *
perch_routes_get_frames (PerchRoutes *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->frames;
}
