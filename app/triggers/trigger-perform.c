/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/triggers/trigger-perform.h"

#include <string.h>

#include "app/triggers/triggers-private.h"
#include "backend-manager/json-text.h"

/* What an action is done with; all in it lives as long as the run. */
typedef struct
{
  PerchTriggers *triggers;
  PerchTriggerRun *run;
  PerchTriggerActionKind kind;
  const PerchTriggerArguments *arguments;
} Context;

/* A task returns more members for the action's object in the report, as JSON without braces. */
typedef void (*PerformFunc) (const Context *context, GTask *task);

static void
return_members (GTask *task, const char *members)
{
  g_task_return_pointer (task, g_strdup (members), g_free);
}

/* Looks the backend up, and remembers that what becomes of it may come of this run. */
static PerchBackend *
find_backend (const Context *context, GTask *task)
{
  const PerchTriggerCause *cause = perch_trigger_run_get_cause (context->run);
  const char *name = context->arguments->backend;
  PerchBackend *backend = perch_backend_manager_lookup (context->triggers->manager, name);

  if (backend == NULL)
    g_task_return_new_error (task, PERCH_TRIGGER_ERROR, PERCH_TRIGGER_ERROR_FAILED,
                             "There is no backend called \"%s\"", name);
  else
    perch_trigger_chains_reach (context->triggers->chains, cause->trace_id, name, cause->depth);
  return backend;
}

/* How a backend is started, stopped or restarted. */
typedef struct
{
  void (*begin) (PerchBackend *backend,
                 GCancellable *cancellable,
                 GAsyncReadyCallback callback,
                 gpointer user_data);
  gboolean (*finish) (PerchBackend *backend, GAsyncResult *result, GError **error);
} Move;

static const Move moves[] = {
  [PERCH_TRIGGER_START] = { perch_backend_start_async, perch_backend_start_finish },
  [PERCH_TRIGGER_STOP] = { perch_backend_stop_async, perch_backend_stop_finish },
  [PERCH_TRIGGER_RESTART] = { perch_backend_restart_async, perch_backend_restart_finish },
};

static void
moved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  const Move *move = g_task_get_task_data (task);
  GError *error = NULL;

  if (move->finish (PERCH_BACKEND (source), result, &error))
    return_members (task, "");
  else
    g_task_return_error (task, error);
}

static void
perform_move (const Context *context, GTask *task)
{
  PerchBackend *backend = find_backend (context, task);
  const Move *move = &moves[context->kind];

  if (backend == NULL)
    return;
  perch_trigger_chains_move_backend (context->triggers->chains, context->arguments->backend,
                                     perch_trigger_run_get_cause (context->run)->trace_id,
                                     g_get_monotonic_time ());
  g_task_set_task_data (task, (gpointer) move, NULL);
  move->begin (backend, g_task_get_cancellable (task), moved_cb, g_object_ref (task));
}

static void
called_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GBytes) answer = NULL;
  GError *error = NULL;
  GString *members = NULL;

  answer = perch_backend_call_finish (PERCH_BACKEND (source), result, &error);
  if (answer == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  members = g_string_new ("\"result\":");
  g_string_append_len (members, g_bytes_get_data (answer, NULL),
                       (gssize) g_bytes_get_size (answer));
  g_task_return_pointer (task, g_string_free (members, FALSE), g_free);
}

static void
perform_call (const Context *context, GTask *task)
{
  const PerchTriggerArguments *arguments = context->arguments;
  PerchBackend *backend = find_backend (context, task);

  if (backend != NULL)
    perch_backend_call_async (backend, arguments->method, arguments->params,
                              perch_trigger_run_get_cause (context->run)->trace_id,
                              arguments->timeout_ms, g_task_get_cancellable (task), called_cb,
                              g_object_ref (task));
}

/* Where nobody can see it, the log has it at least. */
static void
perform_notify (const Context *context, GTask *task)
{
  const PerchTriggerCause *cause = perch_trigger_run_get_cause (context->run);
  const char *name = perch_trigger_run_get_trigger (context->run)->name;
  const char *title = context->arguments->title;
  const char *body = context->arguments->body;
  g_autofree char *id = g_strconcat ("trigger-", name, NULL);
  g_autofree char *message = NULL;
  g_autoptr (GError) error = NULL;

  if (title == NULL || *title == '\0')
    title = name;
  message = g_strdup_printf ("%s: %s", title, body);
  perch_triggers_log (context->triggers, PERCH_LEVEL_INFO, cause->trace_id, message);
  if (perch_notifier_show (context->triggers->notifier, id, title, body, &error))
    return_members (task, "\"shown\":true");
  else
    return_members (task, "\"shown\":false");
}

static PerchSlice
make_slice (const char *text)
{
  return (PerchSlice){ text, strlen (text) };
}

/* @quoted is the name as JSON. */
static void
publish (PerchTriggers *triggers,
         const char *source,
         const char *quoted,
         const char *payload,
         const char *trace_id)
{
  const PerchEvent event = {
    .when_us = g_get_real_time (),
    .source = source,
    .name = { quoted + 1, strlen (quoted) - 2 },
    .trace_id = make_slice (trace_id),
    .payload = make_slice (payload),
  };

  perch_event_hub_publish (triggers->hub, &event);
}

/* Offered to the other triggers from here: this is the one place where it is known for sure what
 * the event comes of. */
static void
perform_publish (const Context *context, GTask *task)
{
  const PerchTriggerCause *cause = perch_trigger_run_get_cause (context->run);
  const PerchTriggerArguments *arguments = context->arguments;
  g_autofree char *source =
      g_strconcat (PERCH_TRIGGER_SOURCE, perch_trigger_run_get_trigger (context->run)->name, NULL);
  g_autofree char *quoted = perch_json_quote (arguments->event);
  g_autofree char *payload =
      arguments->payload != NULL ? json_to_string (arguments->payload, FALSE) : g_strdup ("{}");
  g_autoptr (JsonObject) event = json_object_new ();

  publish (context->triggers, source, quoted, payload, cause->trace_id);
  json_object_set_string_member (event, "event", arguments->event);
  json_object_set_string_member (event, "source", source);
  json_object_set_string_member (event, "trace_id", cause->trace_id);
  if (arguments->payload != NULL)
    json_object_set_member (event, "payload", json_node_copy (arguments->payload));
  else
    json_object_set_object_member (event, "payload", json_object_new ());
  perch_triggers_offer (context->triggers, event, strlen (payload), cause->trace_id,
                        cause->depth + 1);
  return_members (task, "");
}

static const PerformFunc funcs[] = {
  [PERCH_TRIGGER_START] = perform_move,    [PERCH_TRIGGER_STOP] = perform_move,
  [PERCH_TRIGGER_RESTART] = perform_move,  [PERCH_TRIGGER_CALL] = perform_call,
  [PERCH_TRIGGER_NOTIFY] = perform_notify, [PERCH_TRIGGER_PUBLISH] = perform_publish,
};

G_STATIC_ASSERT (G_N_ELEMENTS (funcs) == PERCH_TRIGGER_PUBLISH + 1);

/**
 * perch_trigger_perform_async:
 * @triggers: where @run belongs
 * @run: what @action is a part of; must live until the end
 * @action: what is to be done
 *
 * Does an action: of a start or restart until the backend is ready, of a call until it has
 * answered.
 */
void
perch_trigger_perform_async (PerchTriggers *triggers,
                             PerchTriggerRun *run,
                             const PerchTriggerAction *action,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  g_auto (PerchTriggerArguments) arguments = { 0 };
  const Context context = { triggers, run, perch_trigger_action_get_kind (action), &arguments };
  g_autoptr (GTask) task = NULL;
  GError *error = NULL;

  g_return_if_fail (PERCH_IS_TRIGGERS (triggers));
  g_return_if_fail (run != NULL && action != NULL);

  task = g_task_new (NULL, triggers->cancellable, callback, user_data);
  g_task_set_source_tag (task, perch_trigger_perform_async);
  if (triggers->ended)
    g_task_return_new_error (task, PERCH_TRIGGER_ERROR, PERCH_TRIGGER_ERROR_ENDING,
                             "Perch is about to end");
  else if (!perch_trigger_action_fill (action, perch_trigger_run_get_values (run), &arguments,
                                       &error))
    g_task_return_error (task, error);
  else
    funcs[context.kind](&context, task);
}

/**
 * perch_trigger_perform_finish:
 * @error: what went wrong, in words for people
 *
 * Returns: (transfer full) (nullable): members for the report, such as `"result":5`, or ""
 */
char *
perch_trigger_perform_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
