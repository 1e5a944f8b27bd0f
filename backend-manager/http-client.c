/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/http-client.h"

#include "backend-manager/answer-job.h"
#include "backend-manager/backend-reply.h"
#include "backend-manager/call-deadline.h"
#include "backend-manager/error.h"
#include "backend-manager/floats-by-call.h"
#include "backend-manager/http-answer.h"
#include "backend-manager/http-exchange.h"
#include "backend-manager/http-request.h"

/* Calls at a time; more of them wait for one that ends. */
#define MAX_CONNECTIONS 64

/* How long a connection is kept for the next call, in seconds. Servers close them after a while,
 * and a call that crosses with that on the way is lost; none of those in use is as quick as this.
 */
#define IDLE_SECONDS 1

/* Nothing in the answer to a ping but its status counts. */
#define MAX_PING_BYTES (64 * 1024)

/* Invariant: @session makes connections to @endpoint only, which is on this machine: it follows no
 * redirect and knows no proxy. @open is cancelled when @closed is set. */
struct _PerchHttpClient
{
  GObject parent_instance;
  PerchBackendEndpoint *endpoint; /* (owned) */
  SoupSession *session; /* (owned) */
  char *id; /* (owned): by which the server knows whose objects are whose */
  GCancellable *open; /* (owned) */
  GError *closed; /* (owned) (nullable) */
};

static void perch_http_client_iface_init (PerchBackendClientInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (PerchHttpClient,
                               perch_http_client,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (PERCH_TYPE_BACKEND_CLIENT,
                                                      perch_http_client_iface_init))

typedef enum
{
  QUESTION_CALL,
  QUESTION_PING,
  QUESTION_FLOATS,
} QuestionKind;

typedef struct
{
  QuestionKind kind;
  guint dimensions; /* of FLOATS */
  gsize max_bytes;
  char *method; /* (owned) */
  SoupMessage *message; /* (owned) */
  PerchCallDeadline *deadline; /* (owned) */
  GBytes *body; /* (owned) (nullable): of the answer */
} Question;

static void
question_free (Question *question)
{
  g_free (question->method);
  g_object_unref (question->message);
  perch_call_deadline_free (question->deadline);
  g_clear_pointer (&question->body, g_bytes_unref);
  g_free (question);
}

static gpointer
read_json (gconstpointer task, GError **error)
{
  const Question *question = g_task_get_task_data ((GTask *) task);

  return perch_http_answer_read (question->message, question->body, error);
}

static gpointer
read_floats (gconstpointer task, GError **error)
{
  const Question *question = g_task_get_task_data ((GTask *) task);

  return perch_http_answer_read_floats (question->message, question->body, question->dimensions,
                                        error);
}

static void
take_answer (GTask *task)
{
  static const PerchAnswerKind json = { read_json, g_object_unref, (GDestroyNotify) g_bytes_unref };
  static const PerchAnswerKind floats = { read_floats, g_object_unref,
                                          (GDestroyNotify) perch_floats_free };
  Question *question = g_task_get_task_data (task);
  GError *error = NULL;

  if (question->kind != QUESTION_PING)
    perch_answer_job_return (task, question->kind == QUESTION_FLOATS ? &floats : &json,
                             g_object_ref (task), g_bytes_get_size (question->body));
  else if (perch_http_answer_check_status (question->message, question->body, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* @problem: (transfer full): what libsoup said */
static void
take_failure (GTask *task, GError *problem)
{
  PerchHttpClient *self = g_task_get_source_object (task);
  Question *question = g_task_get_task_data (task);
  const GError *given_up = perch_call_deadline_get_error (question->deadline);
  g_autoptr (GError) owned = problem;

  if (given_up != NULL)
    g_task_return_error (task, g_error_copy (given_up));
  else if (self->closed != NULL)
    g_task_return_error (task, g_error_copy (self->closed));
  else if (g_error_matches (owned, G_IO_ERROR, G_IO_ERROR_NO_SPACE))
    g_task_return_error (task, perch_backend_reply_new_too_long_error (question->method));
  else if (owned->domain == SOUP_SESSION_ERROR)
    g_task_return_new_error (task, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_CALL,
                             "What answers at %s does not speak HTTP: %s", self->endpoint->address,
                             owned->message);
  else
    {
      g_prefix_error (&owned, "The backend can’t be asked at %s: ", self->endpoint->address);
      g_task_return_error (task, g_steal_pointer (&owned));
    }
}

static void
exchanged_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Question *question = g_task_get_task_data (task);
  GError *error = NULL;

  question->body = perch_http_exchange_finish (SOUP_SESSION (source), result, &error);
  if (question->body == NULL)
    take_failure (task, error);
  else
    take_answer (task);
}

/* @question and its @message: (transfer full) */
static void
ask (PerchHttpClient *self, Question *question, guint timeout_ms, GTask *task)
{
  gboolean is_ping = question->kind == QUESTION_PING;

  question->deadline = perch_call_deadline_new (timeout_ms, g_task_get_cancellable (task));
  g_task_set_task_data (task, question, (GDestroyNotify) question_free);
  if (g_task_return_error_if_cancelled (task))
    return;
  if (self->closed != NULL)
    {
      g_task_return_error (task, g_error_copy (self->closed));
      return;
    }
  perch_call_deadline_follow (question->deadline, self->open);
  perch_http_exchange_async (self->session, question->message, question->max_bytes,
                             is_ping ? PERCH_HTTP_TOO_LONG_CUT : PERCH_HTTP_TOO_LONG_REFUSE,
                             perch_call_deadline_get_cancellable (question->deadline), exchanged_cb,
                             g_object_ref (task));
}

static Question *
question_new (QuestionKind kind, const char *method, SoupMessage *take_message)
{
  Question *question = g_new0 (Question, 1);

  question->kind = kind;
  question->method = g_strdup (method);
  question->message = take_message;
  question->max_bytes =
      kind == QUESTION_PING ? MAX_PING_BYTES : perch_backend_reply_get_max_bytes (method);
  return question;
}

static void
perch_http_client_call_async (PerchBackendClient *client,
                              const char *method,
                              GBytes *params,
                              const char *trace_id,
                              guint timeout_ms,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  PerchHttpClient *self = PERCH_HTTP_CLIENT (client);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  SoupMessage *message = perch_http_request_new_call (self->endpoint, self->id, method, params);

  g_task_set_source_tag (task, perch_http_client_call_async);
  perch_http_request_set_accepted (message, "application/json");
  if (trace_id != NULL)
    perch_http_request_set_trace (message, trace_id);
  ask (self, question_new (QUESTION_CALL, method, message), timeout_ms, task);
}

static void
perch_http_client_ping_async (PerchBackendClient *client,
                              guint timeout_ms,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  PerchHttpClient *self = PERCH_HTTP_CLIENT (client);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  GError *error = NULL;
  SoupMessage *message = perch_http_request_new_ping (self->endpoint, self->id, &error);

  g_task_set_source_tag (task, perch_http_client_ping_async);
  if (message == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  ask (self, question_new (QUESTION_PING, "ping", message), timeout_ms, task);
}

static void
perch_http_client_floats_async (PerchBackendClient *client,
                                const char *handle_id,
                                guint dimensions,
                                guint timeout_ms,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  PerchHttpClient *self = PERCH_HTTP_CLIENT (client);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr (GBytes) params = perch_floats_build_params (handle_id);
  const char *method = perch_floats_get_method (dimensions);
  SoupMessage *message = perch_http_request_new_call (self->endpoint, self->id, method, params);
  Question *question = question_new (QUESTION_FLOATS, method, message);

  g_task_set_source_tag (task, perch_http_client_floats_async);
  perch_http_request_set_accepted (message, "application/octet-stream, application/json;q=0.5");
  question->dimensions = dimensions;
  ask (self, question, timeout_ms, task);
}

static void
perch_http_client_close (PerchBackendClient *client, const GError *reason)
{
  PerchHttpClient *self = PERCH_HTTP_CLIENT (client);

  if (self->closed != NULL)
    return;
  self->closed = g_error_copy (reason);
  g_cancellable_cancel (self->open);
  soup_session_abort (self->session);
}

static void
perch_http_client_iface_init (PerchBackendClientInterface *iface)
{
  iface->call_async = perch_http_client_call_async;
  iface->ping_async = perch_http_client_ping_async;
  iface->floats_async = perch_http_client_floats_async;
  iface->close = perch_http_client_close;
}

static void
perch_http_client_finalize (GObject *object)
{
  PerchHttpClient *self = PERCH_HTTP_CLIENT (object);

  g_clear_error (&self->closed);
  g_object_unref (self->open);
  g_object_unref (self->session);
  g_free (self->id);
  perch_backend_endpoint_unref (self->endpoint);
  G_OBJECT_CLASS (perch_http_client_parent_class)->finalize (object);
}

static void
perch_http_client_class_init (PerchHttpClientClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = perch_http_client_finalize;
}

static void
perch_http_client_init (PerchHttpClient *self)
{
  /* clang-format off */
  self->session = soup_session_new_with_options ("max-conns", MAX_CONNECTIONS,
                                                 "max-conns-per-host", MAX_CONNECTIONS,
                                                 "idle-timeout", IDLE_SECONDS,
                                                 "timeout", 0,
                                                 NULL);
  /* clang-format on */
  soup_session_set_proxy_resolver (self->session, NULL);
  /* Neither would be asked for here: compressing takes longer than the loopback device. */
  soup_session_remove_feature_by_type (self->session, SOUP_TYPE_CONTENT_DECODER);
  soup_session_remove_feature_by_type (self->session, SOUP_TYPE_AUTH_MANAGER);
  self->open = g_cancellable_new ();
  self->id = g_uuid_string_random ();
}

/**
 * perch_http_client_new:
 * @endpoint: of kind `http`
 *
 * Makes a client for the mapping that Perch has for HTTP: a method is a path, with slashes for its
 * dots, to which its parameters are posted.
 *
 * Returns: (transfer full):
 */
PerchBackendClient *
perch_http_client_new (const PerchBackendEndpoint *endpoint)
{
  PerchHttpClient *self = NULL;

  g_return_val_if_fail (endpoint != NULL && endpoint->kind == PERCH_BACKEND_KIND_HTTP, NULL);

  self = g_object_new (PERCH_TYPE_HTTP_CLIENT, NULL);
  self->endpoint = perch_backend_endpoint_ref ((PerchBackendEndpoint *) endpoint);
  return PERCH_BACKEND_CLIENT (self);
}
