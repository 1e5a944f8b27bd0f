/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/waiters.h"

#include "backend-manager/error.h"

/* Tasks that wait for one thing to happen. Cancelling a task's cancellable ends its waiting, not
 * the thing. A waiter leaves @list before its task returns, so that what the task's callback does
 * to this object can't meet it again. */
struct _PerchWaiters
{
  GPtrArray *list; /* (owned) (element-type Waiter) */
};

typedef struct
{
  PerchWaiters *owner;
  GTask *task; /* (owned) */
  GSource *cancelled; /* (owned) (nullable) */
} Waiter;

static void
waiter_free (Waiter *waiter)
{
  if (waiter->cancelled != NULL)
    g_source_destroy (waiter->cancelled);
  g_clear_pointer (&waiter->cancelled, g_source_unref);
  g_clear_object (&waiter->task);
  g_free (waiter);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Waiter, waiter_free)

static gboolean
cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  Waiter *waiter = user_data;
  g_autoptr (GTask) task = g_object_ref (waiter->task);

  g_ptr_array_remove (waiter->owner->list, waiter);
  g_task_return_error_if_cancelled (task);
  return G_SOURCE_REMOVE;
}

/**
 * perch_waiters_new:
 *
 * Returns: (transfer full): an empty list
 */
PerchWaiters *
perch_waiters_new (void)
{
  PerchWaiters *self = g_new0 (PerchWaiters, 1);

  self->list = g_ptr_array_new_with_free_func ((GDestroyNotify) waiter_free);
  return self;
}

/**
 * perch_waiters_free:
 *
 * Fails what still waits with %PERCH_BACKEND_ERROR_SUPERSEDED: a task always returns.
 */
void
perch_waiters_free (PerchWaiters *self)
{
  g_autoptr (GError) error = g_error_new_literal (
      PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_SUPERSEDED, "The backend is no longer managed");

  perch_waiters_fail (self, error);
  g_ptr_array_unref (self->list);
  g_free (self);
}

/**
 * perch_waiters_take:
 * @task: (transfer full): returns a boolean
 *
 * Adds a task that returns when the others do, or when it is cancelled.
 */
void
perch_waiters_take (PerchWaiters *self, GTask *task)
{
  Waiter *waiter = g_new0 (Waiter, 1);
  GCancellable *cancellable = g_task_get_cancellable (task);

  waiter->owner = self;
  waiter->task = task;
  if (cancellable != NULL)
    {
      waiter->cancelled = g_cancellable_source_new (cancellable);
      g_source_set_static_name (waiter->cancelled, "[perch] waiter cancelled");
      g_source_set_callback (waiter->cancelled, G_SOURCE_FUNC (cancelled_cb), waiter, NULL);
      g_source_attach (waiter->cancelled, g_task_get_context (task));
    }
  g_ptr_array_add (self->list, waiter);
}

static void
return_all (PerchWaiters *self, const GError *error)
{
  g_autoptr (GPtrArray) list = g_steal_pointer (&self->list);

  self->list = g_ptr_array_new_with_free_func ((GDestroyNotify) waiter_free);
  for (guint i = 0; i < list->len; i++)
    {
      Waiter *waiter = g_ptr_array_index (list, i);

      if (error != NULL)
        g_task_return_error (waiter->task, g_error_copy (error));
      else
        g_task_return_boolean (waiter->task, TRUE);
    }
}

/**
 * perch_waiters_succeed:
 *
 * Returns %TRUE from all tasks and forgets them.
 */
void
perch_waiters_succeed (PerchWaiters *self)
{
  return_all (self, NULL);
}

/**
 * perch_waiters_fail:
 * @error: copied for each
 *
 * Returns an error from all tasks and forgets them.
 */
void
perch_waiters_fail (PerchWaiters *self, const GError *error)
{
  return_all (self, error);
}
