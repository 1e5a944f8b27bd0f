/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/triggers/trigger-run.h"

#include "app/triggers/trigger-perform.h"
#include "app/triggers/triggers-private.h"
#include "backend-manager/json-text.h"

/* The actions of one trigger, one after the other. The first that goes wrong is @error, and ends
 * it. @report has an element for each action behind us, and when all is over for each there is. */
struct _PerchTriggerRun
{
  PerchTriggers *triggers; /* (owned) */
  PerchTrigger *trigger; /* (owned) */
  PerchTriggerCause cause; /* its strings are owned */
  JsonObject *values; /* (owned): what placeholders stand for */
  gsize size; /* bytes of what @values were read from */
  guint n_done;
  GString *report; /* (owned): the inside of a JSON array */
  GError *error; /* (owned) (nullable) */
  GTask *task; /* (owned) (nullable): who waits for the end; its data is this run */
};

/**
 * perch_trigger_run_new:
 * @triggers: where it belongs
 * @trigger: what is to be done
 * @cause: why
 * @values: what `params` and `event` are
 * @size: bytes that @values came from
 *
 * Returns: (transfer full): a run that has not begun
 */
PerchTriggerRun *
perch_trigger_run_new (PerchTriggers *triggers,
                       PerchTrigger *trigger,
                       const PerchTriggerCause *cause,
                       JsonObject *values,
                       gsize size)
{
  PerchTriggerRun *self = NULL;

  g_return_val_if_fail (PERCH_IS_TRIGGERS (triggers), NULL);
  g_return_val_if_fail (trigger != NULL && cause != NULL && values != NULL, NULL);

  self = g_rc_box_new0 (PerchTriggerRun);
  self->triggers = g_object_ref (triggers);
  self->trigger = perch_trigger_ref (trigger);
  self->cause.text = g_strdup (cause->text);
  self->cause.trace_id = g_strdup (cause->trace_id);
  self->cause.depth = cause->depth;
  self->values = json_object_ref (values);
  self->size = size;
  self->report = g_string_new (NULL);
  return self;
}

static void
run_free (gpointer data)
{
  PerchTriggerRun *self = data;

  g_assert (self->task == NULL);
  g_free ((char *) self->cause.text);
  g_free ((char *) self->cause.trace_id);
  perch_trigger_unref (self->trigger);
  json_object_unref (self->values);
  g_string_free (self->report, TRUE);
  g_clear_error (&self->error);
  g_object_unref (self->triggers);
}

/**
 * perch_trigger_run_ref:
 *
 * Returns: (transfer full): @self
 */
PerchTriggerRun *
perch_trigger_run_ref (PerchTriggerRun *self)
{
  return g_rc_box_acquire (self);
}

/**
 * perch_trigger_run_unref:
 * @self: (transfer full): a run
 */
void
perch_trigger_run_unref (PerchTriggerRun *self)
{
  g_rc_box_release_full (self, run_free);
}

/**
 * perch_trigger_run_take_task:
 * @self: a run that has not begun
 * @task: (transfer full): returns when it is over; its task data becomes @self
 */
void
perch_trigger_run_take_task (PerchTriggerRun *self, GTask *task)
{
  g_return_if_fail (self != NULL && self->task == NULL);
  g_return_if_fail (G_IS_TASK (task));

  g_task_set_task_data (task, perch_trigger_run_ref (self),
                        (GDestroyNotify) perch_trigger_run_unref);
  self->task = task;
}

/**
 * perch_trigger_run_get_trigger:
 *
 * Returns: (transfer none): what is done
 */
PerchTrigger *
perch_trigger_run_get_trigger (PerchTriggerRun *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->trigger;
}

/**
 * perch_trigger_run_get_cause:
 *
 * Returns: (transfer none): why
 */
const PerchTriggerCause *
perch_trigger_run_get_cause (PerchTriggerRun *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return &self->cause;
}

/**
 * perch_trigger_run_get_values:
 *
 * Returns: (transfer none): what placeholders stand for
 */
JsonObject *
perch_trigger_run_get_values (PerchTriggerRun *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->values;
}

/**
 * perch_trigger_run_get_size:
 *
 * Returns: bytes of what set it off
 */
gsize
perch_trigger_run_get_size (PerchTriggerRun *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->size;
}

/**
 * perch_trigger_run_dup_report:
 * @self: a run that is over
 *
 * Returns: (transfer full): a JSON array that says of each action what became of it
 */
char *
perch_trigger_run_dup_report (PerchTriggerRun *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_strdup_printf ("[%s]", self->report->str);
}

/* @members are more members of its object, as JSON; @problem is set when it went wrong. */
static void
report_action (PerchTriggerRun *self, const char *status, const char *members, const char *problem)
{
  const PerchTriggerAction *action = g_ptr_array_index (self->trigger->actions, self->n_done);

  g_string_append_printf (self->report, "%s{\"action\":\"%s\",\"status\":\"%s\"",
                          self->n_done > 0 ? "," : "", perch_trigger_action_get_word (action),
                          status);
  if (members != NULL && *members != '\0')
    g_string_append_printf (self->report, ",%s", members);
  if (problem != NULL)
    {
      g_autofree char *quoted = perch_json_quote (problem);

      g_string_append_printf (self->report, ",\"message\":%s", quoted);
    }
  g_string_append_c (self->report, '}');
  self->n_done++;
}

static void
tell (PerchTriggerRun *self)
{
  g_autofree char *message = NULL;

  if (self->error != NULL)
    message = g_strdup_printf ("Trigger %s (%s): %s", self->trigger->name, self->cause.text,
                               self->error->message);
  else
    message = g_strdup_printf ("Trigger %s (%s): done", self->trigger->name, self->cause.text);
  perch_triggers_log (self->triggers, self->error != NULL ? PERCH_LEVEL_WARNING : PERCH_LEVEL_INFO,
                      self->cause.trace_id, message);
}

static void
answer (PerchTriggerRun *self)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->task);

  if (task == NULL)
    return;
  if (self->error != NULL)
    g_task_return_error (task, g_error_copy (self->error));
  else
    g_task_return_boolean (task, TRUE);
}

static void
finish (PerchTriggerRun *self)
{
  while (self->n_done < self->trigger->actions->len)
    report_action (self, "skipped", NULL, NULL);
  tell (self);
  answer (self);
  perch_triggers_forget (self->triggers, self);
}

static void step (PerchTriggerRun *self);

static void
performed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PerchTriggerRun) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *members = perch_trigger_perform_finish (result, &error);
  const PerchTriggerAction *action = g_ptr_array_index (self->trigger->actions, self->n_done);

  if (error != NULL)
    {
      g_set_error (&self->error, PERCH_TRIGGER_ERROR, PERCH_TRIGGER_ERROR_FAILED,
                   "%s went wrong: %s", perch_trigger_action_get_word (action), error->message);
      report_action (self, "error", NULL, error->message);
      finish (self);
      return;
    }
  report_action (self, "ok", members, NULL);
  step (self);
}

static void
step (PerchTriggerRun *self)
{
  if (self->n_done == self->trigger->actions->len)
    finish (self);
  else
    perch_trigger_perform_async (self->triggers, self,
                                 g_ptr_array_index (self->trigger->actions, self->n_done),
                                 performed_cb, perch_trigger_run_ref (self));
}

/**
 * perch_trigger_run_begin:
 * @self: a run that has not begun, and that its owner knows as active
 *
 * Does the first action, and later the others. perch_triggers_forget() is called at the end.
 */
void
perch_trigger_run_begin (PerchTriggerRun *self)
{
  g_return_if_fail (self != NULL && self->n_done == 0);

  step (self);
}

/**
 * perch_trigger_run_refuse:
 * @self: a run that will never begin
 * @error: why
 *
 * Tells who waits for it.
 */
void
perch_trigger_run_refuse (PerchTriggerRun *self, const GError *error)
{
  g_return_if_fail (self != NULL && error != NULL);

  self->error = g_error_copy (error);
  answer (self);
}
