/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/probe.h"

#include "backend-manager/error.h"
#include "backend-manager/process-tree.h"

/* One question: first whose place it is (in a thread), then the ping. */
typedef struct
{
  PerchBackendClient *client; /* (owned) */
  PerchBackendEndpoint *endpoint; /* (owned) (nullable) */
  GPid owner;
  guint timeout_ms;
} Probe;

static void
probe_free (Probe *probe)
{
  g_object_unref (probe->client);
  g_clear_pointer (&probe->endpoint, perch_backend_endpoint_unref);
  g_free (probe);
}

/* Returns: (transfer full): what the question was put to, for messages */
static char *
describe_place (const PerchBackendEndpoint *endpoint)
{
  if (endpoint == NULL)
    return g_strdup ("it");
  if (endpoint->port != 0)
    return g_strdup_printf ("port %u", endpoint->port);
  return g_strdup_printf ("the socket %s", endpoint->address);
}

/* @problem: (transfer full) */
static void
take_failure (GTask *task, GError *problem)
{
  Probe *probe = g_task_get_task_data (task);
  g_autoptr (GError) owned = problem;
  g_autofree char *place = describe_place (probe->endpoint);

  if (g_task_return_error_if_cancelled (task))
    return;
  if (g_error_matches (owned, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_TIMED_OUT))
    g_task_return_new_error (task, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_NOT_READY,
                             "%s gave no answer within %u ms", place, probe->timeout_ms);
  else
    g_task_return_new_error (task, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_NOT_READY, "%s",
                             owned->message);
}

static void
pinged_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *problem = NULL;

  if (perch_backend_client_ping_finish (PERCH_BACKEND_CLIENT (source), result, &problem))
    g_task_return_boolean (task, TRUE);
  else
    take_failure (task, problem);
}

/* Whether it is the backend that listens is asked first, so that a stranger is sent nothing. */
static void
check_owner (GTask *check, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Probe *probe = task_data;
  guint16 port = probe->endpoint->port;
  g_autofree char *place = describe_place (probe->endpoint);
  g_autofree char *listener = NULL;

  if (port != 0 ? perch_process_tree_owns_port (probe->owner, port)
                : perch_process_tree_owns_socket (probe->owner, probe->endpoint->address))
    {
      g_task_return_boolean (check, TRUE);
      return;
    }
  listener = port != 0 ? perch_process_tree_describe_listener (port)
                       : perch_process_tree_describe_socket_listener (probe->endpoint->address);
  if (listener == NULL)
    g_task_return_new_error (check, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_NOT_READY,
                             "nothing listens on %s", place);
  else
    g_task_return_new_error (check, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_NOT_READY,
                             "%s is answered by another program (%s)", place, listener);
}

static void
ping (GTask *task)
{
  Probe *probe = g_task_get_task_data (task);

  perch_backend_client_ping_async (probe->client, probe->timeout_ms, g_task_get_cancellable (task),
                                   pinged_cb, g_object_ref (task));
}

static void
owner_checked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *problem = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &problem))
    ping (task);
  else
    take_failure (task, problem);
}

/**
 * perch_probe_async:
 * @client: speaks to the backend
 * @endpoint: (nullable): where it listens; %NULL when @client can reach nobody else
 * @owner: process that the listening program must be, or descend from
 * @timeout_ms: how long the answer may take
 *
 * Asks a backend whether it is well. An answer proves something only when it comes from the backend
 * itself: a program that is no descendant of @owner is sent nothing, and named in the error.
 */
void
perch_probe_async (PerchBackendClient *client,
                   const PerchBackendEndpoint *endpoint,
                   GPid owner,
                   guint timeout_ms,
                   GCancellable *cancellable,
                   GAsyncReadyCallback callback,
                   gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (GTask) check = NULL;
  Probe *probe = NULL;

  g_return_if_fail (PERCH_IS_BACKEND_CLIENT (client));

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, perch_probe_async);
  probe = g_new0 (Probe, 1);
  probe->client = g_object_ref (client);
  probe->owner = owner;
  probe->timeout_ms = timeout_ms;
  g_task_set_task_data (task, probe, (GDestroyNotify) probe_free);
  if (g_task_return_error_if_cancelled (task))
    return;
  if (endpoint == NULL)
    {
      ping (task);
      return;
    }
  probe->endpoint = perch_backend_endpoint_ref ((PerchBackendEndpoint *) endpoint);
  check = g_task_new (NULL, NULL, owner_checked_cb, g_object_ref (task));
  g_task_set_source_tag (check, check_owner);
  g_task_set_task_data (check, probe, NULL); /* @task lives longer, and with it @probe */
  g_task_run_in_thread (check, check_owner);
}

/**
 * perch_probe_finish:
 *
 * Returns: %TRUE for a yes; else %FALSE with @error set: %PERCH_BACKEND_ERROR_NOT_READY with the
 *   reason, or %G_IO_ERROR_CANCELLED
 */
gboolean
perch_probe_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
