/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/ping-by-call.h"

#include "backend-manager/error.h"

static void
pinged_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) answer =
      perch_backend_client_call_finish (PERCH_BACKEND_CLIENT (source), result, &error);

  /* Any answer is a sign of life, also of a backend that has no such method. */
  if (answer != NULL || g_error_matches (error, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_NO_METHOD))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/**
 * perch_ping_by_call_async:
 *
 * perch_backend_client_ping_async() for a wire on which it is a method like others. The task
 * returns a boolean.
 */
void
perch_ping_by_call_async (PerchBackendClient *client,
                          guint timeout_ms,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  GTask *task = g_task_new (client, cancellable, callback, user_data);

  g_task_set_source_tag (task, perch_ping_by_call_async);
  perch_backend_client_call_async (client, "ping", NULL, NULL, timeout_ms, cancellable, pinged_cb,
                                   task);
}
