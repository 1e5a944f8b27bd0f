/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/backend-private.h"

/**
 * perch_backend_end_run:
 * @cause: why
 *
 * Begins the staged stop of the run there is; perch_backend_ended_cb() ends it.
 */
void
perch_backend_end_run (PerchBackend *self, PerchCause cause)
{
  self->cause = cause;
  perch_backend_disarm (self);
  perch_backend_set_state (self, PERCH_BACKEND_STATE_STOPPING);
  perch_guard_client_stop (perch_run_get_guard (self->run), self->profile->stop_timeout_ms);
}

static GTask *
task_for (PerchBackend *self,
          gpointer tag,
          GCancellable *cancellable,
          GAsyncReadyCallback callback,
          gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, tag);
  return task;
}

static void
clear_count (PerchBackend *self)
{
  perch_restart_policy_reset (self->policy);
  self->restarts = 0;
}

static void
forget_failures (PerchBackend *self)
{
  clear_count (self);
  perch_backend_set_problem (self, NULL);
}

static void
fail_starts (PerchBackend *self, PerchBackendError code, const char *message)
{
  g_autoptr (GError) error = g_error_new_literal (PERCH_BACKEND_ERROR, code, message);

  perch_waiters_fail (self->starts, error);
}

/**
 * perch_backend_start_async:
 * @cancellable: (nullable): ends the waiting, not the start
 *
 * Starts the backend. The task returns when it is running and ready, or with the reason why this
 * attempt came to nothing (Perch may go on trying by itself, see the profile's `restart`).
 *
 * What a call means in each state:
 *
 * - not-found: start and restart look again, then start; stop is done at once.
 * - stopped, failed: start and restart start; stop is done at once.
 * - starting: start waits for this start. Stop stops, and who waits for the start gets SUPERSEDED.
 *   Restart stops and starts, and who waits for a start waits on.
 * - running, unhealthy: start is done at once, stop stops, restart stops and starts.
 * - stopping: start and restart start when the end is proven. Stop waits for the end, and a start
 *   that was to follow gets SUPERSEDED.
 * - backoff: start and restart start now; stop gives up the wait, and is done at once.
 *
 * Each start and restart clears the count of failures.
 */
void
perch_backend_start_async (PerchBackend *self,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (PERCH_IS_BACKEND (self));

  task = task_for (self, perch_backend_start_async, cancellable, callback, user_data);
  self->was_asked = TRUE;
  if (self->state == PERCH_BACKEND_STATE_RUNNING || self->state == PERCH_BACKEND_STATE_UNHEALTHY)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }

  forget_failures (self);
  self->wish_running = TRUE;
  perch_waiters_take (self->starts, g_steal_pointer (&task));
  if (!perch_backend_state_is_alive (self->state))
    {
      perch_backend_disarm (self);
      perch_backend_begin (self);
    }
  else if (self->state == PERCH_BACKEND_STATE_STOPPING)
    self->cause = PERCH_CAUSE_ASKED; /* Whyever it ends: what follows is now asked for. */
}

/**
 * perch_backend_start_finish:
 * @error: #PerchBackendError, or %G_IO_ERROR_CANCELLED
 */
gboolean
perch_backend_start_finish (PerchBackend *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * perch_backend_stop_async:
 * @cancellable: (nullable): ends the waiting, not the stop
 *
 * Stops the backend. The task returns when it is proven that no process of it is left, or at once
 * where nothing runs. See perch_backend_start_async() for what it means in each state.
 */
void
perch_backend_stop_async (PerchBackend *self,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (PERCH_IS_BACKEND (self));

  task = task_for (self, perch_backend_stop_async, cancellable, callback, user_data);
  self->was_asked = TRUE;
  self->wish_running = FALSE;
  fail_starts (self, PERCH_BACKEND_ERROR_SUPERSEDED, "It was stopped before it had started");

  if (self->run != NULL)
    {
      perch_waiters_take (self->stops, g_steal_pointer (&task));
      if (self->state != PERCH_BACKEND_STATE_STOPPING)
        perch_backend_end_run (self, PERCH_CAUSE_ASKED);
      return;
    }

  /* In STARTING without a run, the executable is being looked up or tried again. */
  if (self->state == PERCH_BACKEND_STATE_STARTING || self->state == PERCH_BACKEND_STATE_BACKOFF)
    {
      self->generation++;
      perch_backend_disarm (self);
      perch_backend_set_problem (self, NULL);
      perch_backend_set_state (self, PERCH_BACKEND_STATE_STOPPED);
    }
  g_task_return_boolean (task, TRUE);
}

/**
 * perch_backend_stop_finish:
 * @error: %PERCH_BACKEND_ERROR_LEFTOVERS, or %G_IO_ERROR_CANCELLED
 */
gboolean
perch_backend_stop_finish (PerchBackend *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * perch_backend_restart_async:
 * @cancellable: (nullable): ends the waiting, not the restart
 *
 * Stops the backend if it runs, and starts it when its end is proven. See
 * perch_backend_start_async() for what it means in each state.
 */
void
perch_backend_restart_async (PerchBackend *self,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (PERCH_IS_BACKEND (self));

  if (self->run == NULL || self->state == PERCH_BACKEND_STATE_STOPPING)
    {
      perch_backend_start_async (self, cancellable, callback, user_data);
      return;
    }

  task = task_for (self, perch_backend_restart_async, cancellable, callback, user_data);
  forget_failures (self);
  self->wish_running = TRUE;
  perch_waiters_take (self->starts, g_steal_pointer (&task));
  perch_backend_end_run (self, PERCH_CAUSE_ASKED);
}

/**
 * perch_backend_restart_finish:
 * @error: as perch_backend_start_finish()
 */
gboolean
perch_backend_restart_finish (PerchBackend *self, GAsyncResult *result, GError **error)
{
  return perch_backend_start_finish (self, result, error);
}

/**
 * perch_backend_forget_failures:
 *
 * Makes it as if nothing had gone wrong so far: the count of failures is cleared, and a backend
 * that has failed is one that is stopped. What its last run was stays known, and so does what is
 * missing: that is still not there.
 */
void
perch_backend_forget_failures (PerchBackend *self)
{
  g_return_if_fail (PERCH_IS_BACKEND (self));

  clear_count (self);
  if (self->state != PERCH_BACKEND_STATE_NOT_FOUND)
    perch_backend_set_problem (self, NULL);
  if (self->state == PERCH_BACKEND_STATE_FAILED)
    perch_backend_set_state (self, PERCH_BACKEND_STATE_STOPPED);
}

/**
 * perch_backend_kill:
 *
 * Shortens a stop to nothing: everything that is left of the run is ended now.
 */
void
perch_backend_kill (PerchBackend *self)
{
  g_return_if_fail (PERCH_IS_BACKEND (self));

  if (self->run != NULL)
    perch_guard_client_kill (perch_run_get_guard (self->run));
}
