/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/routes/routes-private.h"

#include "app/hooks/hooks-error.h"
#include "app/routes/ask-reply.h"
#include "app/server/reply.h"

static const struct
{
  PerchHooksError error;
  guint status;
  const char *code;
} refusals[] = {
  { PERCH_HOOKS_ERROR_UNKNOWN, SOUP_STATUS_NOT_FOUND, "no_such_item" },
  { PERCH_HOOKS_ERROR_DISABLED, SOUP_STATUS_CONFLICT, "disabled" },
  { PERCH_HOOKS_ERROR_ACTION, SOUP_STATUS_BAD_REQUEST, "bad_action" },
  { PERCH_HOOKS_ERROR_VALUE, SOUP_STATUS_BAD_REQUEST, "bad_value" },
  { PERCH_HOOKS_ERROR_FULL, PERCH_STATUS_TOO_MANY_REQUESTS, "too_many_tasks" },
};

static void
reply_refusal (PerchRequest *request, const GError *error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (refusals); i++)
    if (g_error_matches (error, PERCH_HOOKS_ERROR, (int) refusals[i].error))
      {
        perch_reply_error (request, refusals[i].status, refusals[i].code, "%s", error->message);
        return;
      }
  perch_reply_error (request, SOUP_STATUS_BAD_REQUEST, "bad_request", "%s", error->message);
}

static gboolean
carry_out (PerchRoutes *self, const PerchHookOrder *order, GError **error)
{
  switch (order->kind)
    {
    case PERCH_HOOK_ORDER_ITEM:
      return perch_item_registry_perform (self->items, order->name, order->action, order->value,
                                          error);
    case PERCH_HOOK_ORDER_CALLBACK:
      return perch_item_registry_call (self->items, order->name, order->value, error);
    case PERCH_HOOK_ORDER_EVENT:
    default:
      perch_event_hub_announce (perch_routes_get_hub (self), order->name, NULL, order->value);
      return TRUE;
    }
}

/* The log tells which clicks were not a person's. */
static gboolean
task_cb (const PerchHookOrder *order, gpointer user_data, GError **error)
{
  PerchRoutes *self = user_data;

  perch_journal_log (self->journal, PERCH_LEVEL_INFO, "perch", "A script: %s %s",
                     perch_hook_order_get_word (order), order->name);
  return carry_out (self, order, error);
}

/* GET /api/gui */
static void
gui_cb (PerchRequest *request, gpointer user_data)
{
  PerchRoutes *self = user_data;
  g_autoptr (GPtrArray) items = perch_item_registry_list (self->items);
  g_auto (GStrv) callbacks = perch_item_registry_list_callbacks (self->items);
  g_autoptr (JsonBuilder) builder = perch_reply_begin ();

  json_builder_set_member_name (builder, "items");
  json_builder_begin_array (builder);
  for (guint i = 0; i < items->len; i++)
    perch_item_add_json (g_ptr_array_index (items, i), builder);
  json_builder_end_array (builder);
  json_builder_set_member_name (builder, "callbacks");
  json_builder_begin_array (builder);
  for (guint i = 0; callbacks[i] != NULL; i++)
    json_builder_add_string_value (builder, callbacks[i]);
  json_builder_end_array (builder);
  perch_reply_end (request, builder);
}

/* GET /api/gui/value/{item} */
static void
value_cb (PerchRequest *request, gpointer user_data)
{
  PerchRoutes *self = user_data;
  const char *id = perch_request_get_param (request, 0);
  g_autoptr (GError) error = NULL;
  g_autoptr (PerchItem) item = perch_item_registry_find (self->items, id, &error);
  g_autoptr (JsonBuilder) builder = NULL;

  if (item == NULL)
    {
      reply_refusal (request, error);
      return;
    }
  builder = perch_reply_begin ();
  json_builder_set_member_name (builder, "item");
  json_builder_add_string_value (builder, item->id);
  perch_item_add_value (item, builder);
  perch_reply_end (request, builder);
}

static void
reply_task (PerchRequest *request, const PerchHookTask *task)
{
  g_autoptr (JsonBuilder) builder = perch_ask_reply_begin ();

  json_builder_set_member_name (builder, "status");
  json_builder_add_string_value (builder, perch_hook_task_state_to_string (task->state));
  json_builder_set_member_name (builder, "task");
  json_builder_add_int_value (builder, (gint64) task->id);
  json_builder_set_member_name (builder, "action");
  json_builder_add_string_value (builder, perch_hook_order_get_word (task->order));
  json_builder_set_member_name (builder, "name");
  json_builder_add_string_value (builder, task->order->name);
  if (task->problem != NULL)
    {
      json_builder_set_member_name (builder, "problem");
      json_builder_add_string_value (builder, task->problem);
    }
  perch_reply_end (request, builder);
}

/* POST /api/gui */
static void
order_cb (PerchRequest *request, gpointer user_data)
{
  PerchRoutes *self = user_data;
  g_autoptr (JsonNode) root = perch_ask_reply_parse_object (request);
  g_autoptr (PerchHookOrder) order = NULL;
  g_autoptr (GError) error = NULL;
  guint64 id = 0;

  if (root == NULL)
    return;
  order = perch_hook_order_read (json_node_get_object (root), &error);
  if (order != NULL && perch_hook_order_check (order, self->items, &error))
    id = perch_hook_tasks_take (self->tasks, g_steal_pointer (&order), &error);
  if (id == 0)
    reply_refusal (request, error);
  else
    reply_task (request, perch_hook_tasks_lookup (self->tasks, id));
}

/* GET /api/gui/task/{id} */
static void
get_task_cb (PerchRequest *request, gpointer user_data)
{
  PerchRoutes *self = user_data;
  const PerchHookTask *task = NULL;
  guint64 id = 0;

  if (g_ascii_string_to_unsigned (perch_request_get_param (request, 0), 10, 1, G_MAXINT64, &id,
                                  NULL))
    task = perch_hook_tasks_lookup (self->tasks, id);
  if (task == NULL)
    perch_reply_error (request, SOUP_STATUS_NOT_FOUND, "no_such_task",
                       "There is no such task, or it has been forgotten");
  else
    reply_task (request, task);
}

/**
 * perch_routes_add_hooks_gui:
 * @self: the routes, with a server of events
 * @router: where they are added
 *
 * Adds what scripts see and use as a person sees and uses the menu and the windows.
 */
void
perch_routes_add_hooks_gui (PerchRoutes *self, PerchRouter *router)
{
  static const PerchRoute routes[] = {
    { "GET", "/api/gui", gui_cb, 0 },
    { "POST", "/api/gui", order_cb, PERCH_SMALL_BODY },
    { "GET", "/api/gui/task/{id}", get_task_cb, 0 },
    { "GET", "/api/gui/value/{item}", value_cb, 0 },
  };

  g_return_if_fail (self != NULL);
  g_return_if_fail (self->events != NULL);
  g_return_if_fail (router != NULL);

  if (self->tasks == NULL)
    {
      self->tasks = perch_hook_tasks_new (task_cb, self);
      perch_routes_register_callbacks (self);
    }
  perch_routes_add_group (self, router, routes, G_N_ELEMENTS (routes));
}
