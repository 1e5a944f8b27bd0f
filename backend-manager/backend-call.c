/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/backend-private.h"

/**
 * perch_backend_call_async:
 * @method: a dotted name such as "clipboard.process"
 * @params: (nullable): valid JSON, an object or an array
 * @trace_id: (nullable): 32 hex digits, which the backend is told
 * @timeout_ms: how long its answer may take, in milliseconds
 * @cancellable: (nullable): ends the waiting; the backend may still do what it was asked
 *
 * Asks a running backend for something, as JSON-RPC 2.0 on its stdin.
 */
void
perch_backend_call_async (PerchBackend *self,
                          const char *method,
                          const char *params,
                          const char *trace_id,
                          guint timeout_ms,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *line = NULL;
  gsize length = 0;
  guint id = 0;

  g_return_if_fail (PERCH_IS_BACKEND (self));
  g_return_if_fail (method != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, perch_backend_call_async);
  if (!perch_backend_get_ready (self))
    {
      g_task_return_new_error (task, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_NOT_RUNNING,
                               "%s is not running, it is %s", perch_backend_get_label (self),
                               perch_backend_state_to_string (self->state));
      return;
    }

  id = perch_calls_take (self->calls, g_steal_pointer (&task), timeout_ms);
  line = perch_calls_format (id, method, params, trace_id, &length);
  if (!perch_run_send_line (self->run, line, length, &error))
    perch_calls_drop (self->calls, id, error);
}

/**
 * perch_backend_call_finish:
 * @error: %PERCH_BACKEND_ERROR_NOT_RUNNING, %PERCH_BACKEND_ERROR_TIMED_OUT,
 *   %PERCH_BACKEND_ERROR_EXITED when it ended before it answered, %PERCH_BACKEND_ERROR_NO_METHOD,
 *   %PERCH_BACKEND_ERROR_CALL when it answered with another error, what
 *   perch_line_writer_send() says, or %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable): the JSON of its result
 */
GBytes *
perch_backend_call_finish (PerchBackend *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
