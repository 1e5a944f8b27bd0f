/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/call-deadline.h"

#include "backend-manager/call-watch.h"

/* A call that consists of many steps ends at the first of several causes: its time is over, its
 * caller has left, its client is closed. @cancellable is for all its steps; @error is set when it
 * was one of the first two. */
struct _PerchCallDeadline
{
  GCancellable *cancellable; /* (owned) */
  PerchCallWatch *watch; /* (owned) */
  GError *error; /* (owned) (nullable) */
};

static void
given_up_cb (const GError *error, gpointer user_data)
{
  PerchCallDeadline *self = user_data;

  self->error = g_error_copy (error);
  g_cancellable_cancel (self->cancellable);
}

/**
 * perch_call_deadline_new:
 * @timeout_ms: how long the call may take, in milliseconds, from now on
 * @caller: (nullable): the steps end with it as well
 *
 * Returns: (transfer full): a deadline on the thread-default main context
 */
PerchCallDeadline *
perch_call_deadline_new (guint timeout_ms, GCancellable *caller)
{
  PerchCallDeadline *self = g_new0 (PerchCallDeadline, 1);

  self->cancellable = g_cancellable_new ();
  self->watch = perch_call_watch_new (timeout_ms, caller, given_up_cb, self);
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
  perch_call_watch_free (self->watch);
  g_object_unref (self->cancellable);
  g_clear_error (&self->error);
  g_free (self);
}

/**
 * perch_call_deadline_follow:
 * @client: not cancelled yet: the steps end with it as well
 */
void
perch_call_deadline_follow (PerchCallDeadline *self, GCancellable *client)
{
  g_signal_connect_object (client, "cancelled", G_CALLBACK (g_cancellable_cancel),
                           self->cancellable, G_CONNECT_SWAPPED);
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
 * perch_call_deadline_get_error:
 *
 * Returns: (transfer none) (nullable): %PERCH_BACKEND_ERROR_TIMED_OUT or %G_IO_ERROR_CANCELLED when
 *   the time was over or the caller has left
 */
const GError *
perch_call_deadline_get_error (PerchCallDeadline *self)
{
  return self->error;
}
