/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/backend-manager.h"

typedef struct
{
  guint waiting;
  GError *error; /* (owned) (nullable): the first */
} StopAll;

static void
stop_all_free (StopAll *stop_all)
{
  g_clear_error (&stop_all->error);
  g_free (stop_all);
}

static void
stop_all_step (GTask *task)
{
  StopAll *stop_all = g_task_get_task_data (task);

  if (--stop_all->waiting > 0)
    return;
  if (stop_all->error != NULL)
    g_task_return_error (task, g_steal_pointer (&stop_all->error));
  else
    g_task_return_boolean (task, TRUE);
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
  stop_all_step (task);
}

/**
 * perch_backend_manager_stop_all_async:
 *
 * Stops all backends; the task returns when it is proven for each that nothing is left of it.
 */
void
perch_backend_manager_stop_all_async (PerchBackendManager *self,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  StopAll *stop_all = NULL;
  guint n_backends = 0;

  g_return_if_fail (PERCH_IS_BACKEND_MANAGER (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, perch_backend_manager_stop_all_async);
  stop_all = g_new0 (StopAll, 1);
  n_backends = g_list_model_get_n_items (G_LIST_MODEL (self));
  stop_all->waiting = n_backends + 1;
  g_task_set_task_data (task, stop_all, (GDestroyNotify) stop_all_free);
  for (guint i = 0; i < n_backends; i++)
    {
      g_autoptr (PerchBackend) backend = g_list_model_get_item (G_LIST_MODEL (self), i);

      perch_backend_stop_async (backend, NULL, stopped_cb, g_object_ref (task));
    }
  stop_all_step (task);
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
 * Shortens all stops that are under way.
 */
void
perch_backend_manager_kill_all (PerchBackendManager *self)
{
  guint n_backends = 0;

  g_return_if_fail (PERCH_IS_BACKEND_MANAGER (self));

  n_backends = g_list_model_get_n_items (G_LIST_MODEL (self));
  for (guint i = 0; i < n_backends; i++)
    {
      g_autoptr (PerchBackend) backend = g_list_model_get_item (G_LIST_MODEL (self), i);

      perch_backend_kill (backend);
    }
}
