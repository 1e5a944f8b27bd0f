/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/pipe-client.h"

#include "backend-manager/call-watch.h"
#include "backend-manager/floats-by-call.h"
#include "backend-manager/ping-by-call.h"
#include "backend-manager/pipe-answer.h"
#include "backend-manager/pipe-pool.h"
#include "backend-manager/pipe-request.h"

/* Lines of JSON on a Unix socket; docs/wires.md says which. A connection has one request in flight
 * at a time, so that answers can't be mistaken for one another.
 *
 * Each call is in @waiting until there is a connection for it, and then in @in_flight. It leaves
 * both before its task returns. @pool is set until the client is closed, @closed from then on. */
struct _PerchPipeClient
{
  GObject parent_instance;
  GBytes *request_end; /* (owned): that of all requests */
  PerchPipePool *pool; /* (owned) (nullable) */
  GQueue waiting; /* (owned) (element-type Call): the oldest first */
  GQueue in_flight; /* (owned) (element-type Call) */
  GError *closed; /* (owned) (nullable): why it is */
};

typedef struct
{
  PerchPipeClient *client; /* @task has a reference */
  GTask *task; /* (owned) */
  char *method; /* (owned) */
  guint dimensions; /* of the numbers that are asked for; 0 when it is JSON */
  GBytes *pieces[PERCH_PIPE_MAX_PIECES]; /* (owned): the request, the first @n_pieces */
  guint n_pieces;
  PerchCallWatch *watch; /* (owned) */
  PerchPipeConnection *connection; /* (nullable): set in @in_flight; the pool's */
} Call;

static void perch_pipe_client_iface_init (PerchBackendClientInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (PerchPipeClient,
                               perch_pipe_client,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (PERCH_TYPE_BACKEND_CLIENT,
                                                      perch_pipe_client_iface_init))

static void
call_free (Call *call)
{
  g_clear_pointer (&call->watch, perch_call_watch_free);
  for (guint i = 0; i < call->n_pieces; i++)
    g_bytes_unref (call->pieces[i]);
  g_free (call->method);
  g_object_unref (call->task);
  g_free (call);
}

/* Returns: (transfer full): the task of a call that is over now */
static GTask *
end_call (Call *call)
{
  PerchPipeClient *self = call->client;
  GTask *task = g_object_ref (call->task);

  g_queue_remove (call->connection != NULL ? &self->in_flight : &self->waiting, call);
  call_free (call);
  return task;
}

static void pump (PerchPipeClient *self);

/* @error is set when @reply is not. The task may hold the last reference to the client. */
static void
answered_cb (PerchPipeReply *take_reply, const GError *error, gpointer user_data)
{
  Call *call = user_data;
  g_autoptr (PerchPipeReply) reply = take_reply;
  g_autoptr (PerchPipeClient) self = g_object_ref (call->client);
  guint dimensions = call->dimensions;
  g_autoptr (GTask) task = NULL;

  if (reply != NULL)
    perch_pipe_pool_give_back (self->pool, call->connection);
  else
    perch_pipe_pool_drop (self->pool, call->connection);
  task = end_call (call);
  pump (self);
  if (reply != NULL)
    perch_pipe_answer_return (task, reply, dimensions);
  else
    g_task_return_error (task, g_error_copy (error));
}

/* An answer that still comes must not be there for the next request: the connection is dropped. */
static void
given_up_cb (const GError *error, gpointer user_data)
{
  Call *call = user_data;
  g_autoptr (PerchPipeClient) self = g_object_ref (call->client);
  g_autoptr (GTask) task = NULL;

  if (call->connection != NULL)
    perch_pipe_pool_drop (self->pool, call->connection);
  task = end_call (call);
  pump (self);
  g_task_return_error (task, g_error_copy (error));
}

static void
ask (Call *call, PerchPipeConnection *connection)
{
  PerchPipeClient *self = call->client;

  g_queue_remove (&self->waiting, call);
  g_queue_push_tail (&self->in_flight, call);
  call->connection = connection;
  perch_pipe_connection_ask (connection, call->pieces, call->n_pieces,
                             perch_pipe_reply_new (call->method, call->dimensions > 0), answered_cb,
                             call);
}

/* Gives connections to those that wait, as long as there are any. */
static void
pump (PerchPipeClient *self)
{
  gboolean more = TRUE;

  while (more && self->pool != NULL && !g_queue_is_empty (&self->waiting))
    {
      g_autoptr (GError) error = NULL;
      PerchPipeConnection *connection = perch_pipe_pool_take (self->pool, &error);
      Call *call = g_queue_peek_head (&self->waiting);

      more = connection != NULL || error != NULL;
      if (connection != NULL)
        ask (call, connection);
      else if (error != NULL)
        {
          g_autoptr (GTask) task = end_call (call);

          g_task_return_error (task, g_steal_pointer (&error));
        }
    }
}

static void
pump_cb (gpointer user_data)
{
  g_autoptr (PerchPipeClient) self = g_object_ref (user_data);

  pump (self);
}

/* @payload is (nullable). */
static void
begin_call (GTask *take_task,
            const char *method,
            GBytes *payload,
            const char *trace_id,
            guint timeout_ms,
            guint dimensions)
{
  g_autoptr (GTask) task = take_task;
  PerchPipeClient *self = g_task_get_source_object (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  Call *call = NULL;

  if (g_task_return_error_if_cancelled (task))
    return;
  if (self->closed != NULL)
    {
      g_task_return_error (task, g_error_copy (self->closed));
      return;
    }
  call = g_new0 (Call, 1);
  call->client = self;
  call->method = g_strdup (method);
  call->dimensions = dimensions;
  call->pieces[call->n_pieces++] = perch_pipe_request_begin (method, trace_id, payload != NULL);
  if (payload != NULL)
    call->pieces[call->n_pieces++] = g_bytes_ref (payload);
  call->pieces[call->n_pieces++] = g_bytes_ref (self->request_end);
  call->watch = perch_call_watch_new (timeout_ms, cancellable, given_up_cb, call);
  call->task = g_steal_pointer (&task);
  g_queue_push_tail (&self->waiting, call);
  pump (self);
}

static void
perch_pipe_client_call_async (PerchBackendClient *client,
                              const char *method,
                              GBytes *params,
                              const char *trace_id,
                              guint timeout_ms,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  GTask *task = g_task_new (client, cancellable, callback, user_data);

  g_task_set_source_tag (task, perch_pipe_client_call_async);
  begin_call (task, method, params, trace_id, timeout_ms, 0);
}

static void
perch_pipe_client_floats_async (PerchBackendClient *client,
                                const char *handle_id,
                                guint dimensions,
                                guint timeout_ms,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  GTask *task = g_task_new (client, cancellable, callback, user_data);
  g_autoptr (GBytes) payload = perch_pipe_request_new_floats_payload (handle_id);

  g_task_set_source_tag (task, perch_pipe_client_floats_async);
  begin_call (task, perch_floats_get_method (dimensions), payload, NULL, timeout_ms, dimensions);
}

static void
fail_all (GQueue *calls, const GError *reason)
{
  while (!g_queue_is_empty (calls))
    {
      g_autoptr (GTask) task = end_call (g_queue_peek_head (calls));

      g_task_return_error (task, g_error_copy (reason));
    }
}

static void
perch_pipe_client_close (PerchBackendClient *client, const GError *reason)
{
  g_autoptr (PerchPipeClient) self = g_object_ref (PERCH_PIPE_CLIENT (client));

  if (self->closed != NULL)
    return;
  self->closed = g_error_copy (reason);
  g_clear_pointer (&self->pool, perch_pipe_pool_free);
  fail_all (&self->in_flight, self->closed);
  fail_all (&self->waiting, self->closed);
}

static void
perch_pipe_client_iface_init (PerchBackendClientInterface *iface)
{
  iface->call_async = perch_pipe_client_call_async;
  iface->ping_async = perch_ping_by_call_async;
  iface->floats_async = perch_pipe_client_floats_async;
  iface->close = perch_pipe_client_close;
}

/* No call is left: the task of each has a reference. */
static void
perch_pipe_client_finalize (GObject *object)
{
  PerchPipeClient *self = PERCH_PIPE_CLIENT (object);

  g_clear_pointer (&self->pool, perch_pipe_pool_free);
  g_clear_error (&self->closed);
  g_bytes_unref (self->request_end);
  G_OBJECT_CLASS (perch_pipe_client_parent_class)->finalize (object);
}

static void
perch_pipe_client_class_init (PerchPipeClientClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = perch_pipe_client_finalize;
}

static void
perch_pipe_client_init (PerchPipeClient *self)
{
  g_queue_init (&self->waiting);
  g_queue_init (&self->in_flight);
}

/**
 * perch_pipe_client_new:
 * @endpoint: of kind %PERCH_BACKEND_KIND_PIPE
 *
 * Returns: (transfer full): the client of a backend of kind `pipe`; it connects when it is asked
 */
PerchBackendClient *
perch_pipe_client_new (const PerchBackendEndpoint *endpoint)
{
  PerchPipeClient *self = NULL;
  g_autofree char *uuid = g_uuid_string_random ();
  g_auto (GStrv) parts = g_strsplit (uuid, "-", -1);
  g_autofree char *id = g_strjoinv (NULL, parts);

  g_return_val_if_fail (endpoint != NULL && endpoint->kind == PERCH_BACKEND_KIND_PIPE, NULL);

  self = g_object_new (PERCH_TYPE_PIPE_CLIENT, NULL);
  self->request_end = perch_pipe_request_end (endpoint->secret, id);
  self->pool = perch_pipe_pool_new (endpoint->address, pump_cb, self);
  return PERCH_BACKEND_CLIENT (self);
}
