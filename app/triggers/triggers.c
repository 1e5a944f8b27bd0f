/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/triggers/triggers-private.h"

#include "app/server/trace-id.h"
#include "app/triggers/trigger-file.h"
#include "backend-manager/text.h"

G_DEFINE_FINAL_TYPE (PerchTriggers, perch_triggers, G_TYPE_OBJECT)

static void
perch_triggers_dispose (GObject *object)
{
  PerchTriggers *self = PERCH_TRIGGERS (object);

  perch_triggers_end (self);
  g_clear_object (&self->manager);
  g_clear_object (&self->journal);
  g_clear_object (&self->notifier);
  G_OBJECT_CLASS (perch_triggers_parent_class)->dispose (object);
}

static void
perch_triggers_finalize (GObject *object)
{
  PerchTriggers *self = PERCH_TRIGGERS (object);

  g_free (self->path);
  g_ptr_array_unref (self->triggers);
  g_strfreev (self->problems);
  perch_trigger_chains_free (self->chains);
  g_object_unref (self->cancellable);
  G_OBJECT_CLASS (perch_triggers_parent_class)->finalize (object);
}

static void
perch_triggers_class_init (PerchTriggersClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = perch_triggers_dispose;
  object_class->finalize = perch_triggers_finalize;
}

static void
perch_triggers_init (PerchTriggers *self)
{
  self->triggers = g_ptr_array_new_with_free_func ((GDestroyNotify) perch_trigger_unref);
  self->problems = g_new0 (char *, 1);
  self->chains = perch_trigger_chains_new ();
  self->cancellable = g_cancellable_new ();
  perch_triggers_open_queue (self);
}

/**
 * perch_triggers_new:
 * @places: what they work with
 *
 * Returns: (transfer full): no trigger at all, until perch_triggers_load()
 */
PerchTriggers *
perch_triggers_new (const PerchTriggersPlaces *places)
{
  PerchTriggers *self = NULL;

  g_return_val_if_fail (places != NULL && places->path != NULL && places->hub != NULL, NULL);
  g_return_val_if_fail (PERCH_IS_BACKEND_MANAGER (places->manager), NULL);
  g_return_val_if_fail (PERCH_IS_JOURNAL (places->journal), NULL);
  g_return_val_if_fail (PERCH_IS_NOTIFIER (places->notifier), NULL);

  self = g_object_new (PERCH_TYPE_TRIGGERS, NULL);
  self->path = g_strdup (places->path);
  self->manager = g_object_ref (places->manager);
  self->hub = places->hub;
  self->journal = g_object_ref (places->journal);
  self->notifier = g_object_ref (places->notifier);
  return self;
}

static gboolean
any_wants_events (GPtrArray *triggers)
{
  for (guint i = 0; i < triggers->len; i++)
    if (((const PerchTrigger *) g_ptr_array_index (triggers, i))->filter != NULL)
      return TRUE;
  return FALSE;
}

/* What is wrong with the file is told in the log: with single triggers, which are left out, or with
 * all of it, and then those from before stay in force. What runs goes on as it was. */
static void
load (PerchTriggers *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) triggers = NULL;
  GStrv problems = NULL;

  triggers = perch_trigger_file_load (self->path, &problems, &error);
  if (triggers == NULL)
    {
      problems = g_new0 (char *, 2);
      problems[0] = g_strdup (error->message);
    }
  else
    {
      g_ptr_array_unref (self->triggers);
      self->triggers = g_steal_pointer (&triggers);
    }
  g_strfreev (self->problems);
  self->problems = problems;
  for (guint i = 0; problems[i] != NULL; i++)
    g_warning ("%s", problems[i]);
  perch_triggers_listen (self, any_wants_events (self->triggers));
}

/**
 * perch_triggers_reload:
 * @self: triggers that have been loaded
 *
 * Reads the settings file again at once, and not only when its change is noticed.
 */
void
perch_triggers_reload (PerchTriggers *self)
{
  g_return_if_fail (PERCH_IS_TRIGGERS (self));

  perch_triggers_log (self, PERCH_LEVEL_INFO, NULL, "The triggers are read again");
  load (self);
}

/**
 * perch_triggers_load:
 * @self: new triggers
 *
 * Reads the settings file, and again whenever it changes.
 */
void
perch_triggers_load (PerchTriggers *self)
{
  g_autofree char *folder = NULL;
  g_autofree char *name = NULL;
  g_autofree char *signal = NULL;

  g_return_if_fail (PERCH_IS_TRIGGERS (self));
  g_return_if_fail (self->watch == NULL && !self->ended);

  load (self);
  folder = g_path_get_dirname (self->path);
  name = g_path_get_basename (self->path);
  signal = g_strconcat ("changed::", name, NULL);
  self->watch = perch_settings_watch_new (folder);
  g_signal_connect_object (self->watch, signal, G_CALLBACK (perch_triggers_reload), self,
                           G_CONNECT_SWAPPED);
}

/**
 * perch_triggers_end:
 *
 * No trigger begins any more, whatever happens: backends that are being stopped must stay so. What
 * has begun is not waited for.
 */
void
perch_triggers_end (PerchTriggers *self)
{
  g_return_if_fail (PERCH_IS_TRIGGERS (self));

  if (self->ended)
    return;
  self->ended = TRUE;
  g_clear_object (&self->watch);
  perch_triggers_listen (self, FALSE);
  perch_triggers_stop_telling (self);
  perch_triggers_close_queue (self);
  g_cancellable_cancel (self->cancellable);
}

/* Publishes a `runtime_warning`; @more is a builder within its payload. */
void
perch_triggers_warn (PerchTriggers *self, const char *code, const char *trace_id, JsonBuilder *more)
{
  g_autoptr (JsonNode) payload = NULL;

  json_builder_set_member_name (more, "code");
  json_builder_add_string_value (more, code);
  json_builder_end_object (more);
  payload = json_builder_get_root (more);
  if (!self->ended)
    perch_event_hub_announce (self->hub, "runtime_warning", trace_id, payload);
}

/* Writes a line into the log, if it is important enough for it; @trace_id is nullable. */
void
perch_triggers_log (PerchTriggers *self,
                    PerchLevel level,
                    const char *trace_id,
                    const char *message)
{
  const PerchJournalEntry entry = perch_journal_entry_now (level, message, trace_id);

  if (level >= perch_journal_get_level (self->journal))
    perch_journal_add (self->journal, &entry);
}

/**
 * perch_triggers_describe:
 *
 * Returns: (transfer full): `triggers`, as the settings file has them, `problems` of that file, and
 *   how many runs are `running` and were `dropped` so far
 */
JsonNode *
perch_triggers_describe (PerchTriggers *self)
{
  g_autoptr (JsonObject) object = json_object_new ();
  JsonArray *triggers = json_array_new ();
  JsonArray *problems = json_array_new ();

  g_return_val_if_fail (PERCH_IS_TRIGGERS (self), NULL);

  for (guint i = 0; i < self->triggers->len; i++)
    {
      const PerchTrigger *trigger = g_ptr_array_index (self->triggers, i);

      json_array_add_object_element (triggers, json_object_ref (trigger->source));
    }
  for (guint i = 0; self->problems[i] != NULL; i++)
    json_array_add_string_element (problems, self->problems[i]);
  json_object_set_string_member (object, "status", "ok");
  json_object_set_array_member (object, "triggers", triggers);
  json_object_set_array_member (object, "problems", problems);
  json_object_set_int_member (object, "running", self->waiting.length + self->active.length);
  json_object_set_int_member (object, "dropped", (gint64) self->drops.total_runs);
  return json_node_init_object (json_node_alloc (), object);
}

static GError *
make_unknown_error (PerchTriggers *self, const char *name)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) names = NULL;
  g_autofree char *all = NULL;
  const char *nearest = NULL;

  for (guint i = 0; i < self->triggers->len; i++)
    g_strv_builder_add (builder,
                        ((const PerchTrigger *) g_ptr_array_index (self->triggers, i))->name);
  names = g_strv_builder_end (builder);
  nearest = perch_text_nearest (name, (const char *const *) names);
  if (nearest != NULL)
    return g_error_new (PERCH_TRIGGER_ERROR, PERCH_TRIGGER_ERROR_UNKNOWN,
                        "There is no trigger called \"%s\"; did you mean \"%s\"?", name, nearest);
  all = g_strjoinv (", ", names);
  return g_error_new (PERCH_TRIGGER_ERROR, PERCH_TRIGGER_ERROR_UNKNOWN,
                      "There is no trigger called \"%s\"; %s%s", name,
                      names[0] != NULL ? "there are: " : "there are none", all);
}

static JsonObject *
make_values (JsonObject *params)
{
  JsonObject *values = json_object_new ();

  json_object_set_object_member (values, "params",
                                 params != NULL ? json_object_ref (params) : json_object_new ());
  return values;
}

/**
 * perch_triggers_execute_async:
 * @name: which trigger
 * @params: (nullable): what `${params…}` stands for
 * @size: bytes that @params were read from
 * @trace_id: what it belongs to, 32 hex digits
 *
 * Runs a trigger for somebody who waits for it.
 */
void
perch_triggers_execute_async (PerchTriggers *self,
                              const char *name,
                              JsonObject *params,
                              gsize size,
                              const char *trace_id,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (JsonObject) values = NULL;
  g_autoptr (PerchTriggerRun) run = NULL;
  PerchTrigger *trigger = NULL;
  PerchTriggerCause cause = { "asked for", trace_id, 1 };
  GError *error = NULL;

  g_return_if_fail (PERCH_IS_TRIGGERS (self));
  g_return_if_fail (name != NULL && trace_id != NULL);

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, perch_triggers_execute_async);
  cause.depth = perch_triggers_get_nesting (self, trace_id) + 1;
  trigger = perch_trigger_list_find (self->triggers, name);
  if (trigger == NULL)
    error = make_unknown_error (self, name);
  if (error != NULL || !perch_triggers_admit (self, trigger, &cause, size, TRUE, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  values = make_values (params);
  run = perch_trigger_run_new (self, trigger, &cause, values, size);
  perch_trigger_run_take_task (run, g_steal_pointer (&task));
  perch_triggers_push (self, g_steal_pointer (&run));
}

/**
 * perch_triggers_execute_finish:
 * @report: (out) (nullable) (transfer full): a JSON array that says of each action what became of
 *   it, when it has begun
 * @error: a #PERCH_TRIGGER_ERROR
 *
 * Returns: whether all actions went well
 */
gboolean
perch_triggers_execute_finish (PerchTriggers *self,
                               GAsyncResult *result,
                               char **report,
                               GError **error)
{
  PerchTriggerRun *run = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (report != NULL, FALSE);

  run = g_task_get_task_data (G_TASK (result));
  *report = run != NULL ? perch_trigger_run_dup_report (run) : NULL;
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * perch_triggers_raise:
 * @name: a trigger that Perch itself runs; there need be none
 * @params: what `${params…}` stands for
 * @backend: (nullable): what it is about, so that a trigger which started it is known as the cause
 *
 * Runs a trigger that is there for what has just happened.
 */
void
perch_triggers_raise (PerchTriggers *self,
                      const char *name,
                      JsonObject *params,
                      const char *backend)
{
  PerchTrigger *trigger = NULL;
  const char *mover = NULL;
  g_autofree char *trace_id = NULL;
  g_autoptr (JsonObject) values = NULL;
  PerchTriggerCause cause = { "Perch", NULL, 0 };

  g_return_if_fail (PERCH_IS_TRIGGERS (self));
  g_return_if_fail (name != NULL && params != NULL);

  trigger = perch_trigger_list_find (self->triggers, name);
  if (trigger == NULL)
    return;
  if (backend != NULL)
    mover = perch_trigger_chains_get_mover (self->chains, backend, g_get_monotonic_time ());
  trace_id = mover != NULL ? g_strdup (mover) : perch_trace_id_new ();
  cause.trace_id = trace_id;
  cause.depth = perch_trigger_chains_get_depth (self->chains, trace_id, "perch") + 1;
  values = make_values (params);
  perch_triggers_set_off (self, trigger, &cause, values, 0);
}
