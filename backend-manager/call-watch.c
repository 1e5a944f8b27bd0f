/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/call-watch.h"

#include "backend-manager/sleep-check.h"

#include "backend-manager/error.h"

/* What ends a call whose answer does not come. Both sources are destroyed as soon as one of them
 * was dispatched, so the function is called once. */
struct _PerchCallWatch
{
  PerchSleepCheck sleep;
  GSource *deadline; /* (owned) */
  GSource *cancelled; /* (owned) (nullable) */
  PerchCallWatchFunc func;
  gpointer user_data; /* for @func */
};

static void
stop (PerchCallWatch *self)
{
  g_source_destroy (self->deadline);
  if (self->cancelled != NULL)
    g_source_destroy (self->cancelled);
}

static gboolean
deadline_cb (gpointer user_data)
{
  PerchCallWatch *self = user_data;
  g_autoptr (GError) error = NULL;

  if (perch_sleep_check_slept (&self->sleep))
    return G_SOURCE_CONTINUE; /* The time begins anew. */
  error = g_error_new_literal (PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_TIMED_OUT,
                               "The backend did not answer in time");
  stop (self);
  self->func (error, self->user_data);
  return G_SOURCE_REMOVE;
}

static gboolean
cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  PerchCallWatch *self = user_data;
  g_autoptr (GError) error = NULL;

  /* It may have been reset since. */
  if (!g_cancellable_set_error_if_cancelled (cancellable, &error))
    return G_SOURCE_CONTINUE;
  stop (self);
  self->func (error, self->user_data);
  return G_SOURCE_REMOVE;
}

/**
 * perch_call_watch_new:
 * @timeout_ms: how long the call may take in all, in milliseconds
 * @cancellable: (nullable): ends it sooner
 * @func: called from the thread-default main context, never from within this function
 *
 * Returns: (transfer full): free it when the answer is there
 */
PerchCallWatch *
perch_call_watch_new (guint timeout_ms,
                      GCancellable *cancellable,
                      PerchCallWatchFunc func,
                      gpointer user_data)
{
  GMainContext *context = g_main_context_get_thread_default ();
  PerchCallWatch *self = NULL;

  g_return_val_if_fail (func != NULL, NULL);

  self = g_new0 (PerchCallWatch, 1);
  self->func = func;
  self->user_data = user_data;
  perch_sleep_check_begin (&self->sleep);
  self->deadline = g_timeout_source_new (timeout_ms);
  g_source_set_static_name (self->deadline, "[perch] call deadline");
  g_source_set_callback (self->deadline, deadline_cb, self, NULL);
  g_source_attach (self->deadline, context);
  if (cancellable != NULL)
    {
      self->cancelled = g_cancellable_source_new (cancellable);
      g_source_set_static_name (self->cancelled, "[perch] call cancelled");
      g_source_set_callback (self->cancelled, G_SOURCE_FUNC (cancelled_cb), self, NULL);
      g_source_attach (self->cancelled, context);
    }
  return self;
}

/**
 * perch_call_watch_free:
 * @self: (transfer full): a watch, whose function is not called any more
 */
void
perch_call_watch_free (PerchCallWatch *self)
{
  g_return_if_fail (self != NULL);

  stop (self);
  g_source_unref (self->deadline);
  g_clear_pointer (&self->cancelled, g_source_unref);
  g_free (self);
}
