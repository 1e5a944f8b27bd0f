/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/python-ask.h"

#include <string.h>

#include "backend-manager/child-process.h"
#include "backend-manager/error.h"

/* Every Python since 2.7 understands it, and nothing is imported but what is part of the program.
 * The mark tells the answer from warnings. */
#define MARK "this is Python "
#define QUESTION                                                                                   \
  "import sys; print('" MARK "%d.%d.%d %s' % (tuple(sys.version_info[:3]) + (sys.executable,)))"

static PerchPythonAnswer *
read_answer (char **lines)
{
  for (; *lines != NULL; lines++)
    {
      const char *version = g_str_has_prefix (*lines, MARK) ? *lines + strlen (MARK) : NULL;
      const char *space = version != NULL ? strchr (version, ' ') : NULL;
      PerchPythonAnswer *self = NULL;

      if (space == NULL)
        continue;
      self = g_new0 (PerchPythonAnswer, 1);
      self->version = g_strndup (version, (gsize) (space - version));
      self->executable = g_path_is_absolute (space + 1) ? g_strdup (space + 1) : NULL;
      return self;
    }
  return NULL;
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_auto (GStrv) lines = NULL;
  GError *error = NULL;
  PerchPythonAnswer *answer = NULL;

  if (!perch_child_process_run_finish (result, &lines, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  answer = read_answer (lines);
  if (answer == NULL)
    g_task_return_new_error (task, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_NOT_EXECUTABLE,
                             "it does not answer as a Python would");
  else
    g_task_return_pointer (task, answer, (GDestroyNotify) perch_python_answer_free);
}

/**
 * perch_python_ask_async:
 * @python: (type filename): absolute path of an interpreter that perch_executable_check() lets pass
 * @timeout_ms: how long it may take
 *
 * Runs it to have its version.
 */
void
perch_python_ask_async (const char *python,
                        guint timeout_ms,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  const char *argv[] = { python, "-E", "-S", "-c", QUESTION, NULL };
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);

  g_return_if_fail (python != NULL && g_path_is_absolute (python));

  g_task_set_source_tag (task, perch_python_ask_async);
  perch_child_process_run_async (argv, timeout_ms, NULL, NULL, cancellable, answered_cb, task);
}

/**
 * perch_python_ask_finish:
 * @error: that of perch_child_process_run_finish(), or %PERCH_BACKEND_ERROR_NOT_EXECUTABLE when it
 *   is no Python
 *
 * Returns: (transfer full) (nullable): what it says
 */
PerchPythonAnswer *
perch_python_ask_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * perch_python_answer_free:
 * @self: (transfer full): what it has said
 */
void
perch_python_answer_free (PerchPythonAnswer *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->version);
  g_free (self->executable);
  g_free (self);
}
