/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/cli/relay-client.h"

#include <string.h>

#include "backend-manager/call-deadline.h"
#include "backend-manager/ping-by-call.h"

/* PerchClient itself ends a call in time; the deadline is for what else may end it. */
#define NO_LIMIT G_MAXUINT

/**
 * PerchRelayClient:
 *
 * The way to a backend for a command: by the Perch that runs, whatever the backend's kind.
 */
struct _PerchRelayClient
{
  GObject parent_instance;
  PerchClient *perch; /* (owned) */
  char *backend; /* (owned) */
  GCancellable *open; /* (owned): cancelled when it is closed */
  GError *closed; /* (owned) (nullable): why it is closed */
};

static void perch_relay_client_iface_init (PerchBackendClientInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (PerchRelayClient,
                               perch_relay_client,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (PERCH_TYPE_BACKEND_CLIENT,
                                                      perch_relay_client_iface_init))

static void
perch_relay_client_finalize (GObject *object)
{
  PerchRelayClient *self = PERCH_RELAY_CLIENT (object);

  g_clear_object (&self->perch);
  g_clear_object (&self->open);
  g_clear_error (&self->closed);
  g_free (self->backend);
  G_OBJECT_CLASS (perch_relay_client_parent_class)->finalize (object);
}

static void
perch_relay_client_class_init (PerchRelayClientClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = perch_relay_client_finalize;
}

static void
perch_relay_client_init (PerchRelayClient *self)
{
  self->open = g_cancellable_new ();
}

/**
 * perch_relay_client_new:
 * @perch: a client of the Perch that is asked; its time-out will be changed
 * @backend: the backend's name, a valid one
 *
 * Returns: (transfer full):
 */
PerchBackendClient *
perch_relay_client_new (PerchClient *perch, const char *backend)
{
  PerchRelayClient *self = NULL;

  g_return_val_if_fail (PERCH_IS_CLIENT (perch), NULL);
  g_return_val_if_fail (backend != NULL, NULL);

  self = g_object_new (PERCH_TYPE_RELAY_CLIENT, NULL);
  self->perch = g_object_ref (perch);
  self->backend = g_strdup (backend);
  return PERCH_BACKEND_CLIENT (self);
}

/* Returns: (transfer full) (nullable): as a string */
static char *
copy_params (GBytes *params)
{
  return params != NULL ? g_strndup (g_bytes_get_data (params, NULL), g_bytes_get_size (params))
                        : NULL;
}

/* Rounded up: 0 would be no limit at all. */
static guint
to_seconds (guint ms)
{
  return MAX (ms / 1000 + (ms % 1000 > 0), 1);
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  PerchRelayClient *self = g_task_get_source_object (task);
  const GError *given_up = perch_call_deadline_get_error (g_task_get_task_data (task));
  g_autoptr (JsonNode) reply = NULL;
  g_autoptr (GError) error = NULL;
  char *text = NULL;

  reply = perch_client_call_finish (PERCH_CLIENT (source), result, &error);
  if (reply != NULL)
    {
      text =
          json_to_string (json_object_get_member (json_node_get_object (reply), "result"), FALSE);
      g_task_return_pointer (task, g_bytes_new_take (text, strlen (text)),
                             (GDestroyNotify) g_bytes_unref);
    }
  else if (given_up != NULL)
    g_task_return_error (task, g_error_copy (given_up));
  else
    g_task_return_error (task, self->closed != NULL ? g_error_copy (self->closed)
                                                    : g_steal_pointer (&error));
}

static void
perch_relay_client_call_async (PerchBackendClient *client,
                               const char *method,
                               GBytes *params,
                               const char *trace_id,
                               guint timeout_ms,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  PerchRelayClient *self = PERCH_RELAY_CLIENT (client);
  GTask *task = g_task_new (client, cancellable, callback, user_data);
  PerchCallDeadline *deadline = NULL;
  g_autofree char *text = NULL;

  g_task_set_source_tag (task, perch_relay_client_call_async);
  if (self->closed != NULL)
    {
      g_task_return_error (task, g_error_copy (self->closed));
      g_object_unref (task);
      return;
    }
  deadline = perch_call_deadline_new (NO_LIMIT, cancellable);
  g_task_set_task_data (task, deadline, (GDestroyNotify) perch_call_deadline_free);
  perch_call_deadline_follow (deadline, self->open);
  text = copy_params (params);
  perch_client_set_timeout (self->perch, to_seconds (timeout_ms));
  perch_client_call_async (self->perch, self->backend, method, text,
                           perch_call_deadline_get_cancellable (deadline), answered_cb, task);
}

static void
perch_relay_client_close (PerchBackendClient *client, const GError *reason)
{
  PerchRelayClient *self = PERCH_RELAY_CLIENT (client);

  if (self->closed != NULL)
    return;
  self->closed = g_error_copy (reason);
  g_cancellable_cancel (self->open);
}

static void
perch_relay_client_iface_init (PerchBackendClientInterface *iface)
{
  iface->call_async = perch_relay_client_call_async;
  iface->ping_async = perch_ping_by_call_async;
  iface->close = perch_relay_client_close;
}
