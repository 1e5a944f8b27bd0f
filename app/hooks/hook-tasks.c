/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/hooks/hook-tasks.h"

#include "app/hooks/hooks-error.h"

/* Tasks have consecutive numbers and are done in this order, so @ended and @queued are sorted, and
 * have no gaps. The one that is being done is in neither. @turn is there exactly while some are
 * queued or one is being done. */
struct _PerchHookTasks
{
  PerchHookTaskFunc func;
  gpointer user_data;
  GQueue ended; /* (element-type PerchHookTask) (owned) */
  GQueue queued; /* (element-type PerchHookTask) (owned) */
  guint64 newest; /* number */
  guint64 forgotten; /* number of the newest there was when the list was cleared */
  GSource *turn; /* (owned) (nullable) */
};

static void
task_free (gpointer data)
{
  PerchHookTask *task = data;

  perch_hook_order_free (task->order);
  g_free (task->problem);
  g_free (task);
}

static void
stop_turning (PerchHookTasks *self)
{
  if (self->turn != NULL)
    g_source_destroy (self->turn);
  g_clear_pointer (&self->turn, g_source_unref);
}

/* Takes @task. It is forgotten already when doing it has cleared the list. */
static void
keep (PerchHookTasks *self, PerchHookTask *task)
{
  if (task->id <= self->forgotten)
    {
      task_free (task);
      return;
    }
  g_queue_push_tail (&self->ended, task);
  if (self->ended.length > PERCH_HOOK_TASKS_KEPT)
    task_free (g_queue_pop_head (&self->ended));
}

/* One task a turn of the main loop: what it has caused is dispatched before the next one, and
 * nobody waits for all of them. */
static gboolean
turn_cb (gpointer user_data)
{
  PerchHookTasks *self = user_data;
  PerchHookTask *task = g_queue_pop_head (&self->queued);
  g_autoptr (GError) error = NULL;
  gboolean done = self->func (task->order, self->user_data, &error);

  task->state = done ? PERCH_HOOK_TASK_DONE : PERCH_HOOK_TASK_FAILED;
  task->problem = done ? NULL : g_strdup (error->message);
  keep (self, task);
  if (self->queued.length == 0)
    stop_turning (self);
  return G_SOURCE_CONTINUE;
}

/* Behind what waits for the main loop already, such as the end of the click before. */
static void
start_turning (PerchHookTasks *self)
{
  self->turn = g_idle_source_new ();
  g_source_set_priority (self->turn, G_PRIORITY_DEFAULT + 1);
  g_source_set_static_name (self->turn, "perch-hook-task");
  g_source_set_callback (self->turn, turn_cb, self, NULL);
  g_source_attach (self->turn, g_main_context_get_thread_default ());
}

/**
 * perch_hook_tasks_new:
 * @func: does one
 * @user_data: for @func
 *
 * Returns: (transfer full): a list of things to do, one after the other, on this main loop
 */
PerchHookTasks *
perch_hook_tasks_new (PerchHookTaskFunc func, gpointer user_data)
{
  PerchHookTasks *self = NULL;

  g_return_val_if_fail (func != NULL, NULL);

  self = g_new0 (PerchHookTasks, 1);
  self->func = func;
  self->user_data = user_data;
  return self;
}

/**
 * perch_hook_tasks_free:
 * @self: (transfer full): a list; what is queued is not done
 */
void
perch_hook_tasks_free (PerchHookTasks *self)
{
  g_return_if_fail (self != NULL);

  perch_hook_tasks_clear (self);
  g_free (self);
}

/**
 * perch_hook_tasks_take:
 * @self: a list
 * @order: (transfer full): what is to be done when all that came before has been
 * @error: %PERCH_HOOKS_ERROR_FULL
 *
 * Returns: the number of its task, or 0
 */
guint64
perch_hook_tasks_take (PerchHookTasks *self, PerchHookOrder *order, GError **error)
{
  g_autoptr (PerchHookOrder) taken = order;
  PerchHookTask *task = NULL;

  g_return_val_if_fail (self != NULL, 0);
  g_return_val_if_fail (order != NULL, 0);

  if (self->queued.length == PERCH_HOOK_TASKS_MAX_QUEUED)
    {
      g_set_error (error, PERCH_HOOKS_ERROR, PERCH_HOOKS_ERROR_FULL, "%u tasks are queued already",
                   self->queued.length);
      return 0;
    }
  task = g_new0 (PerchHookTask, 1);
  task->id = ++self->newest;
  task->order = g_steal_pointer (&taken);
  g_queue_push_tail (&self->queued, task);
  if (self->turn == NULL)
    start_turning (self);
  return task->id;
}

static const PerchHookTask *
look_in (GQueue *tasks, guint64 id)
{
  const PerchHookTask *first = g_queue_peek_head (tasks);

  if (first == NULL || id < first->id || id - first->id >= tasks->length)
    return NULL;
  return g_queue_peek_nth (tasks, (guint) (id - first->id));
}

/**
 * perch_hook_tasks_lookup:
 * @self: a list
 * @id: what somebody believes to be the number of a task
 *
 * Returns: (transfer none) (nullable): the task, queued or one of the last that have ended
 */
const PerchHookTask *
perch_hook_tasks_lookup (PerchHookTasks *self, guint64 id)
{
  const PerchHookTask *task = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  task = look_in (&self->queued, id);
  return task != NULL ? task : look_in (&self->ended, id);
}

/**
 * perch_hook_tasks_clear:
 * @self: a list
 *
 * Forgets all tasks; what is queued is not done. Their numbers do not come again.
 */
void
perch_hook_tasks_clear (PerchHookTasks *self)
{
  g_return_if_fail (self != NULL);

  g_queue_clear_full (&self->queued, task_free);
  g_queue_clear_full (&self->ended, task_free);
  self->forgotten = self->newest;
  stop_turning (self);
}

/**
 * perch_hook_task_state_to_string:
 * @state: a state
 *
 * Returns: (transfer none): "queued", "done" or "failed"
 */
const char *
perch_hook_task_state_to_string (PerchHookTaskState state)
{
  static const char *const words[] = {
    [PERCH_HOOK_TASK_QUEUED] = "queued",
    [PERCH_HOOK_TASK_DONE] = "done",
    [PERCH_HOOK_TASK_FAILED] = "failed",
  };

  g_return_val_if_fail ((gsize) state < G_N_ELEMENTS (words), NULL);

  return words[state];
}
