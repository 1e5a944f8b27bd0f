/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/call-deadline.h"

#include "backend-manager/sleep-check.h"

/* A call consists of many steps, and ends at the first of several causes: its time is over, its
 * caller has left, its client is closed. @cancellable is for all its steps; @passed tells whether
 * it was the time. The time begins anew when the machine has slept. */
struct _PerchCallDeadline
{
  GCancellable *cancellable; /* (owned) */
  GSource *timer; /* (owned) */
  PerchSleepCheck sleep;
  gboolean passed;
};

static gboolean
timer_cb (gpointer user_data)
{
  PerchCallDeadline *self = user_data;

  if (perch_sleep_check_slept (&self->sleep))
    return G_SOURCE_CONTINUE;
  self->passed = TRUE;
  g_cancellable_cancel (self->cancellable);
  return G_SOURCE_REMOVE;
}

/**
 * perch_call_deadline_new:
 * @timeout_ms: how long the call may take, in milliseconds, from now on
 *
 * Returns: (transfer full): a deadline on the thread-default main context
 */
PerchCallDeadline *
perch_call_deadline_new (guint timeout_ms)
{
  PerchCallDeadline *self = g_new0 (PerchCallDeadline, 1);

  self->cancellable = g_cancellable_new ();
  perch_sleep_check_begin (&self->sleep);
  self->timer = g_timeout_source_new (timeout_ms);
  g_source_set_static_name (self->timer, "[perch] call deadline");
  g_source_set_callback (self->timer, timer_cb, self, NULL);
  g_source_attach (self->timer, g_main_context_get_thread_default ());
  return self;
}

/**
 * perch_call_deadline_free:
 * @self: (transfer full):
 *
 * The call is over: nothing is cancelled any more.
 */
void
perch_call_deadline_free (PerchCallDeadline *self)
{
  g_source_destroy (self->timer);
  g_source_unref (self->timer);
  g_object_unref (self->cancellable);
  g_free (self);
}

/**
 * perch_call_deadline_follow:
 * @cancellable: (nullable): the steps end with it as well
 */
void
perch_call_deadline_follow (PerchCallDeadline *self, GCancellable *cancellable)
{
  if (cancellable == NULL)
    return;
  g_signal_connect_object (cancellable, "cancelled", G_CALLBACK (g_cancellable_cancel),
                           self->cancellable, G_CONNECT_SWAPPED);
  if (g_cancellable_is_cancelled (cancellable))
    g_cancellable_cancel (self->cancellable);
}

/**
 * perch_call_deadline_get_cancellable:
 *
 * Returns: (transfer none): for every step of the call
 */
GCancellable *
perch_call_deadline_get_cancellable (PerchCallDeadline *self)
{
  return self->cancellable;
}

/**
 * perch_call_deadline_has_passed:
 *
 * Returns: whether the time was over
 */
gboolean
perch_call_deadline_has_passed (PerchCallDeadline *self)
{
  return self->passed;
}
