/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/python-runtimes.h"

#include "backend-manager/python-ask.h"
#include "backend-manager/python-programs.h"
#include "backend-manager/version-number.h"

#define TIMEOUT_MS 5000

/* How many interpreters may run at a time. */
#define MAX_ASKED 4

/* @found is there once the folders are read. All before @next have been asked for their version, or
 * need not be; @n_asked of them have not answered yet. */
typedef struct
{
  GPtrArray *found; /* (owned) (nullable) (element-type PerchPythonRuntime) */
  guint next;
  guint n_asked;
} Search;

/* One that was asked, and by whom. */
typedef struct
{
  GTask *task; /* (owned) */
  PerchPythonRuntime *runtime; /* (unowned): is in the search */
} Question;

static void
search_free (Search *self)
{
  g_clear_pointer (&self->found, g_ptr_array_unref);
  g_free (self);
}

/* The newest first, and behind all those whose version is not known. */
static int
compare (gconstpointer a, gconstpointer b)
{
  const PerchPythonRuntime *runtime_a = *(const PerchPythonRuntime *const *) a;
  const PerchPythonRuntime *runtime_b = *(const PerchPythonRuntime *const *) b;
  const char *version_a = runtime_a->version != NULL ? runtime_a->version : "";
  const char *version_b = runtime_b->version != NULL ? runtime_b->version : "";
  int order = perch_version_number_compare (version_b, version_a);

  return order != 0 ? order : g_strcmp0 (runtime_a->path, runtime_b->path);
}

static void ask (GTask *task);

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Question *question = user_data;
  g_autoptr (GTask) task = question->task;
  Search *self = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (PerchPythonAnswer) answer = perch_python_ask_finish (result, &error);

  if (answer != NULL)
    question->runtime->version = g_steal_pointer (&answer->version);
  else
    question->runtime->problem = g_strdup_printf ("it can’t be run: %s", error->message);
  g_free (question);
  self->n_asked--;
  ask (task);
}

static void
ask (GTask *task)
{
  Search *self = g_task_get_task_data (task);

  for (; self->next < self->found->len && self->n_asked < MAX_ASKED; self->next++)
    {
      PerchPythonRuntime *runtime = g_ptr_array_index (self->found, self->next);
      Question *question = NULL;

      if (runtime->version != NULL || runtime->problem != NULL)
        continue;
      question = g_new0 (Question, 1);
      question->task = g_object_ref (task);
      question->runtime = runtime;
      self->n_asked++;
      perch_python_ask_async (runtime->path, TIMEOUT_MS, g_task_get_cancellable (task), answered_cb,
                              question);
    }
  if (self->n_asked > 0)
    return;
  g_ptr_array_sort (self->found, compare);
  g_task_return_pointer (task, g_steal_pointer (&self->found), (GDestroyNotify) g_ptr_array_unref);
}

static void
look_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  g_task_return_pointer (task, perch_python_programs_find (task_data),
                         (GDestroyNotify) g_ptr_array_unref);
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Search *self = g_task_get_task_data (task);
  GError *error = NULL;

  self->found = g_task_propagate_pointer (G_TASK (result), &error);
  if (self->found == NULL)
    g_task_return_error (task, error);
  else
    ask (task);
}

/**
 * perch_python_runtimes_find_async:
 * @surroundings: where to look; copied
 *
 * Finds the Pythons that are installed. Disks are read in a thread; a Python whose version can't be
 * seen there is run for it, for 5 seconds at most.
 */
void
perch_python_runtimes_find_async (const PerchPythonSurroundings *surroundings,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  g_autoptr (GTask) look = NULL;
  Search *self = NULL;

  g_return_if_fail (surroundings != NULL);

  self = g_new0 (Search, 1);
  g_task_set_source_tag (task, perch_python_runtimes_find_async);
  g_task_set_task_data (task, self, (GDestroyNotify) search_free);
  look = g_task_new (NULL, cancellable, looked_cb, g_object_ref (task));
  g_task_set_source_tag (look, perch_python_runtimes_find_async);
  g_task_set_task_data (look, perch_python_surroundings_copy (surroundings),
                        (GDestroyNotify) perch_python_surroundings_free);
  g_task_run_in_thread (look, look_in_thread);
}

/**
 * perch_python_runtimes_find_finish:
 * @error: %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (element-type PerchPythonRuntime): the Pythons, the newest first; those
 *   that can't be used are among them
 */
GPtrArray *
perch_python_runtimes_find_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * perch_python_runtime_free:
 * @self: (transfer full): a Python
 */
void
perch_python_runtime_free (PerchPythonRuntime *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->path);
  g_free (self->version);
  g_free (self->problem);
  g_free (self);
}

/**
 * perch_python_origin_to_string:
 *
 * Returns: (transfer none): the word for @origin that people and programs read
 */
const char *
perch_python_origin_to_string (PerchPythonOrigin origin)
{
  static const char *const words[] = {
    [PERCH_PYTHON_ORIGIN_PATH] = "PATH",   [PERCH_PYTHON_ORIGIN_SYSTEM] = "system",
    [PERCH_PYTHON_ORIGIN_PYENV] = "pyenv", [PERCH_PYTHON_ORIGIN_CONDA] = "conda",
    [PERCH_PYTHON_ORIGIN_UV] = "uv",
  };

  g_return_val_if_fail (origin < G_N_ELEMENTS (words), NULL);

  return words[origin];
}
