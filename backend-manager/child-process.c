/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/child-process.h"

#include <fcntl.h>
#include <glib-unix.h>
#include <glib/gstdio.h>

#include "backend-manager/child-group.h"
#include "backend-manager/error.h"
#include "backend-manager/line-reader.h"
#include "backend-manager/source.h"
#include "backend-manager/text.h"

/* Interpreters and installers: programs that do one thing and end. */

#define KEPT_LINES 12
#define GRACE_MS 3000

/* What it has left behind may hold the pipe for ever; what it has written itself is there at once.
 */
#define LINGER_MS 300

/* In the order of a life: each is only ever left for a later one. */
typedef enum
{
  STAGE_RUNNING,
  STAGE_ENDING, /* it was asked to end */
  STAGE_LINGERING, /* it has ended, its output has not */
  STAGE_DONE,
} Stage;

/* What somebody has set for one Python, or was left by a packed one, and would mislead another. */
static const char *const unwanted[] = {
  "LD_LIBRARY_PATH", "PYTHONEXECUTABLE", "PYTHONHOME",          "PYTHONPATH",
  "PYTHONSTARTUP",   "VIRTUAL_ENV",      "__PYVENV_LAUNCHER__",
};

/* The data of a task. @timer is the time limit in STAGE_RUNNING, if there is one, and the patience
 * with it in the two later ones. @problem is set when it was made to end, and when it has failed.
 */
typedef struct
{
  GTask *task; /* (owned) until STAGE_DONE, though it owns this: its process calls back for sure */
  Stage stage;
  GSubprocess *process; /* (owned) */
  int group; /* of @process and what it has started */
  PerchLineReader *reader; /* (owned) (nullable) */
  gboolean all_read;
  GQueue *lines; /* (owned) (element-type utf8): the last KEPT_LINES */
  PerchChildLineFunc line_func; /* (nullable) */
  gpointer line_data;
  guint timeout_ms;
  GSource *timer; /* (owned) (nullable) */
  GSource *cancelled; /* (owned) (nullable) */
  GError *problem; /* (owned) (nullable) */
} Child;

static void
child_free (Child *self)
{
  perch_source_clear (&self->timer);
  perch_source_clear (&self->cancelled);
  g_clear_pointer (&self->reader, perch_line_reader_free);
  g_clear_object (&self->process);
  g_queue_free_full (self->lines, g_free);
  g_clear_error (&self->problem);
  g_free (self);
}

static void
arm (Child *self, guint ms, GSourceFunc func)
{
  perch_source_clear (&self->timer);
  self->timer = g_timeout_source_new (ms);
  g_source_set_static_name (self->timer, "[perch] child-process");
  g_source_set_callback (self->timer, func, self, NULL);
  g_source_attach (self->timer, g_main_context_get_thread_default ());
}

/* The last thing that it has said is the most likely to be the reason. */
static void
note_failure (Child *self)
{
  g_autoptr (GError) error = NULL;
  const char *last = g_queue_peek_tail (self->lines);

  if (self->problem != NULL ||
      g_spawn_check_wait_status (g_subprocess_get_status (self->process), &error))
    return;
  self->problem = g_error_new_literal (PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_EXITED,
                                       last != NULL ? last : error->message);
}

static void
complete (Child *self)
{
  g_autoptr (GTask) task = self->task;

  self->stage = STAGE_DONE;
  perch_source_clear (&self->timer);
  perch_source_clear (&self->cancelled);
  g_clear_pointer (&self->reader, perch_line_reader_free);
  note_failure (self);
  if (self->problem != NULL)
    g_task_return_error (task, g_steal_pointer (&self->problem));
  else
    g_task_return_boolean (task, TRUE);
}

static gboolean
force_cb (gpointer user_data)
{
  Child *self = user_data;

  perch_child_group_end (self->process, TRUE);
  perch_source_clear (&self->timer);
  return G_SOURCE_REMOVE;
}

static void
end (Child *self, GError *problem)
{
  if (self->stage != STAGE_RUNNING)
    {
      g_error_free (problem);
      return;
    }
  self->stage = STAGE_ENDING;
  self->problem = problem;
  perch_child_group_end (self->process, FALSE);
  arm (self, GRACE_MS, force_cb);
}

static gboolean
too_slow_cb (gpointer user_data)
{
  Child *self = user_data;

  end (self, g_error_new (PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_TIMED_OUT,
                          "it did not end within %u ms", self->timeout_ms));
  return G_SOURCE_REMOVE;
}

static gboolean
cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  GError *error = NULL;

  if (g_cancellable_set_error_if_cancelled (cancellable, &error))
    end (user_data, error);
  return G_SOURCE_REMOVE;
}

static gboolean
lingered_cb (gpointer user_data)
{
  complete (user_data);
  return G_SOURCE_REMOVE;
}

static void
lines_cb (const PerchLine *lines, gsize n_lines, gboolean eof, gpointer user_data)
{
  Child *self = user_data;

  for (gsize i = 0; i < n_lines; i++)
    {
      char *line = perch_text_escape (lines[i].text);

      if (self->line_func != NULL)
        self->line_func (line, self->line_data);
      g_queue_push_tail (self->lines, line);
      if (self->lines->length > KEPT_LINES)
        g_free (g_queue_pop_head (self->lines));
    }
  self->all_read |= eof;
  if (eof && self->stage == STAGE_LINGERING)
    complete (self);
}

static void
ended_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Child *self = user_data;

  g_subprocess_wait_finish (self->process, result, NULL);
  /* What does not end as it was asked to could go on writing where others now clean up. */
  if (self->stage == STAGE_ENDING)
    perch_child_group_end_rest (self->group);
  self->stage = STAGE_LINGERING;
  if (self->all_read)
    complete (self);
  else
    arm (self, LINGER_MS, lingered_cb);
}

static gboolean
spawn (Child *self, const char *const *argv, GError **error)
{
  g_autoptr (GSubprocessLauncher) launcher =
      g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDERR_MERGE);
  int fds[2] = { -1, -1 };

  if (!g_unix_open_pipe (fds, FD_CLOEXEC, error))
    return FALSE;
  g_subprocess_launcher_take_stdout_fd (launcher, fds[1]);
  g_subprocess_launcher_set_child_setup (launcher, perch_child_group_enter_cb, NULL, NULL);
  g_subprocess_launcher_set_cwd (launcher, "/");
  for (gsize i = 0; i < G_N_ELEMENTS (unwanted); i++)
    g_subprocess_launcher_unsetenv (launcher, unwanted[i]);
  g_subprocess_launcher_setenv (launcher, "PYTHONUTF8", "1", TRUE);
  g_subprocess_launcher_setenv (launcher, "PYTHONUNBUFFERED", "1", TRUE);
  self->process = g_subprocess_launcher_spawnv (launcher, argv, error);
  if (self->process == NULL)
    {
      g_close (fds[0], NULL);
      return FALSE;
    }
  self->group = perch_child_group_get_id (self->process);
  self->reader = perch_line_reader_new (fds[0], lines_cb, self);
  return TRUE;
}

/**
 * perch_child_process_run_async:
 * @argv: (array zero-terminated=1): an absolute path, and arguments
 * @timeout_ms: how long it may take; 0 for as long as it likes
 * @line_func: (nullable) (scope notified): gets each line of stdout and stderr as it comes
 * @cancellable: (nullable): makes it end
 *
 * Runs a program to its end, in the root folder and without what the environment says about other
 * Pythons. At its time limit, or when it is cancelled, it and all that it has started are asked to
 * end, and made to 3 seconds later; what is left when it has ended itself is made to at once. The
 * call returns when it has ended. Call it in a thread that lives on: the program ends with that.
 */
void
perch_child_process_run_async (const char *const *argv,
                               guint timeout_ms,
                               PerchChildLineFunc line_func,
                               gpointer line_data,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  GTask *task = g_task_new (NULL, NULL, callback, user_data);
  GError *error = NULL;
  Child *self = NULL;

  g_return_if_fail (argv != NULL && argv[0] != NULL);

  self = g_new0 (Child, 1);
  self->task = task;
  self->lines = g_queue_new ();
  self->line_func = line_func;
  self->line_data = line_data;
  self->timeout_ms = timeout_ms;
  g_task_set_source_tag (task, perch_child_process_run_async);
  g_task_set_task_data (task, self, (GDestroyNotify) child_free);
  if (g_cancellable_set_error_if_cancelled (cancellable, &error) || !spawn (self, argv, &error))
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }
  if (cancellable != NULL)
    {
      self->cancelled = g_cancellable_source_new (cancellable);
      g_source_set_callback (self->cancelled, G_SOURCE_FUNC (cancelled_cb), self, NULL);
      g_source_attach (self->cancelled, g_main_context_get_thread_default ());
    }
  if (timeout_ms > 0)
    arm (self, timeout_ms, too_slow_cb);
  g_subprocess_wait_async (self->process, NULL, ended_cb, self);
}

/**
 * perch_child_process_run_finish:
 * @last_lines: (out) (optional) (transfer full): the last lines that it has written, at most 12,
 *   also on an error
 * @error: %PERCH_BACKEND_ERROR_EXITED with what it said last, when it says that it has failed;
 *   %PERCH_BACKEND_ERROR_TIMED_OUT; %G_IO_ERROR_CANCELLED; or why it can't be started
 *
 * Returns: whether it has done its work
 */
gboolean
perch_child_process_run_finish (GAsyncResult *result, GStrv *last_lines, GError **error)
{
  Child *self = NULL;

  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);

  self = g_task_get_task_data (G_TASK (result));
  if (last_lines != NULL)
    {
      g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

      for (GList *l = self->lines->head; l != NULL; l = l->next)
        g_strv_builder_add (builder, l->data);
      *last_lines = g_strv_builder_end (builder);
    }
  return g_task_propagate_boolean (G_TASK (result), error);
}
