/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/sweep.h"

#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "backend-manager/error.h"
#include "backend-manager/process-tree.h"

/* A child of ours that has ended is reaped by whoever watches it within one turn of the main loop.
 * One that is still there after this time came to us because its own parent died. */
#define NOBODYS_AFTER_MS 1000

/**
 * perch_sweep_become_subreaper:
 *
 * Makes this process the one to which the kernel gives the orphans among its descendants, so that
 * the processes of a backend whose guard was killed come to Perch and not to init (prctl(2),
 * PR_SET_CHILD_SUBREAPER).
 */
void
perch_sweep_become_subreaper (void)
{
  if (prctl (PR_SET_CHILD_SUBREAPER, 1) < 0)
    g_warning ("Perch can't adopt orphans: %s", g_strerror (errno));
}

static gboolean
reap_nobodys_cb (gpointer user_data)
{
  GTask *task = user_data;
  GArray *zombies = g_task_get_task_data (task);

  for (guint i = 0; i < zombies->len; i++)
    waitpid (g_array_index (zombies, GPid, i), NULL, WNOHANG);
  g_task_return_boolean (task, TRUE);
  return G_SOURCE_REMOVE;
}

static gboolean
is_zombie (GPid pid)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/stat", pid);
  g_autofree char *text = NULL;
  const char *after_name;

  /* proc(5): the state follows the name, which stands in parentheses and may hold some itself. */
  if (!g_file_get_contents (path, &text, NULL, NULL))
    return FALSE;
  after_name = strrchr (text, ')');
  return after_name != NULL && g_str_has_prefix (after_name, ") Z");
}

static GArray *
list_zombies (void)
{
  GArray *pids = perch_process_tree_list (getpid ());

  for (guint i = pids->len; i > 0; i--)
    if (!is_zombie (g_array_index (pids, GPid, i - 1)))
      g_array_remove_index_fast (pids, i - 1);
  return pids;
}

/* GLib watches its children one by one and would report a child that we took away from it as a
 * success, so what is a zombie now is only reaped if nobody else has done so a second later. */
static void
reap_later (GTask *task)
{
  g_autoptr (GSource) source = g_timeout_source_new (NOBODYS_AFTER_MS);

  g_task_set_task_data (task, list_zombies (), (GDestroyNotify) g_array_unref);
  g_source_set_priority (source, G_PRIORITY_LOW);
  g_task_attach_source (task, source, reap_nobodys_cb);
}

static void
swept_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  if (!g_subprocess_wait_check_finish (G_SUBPROCESS (source), result, &error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  reap_later (task);
}

/**
 * perch_sweep_async:
 * @guard: path of perch-guard
 * @run_dir: folder of the run directories
 *
 * Ends what is left of runs whose guard is gone, of this Perch or of one before it: their processes
 * and their directories. Live runs are not touched.
 */
void
perch_sweep_async (const char *guard,
                   const char *run_dir,
                   GAsyncReadyCallback callback,
                   gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, user_data);
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;

  g_task_set_source_tag (task, perch_sweep_async);
  process =
      g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE, &error, guard, "--sweep", run_dir, NULL);
  if (process == NULL)
    {
      g_task_return_new_error (task, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_GUARD,
                               "perch-guard can't be started: %s", error->message);
      return;
    }

  g_subprocess_wait_check_async (process, NULL, swept_cb, g_steal_pointer (&task));
}

/**
 * perch_sweep_finish:
 * @error: %PERCH_BACKEND_ERROR_GUARD, or what the end of perch-guard says
 *
 * Returns: whether nothing is left
 */
gboolean
perch_sweep_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
