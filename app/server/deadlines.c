/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/server/deadlines.h"

/* @pending holds the deadlines that are set, in no order: there are as many as requests being read
 * at this moment, which are few. @timer is armed for a time that is never later than the earliest
 * of them; it may be earlier, when that one was cleared: then it wakes up once for nothing.
 * Re-arming wakes the main loop, so the thousands of requests that are done in time should not each
 * do that. With nothing pending the timer stays off, and before the first deadline it is not in the
 * main loop at all, which looks at every source in every turn. */
struct _PerchDeadlines
{
  PerchDeadlineFunc passed;
  GQueue pending; /* (element-type PerchDeadline): links are inside the elements */
  GMainContext *context; /* (owned) */
  GSource *timer; /* (owned) */
};

static void
arm (PerchDeadlines *self, gint64 at_us)
{
  gint64 armed = g_source_get_ready_time (self->timer);

  if (g_source_get_context (self->timer) == NULL)
    g_source_attach (self->timer, self->context);
  if (armed == -1 || at_us < armed)
    g_source_set_ready_time (self->timer, at_us);
}

static PerchDeadline *
find_passed (PerchDeadlines *self, gint64 now)
{
  for (GList *link = self->pending.head; link != NULL; link = link->next)
    {
      PerchDeadline *deadline = (PerchDeadline *) link;

      if (deadline->at_us <= now)
        return deadline;
    }
  return NULL;
}

static gboolean
timer_cb (gpointer user_data)
{
  PerchDeadlines *self = user_data;
  gint64 now = g_source_get_time (self->timer);
  PerchDeadline *deadline = NULL;

  g_source_set_ready_time (self->timer, -1);

  /* From the start each time: what is called may clear or set any of them. */
  while ((deadline = find_passed (self, now)) != NULL)
    {
      gpointer owner = deadline->link.data;

      perch_deadlines_clear (self, deadline);
      self->passed (owner);
    }

  for (GList *link = self->pending.head; link != NULL; link = link->next)
    arm (self, ((PerchDeadline *) link)->at_us);
  return G_SOURCE_CONTINUE;
}

static gboolean
timer_dispatch (GSource *source, GSourceFunc callback, gpointer user_data)
{
  return callback (user_data);
}

/**
 * perch_deadlines_new:
 * @passed: called for each deadline that was not cleared in time
 *
 * Makes a set of deadlines with one timer for all, in the thread-default main context.
 *
 * Returns: (transfer full): free with perch_deadlines_free()
 */
PerchDeadlines *
perch_deadlines_new (PerchDeadlineFunc passed)
{
  static GSourceFuncs funcs = { .dispatch = timer_dispatch };
  PerchDeadlines *self = g_new0 (PerchDeadlines, 1);

  g_return_val_if_fail (passed != NULL, NULL);

  self->passed = passed;
  g_queue_init (&self->pending);
  self->timer = g_source_new (&funcs, sizeof (GSource));
  g_source_set_static_name (self->timer, "perch-deadlines");
  g_source_set_callback (self->timer, timer_cb, self, NULL);
  self->context = g_main_context_ref_thread_default ();
  return self;
}

/**
 * perch_deadlines_free:
 * @self: (transfer full): a set of deadlines
 *
 * Frees @self. Deadlines that are still set are forgotten.
 */
void
perch_deadlines_free (PerchDeadlines *self)
{
  g_return_if_fail (self != NULL);

  g_source_destroy (self->timer);
  g_source_unref (self->timer);
  g_main_context_unref (self->context);
  while (self->pending.head != NULL)
    perch_deadlines_clear (self, (PerchDeadline *) self->pending.head);
  g_free (self);
}

/**
 * perch_deadlines_set:
 * @self: a set of deadlines
 * @deadline: a deadline that stays where it is in memory until it is cleared
 * @owner: what the callback gets
 * @after_ms: milliseconds from now
 *
 * Sets @deadline, or moves it when it was set before.
 */
void
perch_deadlines_set (PerchDeadlines *self, PerchDeadline *deadline, gpointer owner, guint after_ms)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (deadline != NULL);
  g_return_if_fail (owner != NULL);

  if (deadline->link.data == NULL)
    g_queue_push_tail_link (&self->pending, &deadline->link);
  deadline->link.data = owner;
  deadline->at_us = g_get_monotonic_time () + after_ms * G_GINT64_CONSTANT (1000);
  arm (self, deadline->at_us);
}

/**
 * perch_deadlines_clear:
 * @self: a set of deadlines
 * @deadline: one of them, or one that is not set
 *
 * The thing happened in time.
 */
void
perch_deadlines_clear (PerchDeadlines *self, PerchDeadline *deadline)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (deadline != NULL);

  if (deadline->link.data == NULL)
    return;
  g_queue_unlink (&self->pending, &deadline->link);
  deadline->link.data = NULL;
}
