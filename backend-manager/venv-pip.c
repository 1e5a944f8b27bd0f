/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/venv-pip.h"

#include <string.h>

#include "backend-manager/error.h"

/* What pip has given to know, while it tried, about why it may fail. The later ones count more. */
typedef enum
{
  TROUBLE_NONE,
  TROUBLE_NOT_THERE, /* no such package, or none for this Python */
  TROUBLE_OFFLINE,
  TROUBLE_NO_PIP,
} Trouble;

static const struct
{
  const char *part;
  Trouble trouble;
} signs[] = {
  { "No matching distribution found", TROUBLE_NOT_THERE },
  { "Retrying (Retry(", TROUBLE_OFFLINE },
  { "Could not fetch URL", TROUBLE_OFFLINE },
  { "Temporary failure in name resolution", TROUBLE_OFFLINE },
  { "No module named pip", TROUBLE_NO_PIP },
};

/* The data of a task. */
typedef struct
{
  char *python; /* (owned) */
  char *wanted; /* (owned): the requirements, for people */
  PerchChildLineFunc line_func; /* (nullable) */
  gpointer line_data;
  Trouble trouble;
} Installation;

static void
installation_free (Installation *self)
{
  g_free (self->python);
  g_free (self->wanted);
  g_free (self);
}

static void
line_cb (const char *line, gpointer user_data)
{
  Installation *self = user_data;

  for (gsize i = 0; i < G_N_ELEMENTS (signs); i++)
    if (strstr (line, signs[i].part) != NULL)
      self->trouble = MAX (self->trouble, signs[i].trouble);
  if (self->line_func != NULL)
    self->line_func (line, self->line_data);
}

static GError *
explain (const Installation *self, const GError *error)
{
  switch (self->trouble)
    {
    case TROUBLE_OFFLINE:
      return g_error_new (PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_EXITED,
                          "pip can’t reach the index of packages to install %s; look whether the "
                          "machine is online, or name another source in PIP_INDEX_URL or "
                          "PIP_FIND_LINKS",
                          self->wanted);
    case TROUBLE_NO_PIP:
      return g_error_new (PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_EXITED,
                          "there is no pip in the environment; install with what has made it, as "
                          "in: uv pip install --python %s %s",
                          self->python, self->wanted);
    case TROUBLE_NOT_THERE:
      return g_error_new (PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_EXITED,
                          "pip finds no fitting version of all of %s for this Python: %s",
                          self->wanted, error->message);
    case TROUBLE_NONE:
    default:
      return g_error_new (PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_EXITED,
                          "pip can’t install %s: %s", self->wanted, error->message);
    }
}

static void
ended_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  if (perch_child_process_run_finish (result, NULL, &error))
    g_task_return_boolean (task, TRUE);
  else if (error->domain == PERCH_BACKEND_ERROR)
    g_task_return_error (task, explain (g_task_get_task_data (task), error));
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static char *
quote_all (const char *const *requirements)
{
  GString *text = g_string_new (NULL);

  for (; *requirements != NULL; requirements++)
    g_string_append_printf (text, "%s\"%s\"", text->len > 0 ? " " : "", *requirements);
  return g_string_free (text, FALSE);
}

/**
 * perch_venv_pip_install_async:
 * @path: (type filename): folder of an environment
 * @requirements: (array zero-terminated=1): what is to be installed, in pip's words, not empty
 * @line_func: (nullable) (scope notified): gets what pip writes meanwhile
 *
 * Installs packages with the environment's own pip. When it is cancelled, what was installed so far
 * stays.
 */
void
perch_venv_pip_install_async (const char *path,
                              const char *const *requirements,
                              PerchChildLineFunc line_func,
                              gpointer line_data,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  static const char *const words[] = { "-m",
                                       "pip",
                                       "install",
                                       "--no-input",
                                       "--retries",
                                       "2",
                                       "--progress-bar",
                                       "off",
                                       "--disable-pip-version-check",
                                       NULL };
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) argv = NULL;
  Installation *self = NULL;

  g_return_if_fail (path != NULL && g_path_is_absolute (path));
  g_return_if_fail (requirements != NULL && requirements[0] != NULL);

  self = g_new0 (Installation, 1);
  self->python = g_build_filename (path, "bin", "python", NULL);
  self->wanted = quote_all (requirements);
  self->line_func = line_func;
  self->line_data = line_data;
  g_task_set_source_tag (task, perch_venv_pip_install_async);
  g_task_set_check_cancellable (task, FALSE); /* what is done is done */
  g_task_set_task_data (task, self, (GDestroyNotify) installation_free);

  g_strv_builder_add (builder, self->python);
  g_strv_builder_addv (builder, (const char **) words);
  g_strv_builder_addv (builder, (const char **) requirements);
  argv = g_strv_builder_end (builder);
  perch_child_process_run_async ((const char *const *) argv, 0, line_cb, self, cancellable,
                                 ended_cb, g_object_ref (task));
}

/**
 * perch_venv_pip_install_finish:
 * @error: %PERCH_BACKEND_ERROR_EXITED with a reason, %G_IO_ERROR_CANCELLED, or why Python can't be
 *   run
 *
 * Returns: whether all is installed
 */
gboolean
perch_venv_pip_install_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
