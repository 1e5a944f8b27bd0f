/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/backend-private.h"

#include "backend-manager/clock.h"

/* What others may read of a backend. */

/**
 * perch_backend_get_profile:
 *
 * It dies when a changed profile is applied, which may be whenever the backend begins a new run or
 * the profiles are read anew: keep a copy, not the pointer.
 *
 * Returns: (transfer none):
 */
const PerchProfile *
perch_backend_get_profile (PerchBackend *self)
{
  g_return_val_if_fail (PERCH_IS_BACKEND (self), NULL);

  return self->profile;
}

/**
 * perch_backend_get_name:
 *
 * The string dies when a changed profile is applied, as perch_backend_get_profile() says; what it
 * says stays the same.
 *
 * Returns: (transfer none): its unique name
 */
const char *
perch_backend_get_name (PerchBackend *self)
{
  g_return_val_if_fail (PERCH_IS_BACKEND (self), NULL);

  return self->profile->name;
}

/**
 * perch_backend_get_label:
 *
 * The string dies when a changed profile is applied, as perch_backend_get_profile() says.
 *
 * Returns: (transfer none): what people see as its name
 */
const char *
perch_backend_get_label (PerchBackend *self)
{
  g_return_val_if_fail (PERCH_IS_BACKEND (self), NULL);

  return self->profile->label;
}

/**
 * perch_backend_get_executable:
 *
 * Returns: (transfer none) (nullable): the path that was found at the last look, or looked at
 */
const char *
perch_backend_get_executable (PerchBackend *self)
{
  g_return_val_if_fail (PERCH_IS_BACKEND (self), NULL);

  return self->executable;
}

/**
 * perch_backend_get_state:
 */
PerchBackendState
perch_backend_get_state (PerchBackend *self)
{
  g_return_val_if_fail (PERCH_IS_BACKEND (self), PERCH_BACKEND_STATE_STOPPED);

  return self->state;
}

/**
 * perch_backend_get_state_since_us:
 *
 * Returns: when it got into the state that it is in: CLOCK_BOOTTIME in microseconds
 */
gint64
perch_backend_get_state_since_us (PerchBackend *self)
{
  g_return_val_if_fail (PERCH_IS_BACKEND (self), 0);

  return self->state_since_us;
}

/**
 * perch_backend_get_pid:
 *
 * Returns: the main process, 0 when there is none
 */
GPid
perch_backend_get_pid (PerchBackend *self)
{
  g_return_val_if_fail (PERCH_IS_BACKEND (self), 0);

  return self->pid;
}

/**
 * perch_backend_get_started_us:
 *
 * Returns: when the main process was executed: CLOCK_BOOTTIME in microseconds, 0 when none runs
 */
gint64
perch_backend_get_started_us (PerchBackend *self)
{
  g_return_val_if_fail (PERCH_IS_BACKEND (self), 0);

  return self->started_us;
}

/**
 * perch_backend_get_uptime_seconds:
 *
 * Returns: how long it has been running, time asleep included; -1 when it does not
 */
gint64
perch_backend_get_uptime_seconds (PerchBackend *self)
{
  g_return_val_if_fail (PERCH_IS_BACKEND (self), -1);

  if (self->started_us == 0 || self->pid == 0)
    return -1;
  return (perch_clock_boottime_us () - self->started_us) / G_USEC_PER_SEC;
}

/**
 * perch_backend_get_ready:
 *
 * Returns: whether it runs and its `ready` condition holds
 */
gboolean
perch_backend_get_ready (PerchBackend *self)
{
  g_return_val_if_fail (PERCH_IS_BACKEND (self), FALSE);

  return self->state == PERCH_BACKEND_STATE_RUNNING || self->state == PERCH_BACKEND_STATE_UNHEALTHY;
}

/**
 * perch_backend_get_restarts:
 *
 * Returns: how often Perch has started it again by itself since a person last started it
 */
guint
perch_backend_get_restarts (PerchBackend *self)
{
  g_return_val_if_fail (PERCH_IS_BACKEND (self), 0);

  return self->restarts;
}

/**
 * perch_backend_get_next_try_us:
 *
 * Returns: in BACKOFF when it is started again (CLOCK_BOOTTIME in microseconds), else 0
 */
gint64
perch_backend_get_next_try_us (PerchBackend *self)
{
  g_return_val_if_fail (PERCH_IS_BACKEND (self), 0);

  return self->state == PERCH_BACKEND_STATE_BACKOFF ? self->next_try_us : 0;
}

/**
 * perch_backend_get_status_text:
 *
 * Returns: (transfer none) (nullable): the last `status` word that the backend said in this run
 */
const char *
perch_backend_get_status_text (PerchBackend *self)
{
  g_return_val_if_fail (PERCH_IS_BACKEND (self), NULL);

  return self->status_text;
}

/**
 * perch_backend_get_problem:
 *
 * Returns: (transfer none) (nullable): what is wrong now, in words
 */
const char *
perch_backend_get_problem (PerchBackend *self)
{
  g_return_val_if_fail (PERCH_IS_BACKEND (self), NULL);

  return self->problem;
}

/**
 * perch_backend_get_missing:
 *
 * Returns: what is not there, where that is the problem: perch_backend_get_problem() says the same
 *   in words
 */
PerchBackendMissing
perch_backend_get_missing (PerchBackend *self)
{
  g_return_val_if_fail (PERCH_IS_BACKEND (self), PERCH_BACKEND_MISSING_NOTHING);

  return self->missing;
}

/**
 * perch_backend_get_exit:
 *
 * Returns: (transfer none) (nullable): how the last run ended; %NULL before the first end
 */
const PerchBackendExit *
perch_backend_get_exit (PerchBackend *self)
{
  g_return_val_if_fail (PERCH_IS_BACKEND (self), NULL);

  return self->has_exit ? &self->exit : NULL;
}

/**
 * perch_backend_get_last_error:
 *
 * Returns: (transfer none) (nullable) (array zero-terminated=1): the last lines that it wrote to
 *   stderr, or to stdout when there were none, before it last ended unasked
 */
const char *const *
perch_backend_get_last_error (PerchBackend *self)
{
  g_return_val_if_fail (PERCH_IS_BACKEND (self), NULL);

  return (const char *const *) self->last_error;
}

/**
 * perch_backend_get_endpoint:
 *
 * Returns: (transfer none) (nullable): where the present run listens, or is to; %NULL when nothing
 *   runs, and for kind `stdio`. It is another one in the next run
 */
const PerchBackendEndpoint *
perch_backend_get_endpoint (PerchBackend *self)
{
  g_return_val_if_fail (PERCH_IS_BACKEND (self), NULL);

  return self->place != NULL ? self->place->endpoint : NULL;
}

/**
 * perch_backend_dup_tail:
 * @max_lines: how many at the most
 *
 * Returns: (transfer full): the last lines of both streams, over all runs, as far as they are kept
 */
GStrv
perch_backend_dup_tail (PerchBackend *self, guint max_lines)
{
  g_return_val_if_fail (PERCH_IS_BACKEND (self), NULL);

  return perch_output_ring_tail (self->ring, max_lines);
}

/**
 * perch_backend_get_sampler:
 *
 * Returns: (transfer none): what its processes use
 */
PerchSampler *
perch_backend_get_sampler (PerchBackend *self)
{
  g_return_val_if_fail (PERCH_IS_BACKEND (self), NULL);

  return self->sampler;
}

/**
 * perch_backend_send_line:
 * @line: (array length=length): one line without its end
 * @error: %G_IO_ERROR_CLOSED when it does not run, else as perch_line_writer_send()
 *
 * Sends a line to its stdin.
 */
gboolean
perch_backend_send_line (PerchBackend *self, const char *line, gsize length, GError **error)
{
  g_return_val_if_fail (PERCH_IS_BACKEND (self), FALSE);

  if (self->run == NULL)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CLOSED, "The backend does not run");
      return FALSE;
    }
  return perch_run_send_line (self->run, line, length, error);
}
