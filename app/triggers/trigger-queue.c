/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/triggers/triggers-private.h"

/* No more runs than this at a time, and no more bytes in what set them off. Events may not take all
 * of it, so that in a storm of them there is room for who asks for a trigger, nor may they take it
 * for one trigger only. */
static const struct
{
  guint runs;
  guint runs_of_one;
  gsize bytes;
} limits[] = {
  [FALSE] = { 192, 64, 4 * 1024 * 1024 },
  [TRUE] = { 256, 256, 5 * 1024 * 1024 },
};

/* So many begin in a turn of the main loop. */
#define A_TURN 16

/* Behind those who answer requests: triggers must not keep others from working. */
#define TURN_PRIORITY (G_PRIORITY_DEFAULT + 1)

static gboolean
turn_cb (gpointer user_data)
{
  PerchTriggers *self = user_data;

  for (guint i = 0; i < A_TURN && self->waiting.length > 0; i++)
    {
      PerchTriggerRun *run = g_queue_pop_head (&self->waiting);

      g_queue_push_tail (&self->active, run);
      perch_trigger_run_begin (run);
    }
  g_source_set_ready_time (self->turn, self->waiting.length > 0 ? 0 : -1);
  return G_SOURCE_CONTINUE;
}

static gboolean
turn_dispatch (GSource *source, GSourceFunc callback, gpointer user_data)
{
  return callback (user_data);
}

/* Makes the queue of what is to be run, in the thread-default main context. */
void
perch_triggers_open_queue (PerchTriggers *self)
{
  static GSourceFuncs funcs = { .dispatch = turn_dispatch };

  g_queue_init (&self->waiting);
  g_queue_init (&self->active);
  self->turn = g_source_new (&funcs, sizeof (GSource));
  g_source_set_static_name (self->turn, "perch-triggers-turn");
  g_source_set_priority (self->turn, TURN_PRIORITY);
  g_source_set_callback (self->turn, turn_cb, self, NULL);
  g_source_attach (self->turn, g_main_context_get_thread_default ());
}

/* What waits never begins; what has begun sees its end from the cancellable. */
void
perch_triggers_close_queue (PerchTriggers *self)
{
  g_autoptr (GError) error =
      g_error_new_literal (PERCH_TRIGGER_ERROR, PERCH_TRIGGER_ERROR_ENDING,
                           "Perch is about to end, and runs no trigger any more");

  while (self->waiting.length > 0)
    {
      g_autoptr (PerchTriggerRun) run = g_queue_pop_head (&self->waiting);

      perch_trigger_run_refuse (run, error);
    }
  if (self->turn != NULL)
    g_source_destroy (self->turn);
  g_clear_pointer (&self->turn, g_source_unref);
}

static void
cut_chain (PerchTriggers *self, const PerchTriggerCause *cause, const char *message)
{
  g_autoptr (JsonBuilder) more = NULL;

  if (!perch_trigger_chains_cut (self->chains, cause->trace_id))
    return;
  more = json_builder_new ();
  json_builder_begin_object (more);
  json_builder_set_member_name (more, "message");
  json_builder_add_string_value (more, message);
  perch_triggers_log (self, PERCH_LEVEL_WARNING, cause->trace_id, message);
  perch_triggers_warn (self, "trigger_loop", cause->trace_id, more);
}

static gboolean
is_full (PerchTriggers *self, const PerchTrigger *trigger, gsize size, gboolean awaited)
{
  return self->waiting.length + self->active.length >= limits[awaited].runs ||
         trigger->n_runs >= limits[awaited].runs_of_one ||
         self->bytes + size > limits[awaited].bytes;
}

/* Says whether @trigger may be run once more, for @cause; @size is how many bytes set it off, and
 * @awaited whether somebody waits for its end. A chain that is too long is told of here, once. */
gboolean
perch_triggers_admit (PerchTriggers *self,
                      const PerchTrigger *trigger,
                      const PerchTriggerCause *cause,
                      gsize size,
                      gboolean awaited,
                      GError **error)
{
  if (self->ended)
    {
      g_set_error_literal (error, PERCH_TRIGGER_ERROR, PERCH_TRIGGER_ERROR_ENDING,
                           "Perch is about to end, and runs no trigger any more");
      return FALSE;
    }
  if (cause->depth > PERCH_TRIGGER_CHAIN_MAX ||
      perch_trigger_chains_is_cut (self->chains, cause->trace_id))
    {
      g_autofree char *message = g_strdup_printf (
          "Trigger %s is not run: more than %d triggers have set off one another, which looks like "
          "a loop",
          trigger->name, PERCH_TRIGGER_CHAIN_MAX);

      cut_chain (self, cause, message);
      g_set_error_literal (error, PERCH_TRIGGER_ERROR, PERCH_TRIGGER_ERROR_LOOP, message);
      return FALSE;
    }
  if (!is_full (self, trigger, size, awaited))
    return TRUE;
  g_set_error (
      error, PERCH_TRIGGER_ERROR, PERCH_TRIGGER_ERROR_BUSY,
      "Trigger %s is not run: %u are running or waiting, %u of them of this one, and there "
      "is no room for more",
      trigger->name, self->waiting.length + self->active.length, trigger->n_runs);
  return FALSE;
}

/* Takes @run, which was admitted; it begins in a later turn. */
void
perch_triggers_push (PerchTriggers *self, PerchTriggerRun *run)
{
  perch_trigger_run_get_trigger (run)->n_runs++;
  self->bytes += perch_trigger_run_get_size (run);
  g_queue_push_tail (&self->waiting, run);
  g_source_set_ready_time (self->turn, 0);
}

/* Drops @run, which is over. */
void
perch_triggers_forget (PerchTriggers *self, PerchTriggerRun *run)
{
  perch_trigger_run_get_trigger (run)->n_runs--;
  self->bytes -= perch_trigger_run_get_size (run);
  if (g_queue_remove (&self->active, run))
    perch_trigger_run_unref (run);
}

static guint
get_depth (gpointer data, const char *trace_id)
{
  const PerchTriggerCause *cause = perch_trigger_run_get_cause (data);

  return g_str_equal (cause->trace_id, trace_id) ? cause->depth : 0;
}

/* Returns: how deep the runs of @trace_id are that are not over: who asks for a trigger with this
 * trace does so on behalf of one of them. */
guint
perch_triggers_get_nesting (PerchTriggers *self, const char *trace_id)
{
  guint depth = 0;

  for (GList *link = self->waiting.head; link != NULL; link = link->next)
    depth = MAX (depth, get_depth (link->data, trace_id));
  for (GList *link = self->active.head; link != NULL; link = link->next)
    depth = MAX (depth, get_depth (link->data, trace_id));
  return depth;
}
