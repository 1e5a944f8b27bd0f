/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/venv-delete.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>

#include "backend-manager/error.h"
#include "backend-manager/guard/remove.h"
#include "backend-manager/text.h"

/* What is being removed has another name: half of an environment must not pass for one. */
#define DOOMED_PREFIX ".deleted-"

static gboolean
fail (GError **error, const char *path, const char *problem)
{
  g_autofree char *shown = perch_text_escape (path);

  g_set_error (error, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_LEFTOVERS, "%s: %s", shown, problem);
  return FALSE;
}

static gboolean delete (const char *path, GError **error)
{
  g_autofree char *parent = g_path_get_dirname (path);
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *unique = g_uuid_string_random ();
  g_autofree char *doomed = g_strconcat (DOOMED_PREFIX, unique, NULL);
  g_autofree char *doomed_path = g_build_filename (parent, doomed, NULL);
  gboolean gone = FALSE;
  int folder = g_open (parent, O_PATH | O_DIRECTORY | O_CLOEXEC, 0);

  if (folder < 0)
    return fail (error, path, g_strerror (errno));
  if (g_file_test (path, G_FILE_TEST_IS_SYMLINK) || !g_file_test (path, G_FILE_TEST_IS_DIR))
    fail (error, path, "it is not a folder");
  else if (renameat (folder, name, folder, doomed) != 0)
    fail (error, path, g_strerror (errno));
  else
    gone = perch_remove_tree (folder, doomed) ||
           fail (error, doomed_path, "not all that is in it can be removed; it is no use any more");
  g_close (folder, NULL);
  return gone;
}

static void
delete_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  GError *error = NULL;

  if (delete (task_data, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * perch_venv_delete_async:
 * @path: (type filename): absolute path of a folder
 *
 * Removes it with all that is in it, in a thread. Links in it are not followed.
 */
void
perch_venv_delete_async (const char *path, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, user_data);

  g_return_if_fail (path != NULL && g_path_is_absolute (path));

  g_task_set_source_tag (task, perch_venv_delete_async);
  g_task_set_task_data (task, g_strdup (path), g_free);
  g_task_run_in_thread (task, delete_in_thread);
}

/**
 * perch_venv_delete_finish:
 * @error: %PERCH_BACKEND_ERROR_LEFTOVERS, with the path of what is left
 *
 * Returns: whether it is gone
 */
gboolean
perch_venv_delete_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
