/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/bundle-run.h"

#include <glib/gi18n.h>
#include <string.h>

/* What perch-bundle puts in front of its first line on stderr. */
#define SPEAKER "perch: "

static void
ended_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GSubprocess *process = G_SUBPROCESS (source);
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *said = NULL;

  if (!g_subprocess_communicate_utf8_finish (process, result, NULL, &said, &error))
    g_task_return_error (task, g_steal_pointer (&error));
  else if (g_subprocess_get_successful (process))
    g_task_return_boolean (task, TRUE);
  else
    {
      g_strstrip (said);
      if (said[0] == '\0')
        g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_FAILED, "%s",
                                 _ ("perch-bundle ended without a word"));
      else
        g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_FAILED, "%s",
                                 said + (g_str_has_prefix (said, SPEAKER) ? strlen (SPEAKER) : 0));
    }
}

/**
 * perch_bundle_run_async:
 * @program: (type filename) (nullable): perch-bundle; %NULL when it is not there, an error
 * @path: (type filename): where the support bundle shall be; what is there is replaced
 *
 * Saves a support bundle, in another process: it takes a while, and libraries that Perch has no
 * other use for. That process goes on when Perch quits meanwhile, and then ends by itself.
 */
void
perch_bundle_run_async (const char *program,
                        const char *path,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, user_data);
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;

  g_return_if_fail (path != NULL);

  g_task_set_source_tag (task, perch_bundle_run_async);
  if (program == NULL)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "%s",
                               _ ("perch-bundle is not installed"));
      return;
    }
  process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_PIPE,
                              &error, program, "--", path, NULL);
  if (process == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  g_subprocess_communicate_utf8_async (process, NULL, NULL, ended_cb, g_steal_pointer (&task));
}

/**
 * perch_bundle_run_finish:
 * @error: why not, in words of perch-bundle where it could be started
 *
 * Returns: whether the bundle is there
 */
gboolean
perch_bundle_run_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
