/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/backend-private.h"

#include <errno.h>

#include "backend-manager/environment.h"
#include "backend-manager/scope.h"
#include "backend-manager/stdio-client.h"

static char *
describe_exit (int code, int signal_number)
{
  if (signal_number != 0)
    return g_strdup_printf ("ended by signal %d (%s)", signal_number, g_strsignal (signal_number));
  if (code < 0)
    return g_strdup ("ended while nobody watched: its guard was killed");
  return g_strdup_printf ("exited with status %d", code);
}

static void
fail_calls (PerchBackend *self)
{
  g_autoptr (GError) error = g_error_new (PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_EXITED,
                                          "The backend %s before it answered", self->exit_reason);

  perch_backend_close_client (self, error);
}

static void
exited_cb (PerchGuardClient *guard, int code, int signal_number, PerchBackend *self)
{
  if (self->cause == PERCH_CAUSE_NONE)
    self->cause = PERCH_CAUSE_ITSELF;
  perch_backend_take_exit (self, code, signal_number, describe_exit (code, signal_number));
  fail_calls (self);
  perch_backend_set_process (self, 0, self->root);
  /* The main process is gone, but not yet what it has left behind. */
  if (self->state != PERCH_BACKEND_STATE_STOPPING)
    {
      perch_backend_disarm (self);
      perch_backend_set_state (self, PERCH_BACKEND_STATE_STOPPING);
    }
}

/* @code is what the guard says, @stage the step that failed. */
static char *
describe_refusal (PerchBackend *self, int code, const char *stage)
{
  const char *reason = g_strerror (code);
  g_autofree char *folder = NULL;

  if (g_str_equal (stage, "rundir"))
    {
      /* The guard looks up front at what a packaged program would trip over as it unpacks. */
      if (code == ENOEXEC)
        reason = "programs can't run there (it is mounted noexec)";
      else if (code == ENOSPC)
        reason = "it is full, or has not twice the size of the program free";
      return g_strdup_printf ("No temporary directory for it in %s: %s", self->config->run_dir,
                              reason);
    }

  if (g_str_equal (stage, "chdir"))
    {
      folder = g_path_get_dirname (self->executable);
      return g_strdup_printf ("It can't be started in the folder %s: %s",
                              self->profile->cwd != NULL ? self->profile->cwd : folder, reason);
    }
  return g_strdup_printf ("%s can't be started (%s): %s", self->executable, stage, reason);
}

static void
refused_cb (PerchGuardClient *guard, int code, const char *stage, PerchBackend *self)
{
  g_autofree char *problem = NULL;

  if (self->cause != PERCH_CAUSE_NONE)
    return;

  self->cause = PERCH_CAUSE_REFUSED;
  self->refused_errno = code;
  problem = describe_refusal (self, code, stage);
  perch_backend_set_problem (self, problem);
}

/* Once a second while ending the rest takes its time. */
static void
leftovers_cb (PerchGuardClient *guard, guint left, guint denied, PerchBackend *self)
{
  g_autofree char *problem = NULL;

  if (self->state != PERCH_BACKEND_STATE_STOPPING)
    return;
  problem = g_strdup_printf ("%u of its processes are still being ended", left);
  perch_backend_set_problem (self, problem);
}

static void
started_cb (PerchGuardClient *guard, int pid, int root, PerchBackend *self)
{
  perch_backend_set_process (self, pid, root);
  perch_scope_adopt (pid, self->profile->name);
  if (self->state == PERCH_BACKEND_STATE_STARTING)
    perch_backend_await_ready (self);
}

static void
lines_cb (PerchRun *run, const PerchBackendLine *lines, guint n_lines, PerchBackend *self)
{
  gint64 now = g_get_real_time ();

  for (guint i = 0; i < n_lines; i++)
    {
      const PerchLine *line = &lines[i].line;

      perch_output_ring_add (self->ring, lines[i].stream, now, line->text, line->length);
      perch_output_ring_add (self->fresh, lines[i].stream, now, line->text, line->length);
    }
  perch_backend_look_for_readiness (self, lines, n_lines);
  perch_backend_emit_lines (self, lines, n_lines);
}

typedef struct
{
  PerchProfile *profile; /* (owned) */
  PerchBackendConfig *config; /* (owned) */
  char *executable; /* (owned) (nullable): filled in by the thread */
  GStrv argv; /* (owned) (nullable): filled in by the thread */
  PerchBackendPlace *place; /* (owned) (nullable): filled in by the thread */
  gboolean is_there; /* what @executable names; filled in by the thread */
  guint generation;
} Lookup;

static void
lookup_free (Lookup *lookup)
{
  perch_profile_unref (lookup->profile);
  perch_backend_config_unref (lookup->config);
  g_free (lookup->executable);
  g_strfreev (lookup->argv);
  g_clear_pointer (&lookup->place, perch_backend_place_remove);
  g_free (lookup);
}

/* In a thread, because a path may lie on a file system that answers late or never. */
static void
look_up (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Lookup *lookup = task_data;
  PerchExecutablePlaces places = { .override = lookup->config->override,
                                   .packaged = lookup->config->packaged,
                                   .installed_dir = lookup->config->installed_dir,
                                   .example = lookup->config->example };
  g_autoptr (GError) error = NULL;

  if (lookup->profile->executable != NULL)
    lookup->executable = g_strdup (lookup->profile->executable);
  else
    lookup->executable = perch_executable_find (&places);

  if (lookup->executable == NULL)
    g_set_error_literal (&error, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_NOT_FOUND,
                         "No backend was found, and the example could not be unpacked");
  else
    lookup->argv = perch_executable_build_argv (lookup->profile, lookup->executable, &error);
  if (lookup->argv != NULL)
    lookup->place =
        perch_backend_place_prepare (lookup->profile, lookup->config->place_dir, &error);
  if (lookup->place == NULL)
    {
      lookup->is_there =
          lookup->executable != NULL && g_file_test (lookup->executable, G_FILE_TEST_EXISTS);
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  lookup->argv = perch_backend_place_take_args (lookup->place, lookup->argv);
  g_task_return_boolean (task, TRUE);
}

/* Of kind `stdio` there is no client before there is a run. */
static gboolean
make_client (PerchBackend *self, GError **error)
{
  const PerchBackendEndpoint *endpoint = perch_backend_get_endpoint (self);
  g_autoptr (GError) problem = NULL;

  if (endpoint == NULL)
    return TRUE;
  self->client = perch_backend_client_new (endpoint, self->config->rpc_module, &problem);
  if (self->client != NULL)
    return TRUE;
  g_set_error_literal (error, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_SPAWN, problem->message);
  return FALSE;
}

static gboolean
make_run (PerchBackend *self, const char *const *argv, GError **error)
{
  g_auto (GStrv) inherited = g_get_environ ();
  g_auto (GStrv) environment = perch_backend_place_take_environment (
      self->place, perch_environment_build ((const char *const *) inherited, self->profile));
  g_autofree char *folder = g_path_get_dirname (self->executable);
  PerchGuardLaunch launch = { .guard = self->config->guard,
                              .run_dir = self->config->run_dir,
                              .cwd = self->profile->cwd != NULL ? self->profile->cwd : folder,
                              .argv = argv,
                              .environ = (const char *const *) environment };

  self->run = perch_run_new (&launch, error);
  return self->run != NULL;
}

static gboolean
spawn (PerchBackend *self, Lookup *lookup, GError **error)
{
  PerchGuardClient *guard = NULL;

  g_assert (self->client == NULL);
  perch_backend_take_place (self, g_steal_pointer (&lookup->place));
  if (!make_client (self, error) || !make_run (self, (const char *const *) lookup->argv, error))
    {
      g_clear_object (&self->client);
      perch_backend_take_place (self, NULL);
      return FALSE;
    }

  if (self->client == NULL)
    self->client = perch_stdio_client_new (self->run);
  guard = perch_run_get_guard (self->run);
  g_signal_connect_object (guard, "started", G_CALLBACK (started_cb), self, 0);
  g_signal_connect_object (guard, "refused", G_CALLBACK (refused_cb), self, 0);
  g_signal_connect_object (guard, "exited", G_CALLBACK (exited_cb), self, 0);
  g_signal_connect_object (guard, "leftovers", G_CALLBACK (leftovers_cb), self, 0);
  g_signal_connect_object (self->run, "lines", G_CALLBACK (lines_cb), self, 0);
  g_signal_connect_object (self->run, "ended", G_CALLBACK (perch_backend_ended_cb), self, 0);
  return TRUE;
}

static void begin_lookup (PerchBackend *self);

/* The run that it was for was stopped meanwhile. What it has made lies where that of the next run
 * is to lie, and has to go first. */
static void
drop_lookup (PerchBackend *self, Lookup *lookup)
{
  g_clear_pointer (&lookup->place, perch_backend_place_remove);
  if (self->wanted_lookup == self->generation)
    begin_lookup (self);
}

static void
looked_up_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PerchBackend) self = user_data;
  Lookup *lookup = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  gboolean found = g_task_propagate_boolean (G_TASK (result), &error);

  self->looking_up = FALSE;
  if (lookup->generation != self->generation)
    {
      drop_lookup (self, lookup);
      return;
    }

  perch_backend_set_executable (self, lookup->executable);
  if (found && spawn (self, lookup, &error))
    return;

  if (g_error_matches (error, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_NOT_FOUND))
    perch_backend_settle_not_found (
        self, lookup->is_there ? PERCH_BACKEND_MISSING_INTERPRETER : PERCH_BACKEND_MISSING_PROGRAM,
        error);
  else if (g_error_matches (error, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_GUARD))
    perch_backend_fail_run (self, error, 0, TRUE);
  else
    perch_backend_settle (self, PERCH_BACKEND_STATE_FAILED, error);
}

static void
begin_lookup (PerchBackend *self)
{
  /* Not the task's source object: the thread may be the last to let go of the task. */
  g_autoptr (GTask) task = g_task_new (NULL, NULL, looked_up_cb, g_object_ref (self));
  Lookup *lookup = g_new0 (Lookup, 1);

  lookup->profile = perch_profile_ref (self->profile);
  lookup->config = g_atomic_rc_box_acquire (self->config);
  lookup->generation = self->generation;
  self->looking_up = TRUE;
  g_task_set_source_tag (task, begin_lookup);
  g_task_set_task_data (task, lookup, (GDestroyNotify) lookup_free);
  g_task_run_in_thread (task, look_up);
}

/**
 * perch_backend_try_spawn:
 *
 * Looks the executable up and starts it. Made in STARTING, while there is no run.
 */
void
perch_backend_try_spawn (PerchBackend *self)
{
  self->wanted_lookup = ++self->generation;
  if (!self->looking_up)
    begin_lookup (self);
}

static void
begin_run (PerchBackend *self)
{
  self->cause = PERCH_CAUSE_NONE;
  self->failed_probes = 0;
  self->was_ready = FALSE;
  self->said_ready = FALSE;
  perch_output_ring_clear (self->fresh);
  perch_backend_set_status_text (self, NULL);
  perch_backend_set_state (self, PERCH_BACKEND_STATE_STARTING);
}

/**
 * perch_backend_begin:
 *
 * Begins a new run from any state in which there is none, after what is to run before it.
 */
void
perch_backend_begin (PerchBackend *self)
{
  g_assert (self->run == NULL);

  perch_backend_apply_next_profile (self);
  self->wish_running = TRUE;
  self->refusals = 0;
  self->lost_ports = 0;
  self->next_try_us = 0;
  begin_run (self);
  perch_backend_start_in_order (self);
}

/**
 * perch_backend_begin_elsewhere:
 *
 * Begins the same run anew, on another port: somebody else got the one that was meant for it.
 */
void
perch_backend_begin_elsewhere (PerchBackend *self)
{
  g_assert (self->run == NULL);

  begin_run (self);
  perch_backend_try_spawn (self);
}
