/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/config/unsaved.h"

/* Threads write settings, so that a change is on the disk a little later than it is asked for.
 * @n_holds counts what is not there yet; @waiting are those who want to know when all is. */
struct _PerchUnsaved
{
  guint n_holds;
  GPtrArray *waiting; /* (owned) (element-type GTask) */
};

/**
 * perch_unsaved_new:
 *
 * Returns: (transfer full): all is saved
 */
PerchUnsaved *
perch_unsaved_new (void)
{
  PerchUnsaved *self = g_new0 (PerchUnsaved, 1);

  self->waiting = g_ptr_array_new_with_free_func (g_object_unref);
  return self;
}

static void
tell (PerchUnsaved *self)
{
  g_autoptr (GPtrArray) waiting = g_steal_pointer (&self->waiting);

  self->waiting = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < waiting->len; i++)
    g_task_return_boolean (g_ptr_array_index (waiting, i), TRUE);
}

/**
 * perch_unsaved_free:
 * @self: (transfer full): nobody waits any more
 */
void
perch_unsaved_free (PerchUnsaved *self)
{
  g_return_if_fail (self != NULL);

  tell (self);
  g_ptr_array_unref (self->waiting);
  g_free (self);
}

/**
 * perch_unsaved_hold:
 *
 * One more change is to be saved; perch_unsaved_release() when that is done, or has failed.
 */
void
perch_unsaved_hold (PerchUnsaved *self)
{
  g_return_if_fail (self != NULL);

  self->n_holds++;
}

/**
 * perch_unsaved_release:
 *
 * Ends what perch_unsaved_hold() has begun.
 */
void
perch_unsaved_release (PerchUnsaved *self)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (self->n_holds > 0);

  self->n_holds--;
  if (self->n_holds == 0)
    tell (self);
}

/**
 * perch_unsaved_wait_async:
 *
 * Calls @callback when all is saved that can be. Its result says nothing.
 */
void
perch_unsaved_wait_async (PerchUnsaved *self, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = NULL;

  g_return_if_fail (self != NULL);

  task = g_task_new (NULL, NULL, callback, user_data);
  g_task_set_source_tag (task, perch_unsaved_wait_async);
  g_ptr_array_add (self->waiting, task);
  if (self->n_holds == 0)
    tell (self);
}
