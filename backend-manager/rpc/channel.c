/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/rpc/channel.h"

#include "backend-manager/call-watch.h"
#include "backend-manager/error.h"
#include "backend-manager/rpc/answer.h"
#include "backend-manager/rpc/connection.h"
#include "backend-manager/rpc/headers.h"
#include "backend-manager/rpc/request.h"

/* Calls to a server. All go over one connection, the last of @connections, which is made for the
 * first of them; when it is lost, or the server wants to leave, the next call gets a new one, and
 * the old one stays until its calls are answered. A call leaves @calls before its task returns. */
struct _PerchRpcChannel
{
  guint16 port;
  PerchRpcHeaders *headers; /* (owned) */
  GPtrArray *connections; /* (owned) (element-type PerchRpcConnection) */
  GQueue calls; /* (owned) (element-type Call) */
  GError *closed; /* (owned) (nullable): why it is */
};

typedef struct
{
  PerchRpcChannel *channel;
  GTask *task; /* (owned) */
  const PerchRpcMethod *method;
  PerchRpcAnswer answer;
  PerchCallWatch *watch; /* (owned) */
  PerchRpcConnection *connection; /* the channel's */
  PerchRpcStream *stream; /* (nullable): set until it has ended */
} Call;

/* Returns: (transfer full): the task of a call that is over now */
static GTask *
end_call (Call *call)
{
  GTask *task = call->task;

  if (call->stream != NULL)
    perch_rpc_connection_give_up (call->connection, call->stream);
  perch_call_watch_free (call->watch);
  g_queue_remove (&call->channel->calls, call);
  g_free (call);
  return task;
}

static void
given_up_cb (const GError *error, gpointer user_data)
{
  g_autoptr (GTask) task = end_call (user_data);

  g_task_return_error (task, g_error_copy (error));
}

static void
ended_cb (GBytes *message, const GError *error, gpointer user_data)
{
  Call *call = user_data;
  const PerchRpcMethod *method = call->method;
  PerchRpcAnswer answer = call->answer;
  g_autoptr (GTask) task = NULL;

  call->stream = NULL;
  task = end_call (call);
  if (message != NULL)
    perch_rpc_answer_return (task, answer, method, message);
  else
    g_task_return_error (task, g_error_copy (error));
}

/* Returns: (transfer none): a connection that takes requests */
static PerchRpcConnection *
get_connection (PerchRpcChannel *self)
{
  PerchRpcConnection *connection = NULL;

  for (guint i = self->connections->len; i-- > 0;)
    {
      connection = g_ptr_array_index (self->connections, i);
      if (perch_rpc_connection_is_usable (connection))
        return connection;
      if (perch_rpc_connection_is_idle (connection))
        g_ptr_array_remove_index (self->connections, i);
    }
  connection = perch_rpc_connection_new (self->port);
  g_ptr_array_add (self->connections, connection);
  return connection;
}

/* Returns: whether there is any use in asking; else @task has returned */
static gboolean
check_open (PerchRpcChannel *self, GTask *task)
{
  if (g_task_return_error_if_cancelled (task))
    return FALSE;
  if (self->closed != NULL)
    g_task_return_error (task, g_error_copy (self->closed));
  return self->closed == NULL;
}

/* @task is (transfer full). */
static void
begin_call (PerchRpcChannel *self,
            GTask *task,
            PerchRpcAnswer answer,
            const PerchRpcMethod *method,
            const char *name,
            GBytes *request,
            const char *trace_id,
            guint timeout_ms)
{
  nghttp2_nv headers[PERCH_RPC_MAX_HEADERS];
  gsize n_headers =
      perch_rpc_headers_list (self->headers, method->path, trace_id, timeout_ms, headers);
  Call *call = g_new0 (Call, 1);

  call->channel = self;
  call->task = task;
  call->method = method;
  call->answer = answer;
  call->watch = perch_call_watch_new (timeout_ms, g_task_get_cancellable (task), given_up_cb, call);
  call->connection = get_connection (self);
  g_queue_push_tail (&self->calls, call);
  call->stream = perch_rpc_connection_ask (call->connection, headers, n_headers, request,
                                           perch_rpc_reply_new (name), ended_cb, call);
}

/**
 * perch_rpc_channel_call:
 * @task: (transfer full): see #PerchRpcApi
 * @params: (nullable):
 * @trace_id: (nullable):
 */
void
perch_rpc_channel_call (PerchRpcChannel *self,
                        GTask *take_task,
                        const char *name,
                        GBytes *params,
                        const char *trace_id,
                        guint timeout_ms)
{
  g_autoptr (GTask) task = take_task;
  const PerchRpcMethod *method = perch_rpc_method_find (name);
  g_autoptr (GBytes) request = NULL;
  GError *error = NULL;

  if (!check_open (self, task))
    return;
  request = method->name != NULL ? perch_rpc_request_new (method, params, &error)
                                 : perch_rpc_request_new_any (name, params, trace_id);
  if (request == NULL)
    g_task_return_error (task, error);
  else
    begin_call (self, g_steal_pointer (&task), PERCH_RPC_ANSWER_JSON, method, name, request,
                trace_id, timeout_ms);
}

/**
 * perch_rpc_channel_floats:
 * @task: (transfer full): see #PerchRpcApi
 */
void
perch_rpc_channel_floats (PerchRpcChannel *self,
                          GTask *take_task,
                          const char *handle_id,
                          guint dimensions,
                          guint timeout_ms)
{
  g_autoptr (GTask) task = take_task;
  g_autoptr (GBytes) request = perch_rpc_request_new_floats (handle_id);
  const PerchRpcMethod *method = perch_rpc_method_get_floats (dimensions);

  if (check_open (self, task))
    begin_call (self, g_steal_pointer (&task), PERCH_RPC_ANSWER_FLOATS, method, method->name,
                request, NULL, timeout_ms);
}

/* One ping, which may take two questions. */
typedef struct
{
  PerchRpcChannel *channel;
  GTask *task; /* (owned): keeps @channel alive */
  gint64 deadline_us; /* monotonic */
} Ping;

static void
ping_free (Ping *ping)
{
  g_object_unref (ping->task);
  g_free (ping);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Ping, ping_free)

static void
pinged_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Ping) ping = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) answer = g_task_propagate_pointer (G_TASK (result), &error);

  /* Any answer is a sign of life, also of a server that knows neither question. */
  if (answer != NULL || g_error_matches (error, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_NO_METHOD))
    g_task_return_boolean (ping->task, TRUE);
  else
    g_task_return_error (ping->task, g_steal_pointer (&error));
}

static void
checked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Ping) ping = user_data;
  PerchRpcChannel *channel = ping->channel;
  gint64 left_us = MAX (ping->deadline_us - g_get_monotonic_time (), 0);
  GCancellable *cancellable = g_task_get_cancellable (ping->task);
  g_autoptr (GError) error = NULL;
  gboolean well = g_task_propagate_boolean (G_TASK (result), &error);

  if (well)
    g_task_return_boolean (ping->task, TRUE);
  else if (!g_error_matches (error, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_NO_METHOD))
    g_task_return_error (ping->task, g_steal_pointer (&error));
  else
    perch_rpc_channel_call (channel,
                            g_task_new (NULL, cancellable, pinged_cb, g_steal_pointer (&ping)),
                            "ping", NULL, NULL, (guint) (left_us / 1000));
}

/**
 * perch_rpc_channel_ping:
 * @task: (transfer full): see #PerchRpcApi
 *
 * Asks for the health that gRPC servers have in common, and a server that does not know that for
 * the health of its PythonService.
 */
void
perch_rpc_channel_ping (PerchRpcChannel *self, GTask *take_task, guint timeout_ms)
{
  GCancellable *cancellable = g_task_get_cancellable (take_task);
  g_autoptr (GBytes) request = NULL;
  g_autoptr (Ping) ping = g_new0 (Ping, 1);
  const PerchRpcMethod *check = perch_rpc_method_get_check ();

  ping->channel = self;
  ping->task = take_task;
  ping->deadline_us = g_get_monotonic_time () + timeout_ms * (gint64) 1000;
  if (!check_open (self, ping->task))
    return;
  request = perch_rpc_request_new (check, NULL, NULL);
  begin_call (self, g_task_new (NULL, cancellable, checked_cb, g_steal_pointer (&ping)),
              PERCH_RPC_ANSWER_HEALTH, check, "ping", request, NULL, timeout_ms);
}

/**
 * perch_rpc_channel_close:
 * @reason: copied for all calls in flight, and for later ones
 */
void
perch_rpc_channel_close (PerchRpcChannel *self, const GError *reason)
{
  if (self->closed != NULL)
    return;
  self->closed = g_error_copy (reason);
  while (!g_queue_is_empty (&self->calls))
    given_up_cb (self->closed, g_queue_peek_head (&self->calls));
  g_ptr_array_set_size (self->connections, 0);
}

/**
 * perch_rpc_channel_new:
 * @secret: (nullable):
 *
 * Returns: (transfer full): see #PerchRpcApi
 */
PerchRpcChannel *
perch_rpc_channel_new (guint16 port, const char *secret, const char *client)
{
  PerchRpcChannel *self = g_new0 (PerchRpcChannel, 1);

  self->port = port;
  self->headers = perch_rpc_headers_new (port, secret, client);
  self->connections = g_ptr_array_new_with_free_func ((GDestroyNotify) perch_rpc_connection_free);
  g_queue_init (&self->calls);
  return self;
}

/**
 * perch_rpc_channel_free:
 * @self: (transfer full): a channel with no calls
 */
void
perch_rpc_channel_free (PerchRpcChannel *self)
{
  g_return_if_fail (self != NULL && g_queue_is_empty (&self->calls));

  g_ptr_array_unref (self->connections);
  perch_rpc_headers_free (self->headers);
  g_clear_error (&self->closed);
  g_free (self);
}
