/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/venv-create.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#include "backend-manager/error.h"
#include "backend-manager/python-environment.h"
#include "backend-manager/text.h"
#include "backend-manager/venv-delete.h"
#include "backend-manager/venv-pip.h"

/* An environment is made in its final place, since its scripts hold the path. A mark in it says
 * that it is not finished; whatever goes wrong, it is removed again. Only a Perch that is killed
 * leaves one behind, and the mark then tells. */

/* The data of a task. @problem is what went wrong, while the folder is being removed. */
typedef struct
{
  char *path; /* (owned) */
  GStrv requirements; /* (owned) */
  PerchChildLineFunc line_func; /* (nullable) */
  gpointer line_data;
  GError *problem; /* (owned) (nullable) */
} Creation;

static void
creation_free (Creation *self)
{
  g_free (self->path);
  g_strfreev (self->requirements);
  g_clear_error (&self->problem);
  g_free (self);
}

/* In place: to replace it by another file would mean to wait for the disk. What a crash can leave
 * of the last one is an empty mark, which counts as finished, and by then that is true. */
static gboolean
write_mark (const char *path, const char *text, GError **error)
{
  g_autofree char *file = g_build_filename (path, PERCH_ENVIRONMENT_MARK, NULL);

  return g_file_set_contents_full (file, text, -1, G_FILE_SET_CONTENTS_NONE, 0666, error);
}

static void
removed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Creation *self = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  if (!perch_venv_delete_finish (result, &error))
    g_prefix_error (&self->problem, "%s; what is left of it can’t be removed: ", error->message);
  g_task_return_error (task, g_steal_pointer (&self->problem));
}

static void
give_up (GTask *task, GError *problem)
{
  Creation *self = g_task_get_task_data (task);

  self->problem = problem;
  perch_venv_delete_async (self->path, removed_cb, g_object_ref (task));
}

/* A few bytes each, so no thread is worth its while. */
static void
finish (GTask *task)
{
  Creation *self = g_task_get_task_data (task);
  GError *error = NULL;

  if (write_mark (self->path, PERCH_ENVIRONMENT_FINISHED, &error))
    g_task_return_boolean (task, TRUE);
  else
    give_up (task, error);
}

static void
installed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (perch_venv_pip_install_finish (result, &error))
    finish (task);
  else
    give_up (task, error);
}

/* Debian has the part of Python that puts pip into an environment in a package of its own. */
static void
explain (GError **error, char **lines)
{
  for (; *lines != NULL; lines++)
    if (strstr (*lines, "ensurepip") != NULL)
      {
        g_clear_error (error);
        g_set_error_literal (error, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_EXITED,
                             "this Python lacks its module ensurepip; on Debian it comes with "
                             "apt install python3-venv");
        return;
      }
  g_prefix_error (error, "python -m venv: ");
}

static void
made_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Creation *self = g_task_get_task_data (task);
  g_auto (GStrv) lines = NULL;
  GError *error = NULL;

  if (!perch_child_process_run_finish (result, &lines, &error))
    {
      if (error->domain == PERCH_BACKEND_ERROR)
        explain (&error, lines);
      give_up (task, error);
    }
  else if (self->requirements[0] == NULL)
    finish (task);
  else
    perch_venv_pip_install_async (self->path, (const char *const *) self->requirements,
                                  self->line_func, self->line_data, g_task_get_cancellable (task),
                                  installed_cb, g_object_ref (task));
}

static gboolean
make_folder (const char *path, GError **error)
{
  g_autofree char *parent = g_path_get_dirname (path);
  g_autofree char *shown = perch_text_escape (path);

  if (g_mkdir_with_parents (parent, 0700) == 0 && g_mkdir (path, 0755) == 0)
    return TRUE;
  if (errno == EEXIST)
    g_set_error (error, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_NOT_EXECUTABLE,
                 "%s is there already; delete it first, or take another name", shown);
  else
    g_set_error (error, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_NOT_EXECUTABLE,
                 "%s can’t be made: %s", shown, g_strerror (errno));
  return FALSE;
}

/**
 * perch_venv_create_async:
 * @path: (type filename): absolute path of what is to be the environment's folder
 * @python: (type filename): absolute path of an interpreter
 * @requirements: (array zero-terminated=1): what is to be installed in it, in pip's words
 * @line_func: (nullable) (scope notified): gets what is written meanwhile
 * @cancellable: (nullable): ends it
 *
 * Makes a virtual environment, and its folder, which must not be there yet. When anything goes
 * wrong, or when it is cancelled, nothing is left of it.
 */
void
perch_venv_create_async (const char *path,
                         const char *python,
                         const char *const *requirements,
                         PerchChildLineFunc line_func,
                         gpointer line_data,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  const char *argv[] = { python, "-m", "venv", path, NULL };
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Creation *self = NULL;
  GError *error = NULL;

  g_return_if_fail (path != NULL && g_path_is_absolute (path));
  g_return_if_fail (python != NULL && g_path_is_absolute (python));
  g_return_if_fail (requirements != NULL);

  self = g_new0 (Creation, 1);
  self->path = g_strdup (path);
  self->requirements = g_strdupv ((GStrv) requirements);
  self->line_func = line_func;
  self->line_data = line_data;
  g_task_set_source_tag (task, perch_venv_create_async);
  g_task_set_check_cancellable (task, FALSE); /* what is done is done */
  g_task_set_task_data (task, self, (GDestroyNotify) creation_free);
  if (!make_folder (path, &error))
    g_task_return_error (task, error);
  else if (!write_mark (path, PERCH_ENVIRONMENT_UNFINISHED, &error))
    give_up (task, error);
  else
    perch_child_process_run_async (argv, 0, line_func, line_data, cancellable, made_cb,
                                   g_object_ref (task));
}

/**
 * perch_venv_create_finish:
 * @error: why not, or %G_IO_ERROR_CANCELLED
 *
 * Returns: whether the environment is there
 */
gboolean
perch_venv_create_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
