/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/backend-manager-private.h"

/* Each backend is stopped when those that were to start after it have stopped. @left holds those
 * whose turn has not come. */
typedef struct
{
  GPtrArray *left; /* (owned) (element-type PerchBackend) */
  guint n_stopping;
  GError *error; /* (owned) (nullable): the first */
} StopAll;

static void stop_next (GTask *task);

static void
stop_all_free (StopAll *stop_all)
{
  g_ptr_array_unref (stop_all->left);
  g_clear_error (&stop_all->error);
  g_free (stop_all);
}

static void
stopped_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  StopAll *stop_all = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  if (!perch_backend_stop_finish (PERCH_BACKEND (source), result, &error) &&
      stop_all->error == NULL)
    stop_all->error = g_steal_pointer (&error);
  stop_all->n_stopping--;
  stop_next (task);
}

/* What is left when nothing stops and everything is needed goes in a circle: its profiles were
 * changed while it ran.
 *
 * Returns: (transfer full) (element-type PerchBackend): those whose turn it is, out of @left */
static GPtrArray *
take_turn (PerchBackendManager *self, StopAll *stop_all)
{
  GPtrArray *turn = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < stop_all->left->len; i++)
    {
      PerchBackend *backend = g_ptr_array_index (stop_all->left, i);

      if (!perch_backend_manager_is_needed (self, backend))
        g_ptr_array_add (turn, g_object_ref (backend));
    }
  if (turn->len == 0 && stop_all->n_stopping == 0)
    g_ptr_array_extend (turn, stop_all->left, (GCopyFunc) g_object_ref, NULL);
  for (guint i = 0; i < turn->len; i++)
    g_ptr_array_remove (stop_all->left, g_ptr_array_index (turn, i));
  return turn;
}

static void
stop_next (GTask *task)
{
  StopAll *stop_all = g_task_get_task_data (task);
  g_autoptr (GPtrArray) turn = take_turn (g_task_get_source_object (task), stop_all);

  for (guint i = 0; i < turn->len; i++)
    {
      stop_all->n_stopping++;
      perch_backend_stop_async (g_ptr_array_index (turn, i), NULL, stopped_cb, g_object_ref (task));
    }
  if (stop_all->n_stopping > 0)
    return;
  if (stop_all->error != NULL)
    g_task_return_error (task, g_steal_pointer (&stop_all->error));
  else
    g_task_return_boolean (task, TRUE);
}

/**
 * perch_backend_manager_stop_all_async:
 *
 * Stops all backends, each before those that it was started after; the task returns when it is
 * proven for each that nothing is left of it.
 */
void
perch_backend_manager_stop_all_async (PerchBackendManager *self,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  StopAll *stop_all = NULL;

  g_return_if_fail (PERCH_IS_BACKEND_MANAGER (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, perch_backend_manager_stop_all_async);
  stop_all = g_new0 (StopAll, 1);
  stop_all->left = g_ptr_array_copy (self->backends, (GCopyFunc) g_object_ref, NULL);
  g_task_set_task_data (task, stop_all, (GDestroyNotify) stop_all_free);
  stop_next (task);
}

/**
 * perch_backend_manager_stop_all_finish:
 * @error: the first of those of perch_backend_stop_finish()
 */
gboolean
perch_backend_manager_stop_all_finish (PerchBackendManager *self,
                                       GAsyncResult *result,
                                       GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * perch_backend_manager_kill_all:
 *
 * Ends all that runs at once, and in no order: what is being stopped, and what still waits for its
 * turn.
 */
void
perch_backend_manager_kill_all (PerchBackendManager *self)
{
  g_return_if_fail (PERCH_IS_BACKEND_MANAGER (self));

  for (guint i = 0; i < self->backends->len; i++)
    {
      PerchBackend *backend = g_ptr_array_index (self->backends, i);

      perch_backend_stop_async (backend, NULL, NULL, NULL);
      perch_backend_kill (backend);
    }
}
