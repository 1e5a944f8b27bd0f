/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/python-environments.h"

#include <stdlib.h>

#include "backend-manager/python-places.h"

/* One folder may have several names: pyenv and others make links to their environments. */
static gboolean
is_new (GHashTable *known, const char *path)
{
  char *real = realpath (path, NULL);
  gboolean added = real != NULL && g_hash_table_add (known, g_strdup (real));

  free (real);
  return added;
}

static void
find_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  g_autoptr (GPtrArray) found =
      g_ptr_array_new_with_free_func ((GDestroyNotify) perch_python_environment_free);
  g_autoptr (GPtrArray) paths = perch_python_places_list_environments (task_data);
  g_autoptr (GHashTable) known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < paths->len && !g_cancellable_is_cancelled (cancellable); i++)
    {
      PerchPythonEnvironment *environment = NULL;

      if (is_new (known, paths->pdata[i]))
        environment = perch_python_environment_load (paths->pdata[i]);
      if (environment != NULL)
        g_ptr_array_add (found, environment);
    }
  g_task_return_pointer (task, g_steal_pointer (&found), (GDestroyNotify) g_ptr_array_unref);
}

/**
 * perch_python_environments_find_async:
 * @surroundings: where to look; copied
 *
 * Finds the environments in the usual places, in a thread. Nothing of them is run.
 */
void
perch_python_environments_find_async (const PerchPythonSurroundings *surroundings,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_return_if_fail (surroundings != NULL);

  g_task_set_source_tag (task, perch_python_environments_find_async);
  g_task_set_task_data (task, perch_python_surroundings_copy (surroundings),
                        (GDestroyNotify) perch_python_surroundings_free);
  g_task_run_in_thread (task, find_in_thread);
}

/**
 * perch_python_environments_find_finish:
 * @error: %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (element-type PerchPythonEnvironment): the environments, broken ones
 *   too; those of Perch first
 */
GPtrArray *
perch_python_environments_find_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
