/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/routes/routes-private.h"

#include "app/server/reply.h"

/* What a test finds that begins after another one: no backend runs and none has failed, nobody is
 * asked anything, nothing of the other one is shown, queued or in the list of events. Settings,
 * logs, and connections that listen to events stay as they are. */

/* One reset until all backends have stopped. @routes are there as long as @ended is not
 * cancelled. */
typedef struct
{
  PerchRoutes *routes; /* (unowned) */
  GCancellable *ended; /* (owned) */
  PerchRequest *request; /* (owned) (nullable): %NULL if the person has asked for it */
} Reset;

static void
reset_free (Reset *reset)
{
  g_object_unref (reset->ended);
  g_clear_object (&reset->request);
  g_free (reset);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Reset, reset_free)

static void
withdraw_questions (PerchAskQueue *asks)
{
  g_autoptr (GPtrArray) pending = perch_ask_queue_list (asks);

  for (guint i = 0; i < pending->len; i++)
    perch_ask_withdraw (g_ptr_array_index (pending, i));
}

static void
close_windows (PerchItemRegistry *items)
{
  static const char *const windows[] = { "status_window", "preferences_window", "setup_window" };
  g_autoptr (JsonNode) closed = json_node_init_boolean (json_node_alloc (), FALSE);

  /* Without a display there are none. */
  for (gsize i = 0; i < G_N_ELEMENTS (windows); i++)
    perch_item_registry_perform (items, windows[i], PERCH_ITEM_SET_VALUE, closed, NULL);
}

static void
forget_failures (PerchBackendManager *manager)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (manager)); i++)
    {
      g_autoptr (PerchBackend) backend = g_list_model_get_item (G_LIST_MODEL (manager), i);

      perch_backend_forget_failures (backend);
    }
}

/* What a backend does while it stops belongs to the other test. */
static void
forget (PerchRoutes *self)
{
  forget_failures (self->manager);
  perch_indicators_clear (self->indicators);
  if (self->tickets != NULL)
    perch_ticket_list_clear (perch_ticket_watch_get_list (self->tickets));
  self->events_before = perch_event_hub_get_newest (perch_routes_get_hub (self));
}

static void
reply (PerchRoutes *self, PerchRequest *request, const GError *error)
{
  g_autoptr (JsonBuilder) builder = NULL;

  if (g_cancellable_is_cancelled (perch_request_get_cancellable (request)))
    return;
  if (error != NULL)
    {
      perch_reply_error (request, SOUP_STATUS_INTERNAL_SERVER_ERROR, "backend_failed",
                         "Not all backends could be stopped: %s", error->message);
      return;
    }
  builder = perch_reply_begin ();
  json_builder_set_member_name (builder, "since");
  json_builder_add_int_value (builder, (gint64) self->events_before);
  perch_reply_end (request, builder);
}

static void
stopped_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Reset) reset = user_data;
  g_autoptr (GError) error = NULL;

  perch_backend_manager_stop_all_finish (PERCH_BACKEND_MANAGER (source), result, &error);
  if (g_cancellable_is_cancelled (reset->ended))
    return;
  if (error != NULL)
    g_warning ("Reset: %s", error->message);
  forget (reset->routes);
  if (reset->request != NULL)
    reply (reset->routes, reset->request, error);
}

/**
 * perch_routes_reset_session:
 * @self: the routes, with everything that answers at the hooks
 * @request: (nullable): is answered when it is done
 *
 * Gives the next test a fresh state. Backends take their time to stop.
 */
void
perch_routes_reset_session (PerchRoutes *self, PerchRequest *request)
{
  Reset *reset = NULL;

  g_return_if_fail (self != NULL);
  g_return_if_fail (self->asks != NULL && self->events != NULL && self->indicators != NULL);
  g_return_if_fail (request == NULL || PERCH_IS_REQUEST (request));

  if (self->tasks != NULL)
    perch_hook_tasks_clear (self->tasks);
  withdraw_questions (self->asks);
  close_windows (self->items);
  reset = g_new0 (Reset, 1);
  reset->routes = self;
  reset->ended = g_object_ref (self->ended);
  reset->request = request != NULL ? g_object_ref (request) : NULL;
  perch_backend_manager_stop_all_async (self->manager, stopped_cb, reset);
}

/* POST /api/session/reset */
static void
reset_cb (PerchRequest *request, gpointer user_data)
{
  if (perch_request_check_unused_body (request))
    perch_routes_reset_session (user_data, request);
}

/**
 * perch_routes_add_hooks_session:
 * @self: the routes
 * @router: where they are added
 *
 * Adds what makes Perch as a test wants to find it.
 */
void
perch_routes_add_hooks_session (PerchRoutes *self, PerchRouter *router)
{
  static const PerchRoute routes[] = { { "POST", "/api/session/reset", reset_cb,
                                         PERCH_SMALL_BODY } };

  g_return_if_fail (self != NULL);
  g_return_if_fail (router != NULL);

  perch_routes_add_group (self, router, routes, G_N_ELEMENTS (routes));
}
