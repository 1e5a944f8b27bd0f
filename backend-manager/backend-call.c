/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/backend-private.h"

#include <string.h>

#include "backend-manager/json-check.h"

/**
 * perch_backend_close_client:
 * @reason: what those are told who wait for an answer
 *
 * There is nobody any more who could answer.
 */
void
perch_backend_close_client (PerchBackend *self, const GError *reason)
{
  g_autoptr (PerchBackendClient) client = g_steal_pointer (&self->client);

  if (client != NULL)
    perch_backend_client_close (client, reason);
}

static void
called_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  GBytes *answer = perch_backend_client_call_finish (PERCH_BACKEND_CLIENT (source), result, &error);

  if (answer != NULL)
    g_task_return_pointer (task, answer, (GDestroyNotify) g_bytes_unref);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/**
 * perch_backend_call_bytes_async:
 * @method: a dotted name such as "clipboard.process"
 * @params: (nullable): valid JSON, an object or an array, without line ends. It is not copied, and
 *   let go of as soon as the backend has it
 * @trace_id: (nullable): 32 hex digits, which the backend is told
 * @timeout_ms: how long its answer may take, in milliseconds
 * @cancellable: (nullable): ends the waiting; the backend may still do what it was asked
 *
 * Asks a running backend for something, over the wire of its kind.
 */
void
perch_backend_call_bytes_async (PerchBackend *self,
                                const char *method,
                                GBytes *params,
                                const char *trace_id,
                                guint timeout_ms,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (PERCH_IS_BACKEND (self));
  g_return_if_fail (method != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, perch_backend_call_bytes_async);
  if (g_task_return_error_if_cancelled (task))
    return;
  if (!perch_backend_get_ready (self) || self->client == NULL)
    {
      g_task_return_new_error (task, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_NOT_RUNNING,
                               "%s is not running, it is %s", perch_backend_get_label (self),
                               perch_backend_state_to_string (self->state));
      return;
    }

  perch_backend_client_call_async (self->client, method, params, trace_id, timeout_ms, cancellable,
                                   called_cb, g_steal_pointer (&task));
}

/**
 * perch_backend_call_async:
 * @params: (nullable): valid JSON, an object or an array
 *
 * As perch_backend_call_bytes_async(), with parameters that are copied and may have line ends.
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
  g_autoptr (GBytes) bytes = NULL;

  if (params != NULL)
    {
      char *line = g_strdup (params);

      perch_json_join_lines (line, strlen (line));
      bytes = g_bytes_new_take (line, strlen (line));
    }
  perch_backend_call_bytes_async (self, method, bytes, trace_id, timeout_ms, cancellable, callback,
                                  user_data);
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
