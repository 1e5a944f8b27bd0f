/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/routes/forward.h"

#include "app/routes/forward-log.h"
#include "app/routes/routes-private.h"
#include "app/server/reply.h"

/* A request on its way to a backend and back. @routes may be gone when it comes back, but then the
 * request's client is gone as well, and that is looked at first. */
typedef struct
{
  PerchRoutes *routes; /* (unowned) */
  PerchJournal *journal; /* (owned) */
  PerchRequest *request; /* (owned) */
  char *method; /* (owned) */
  gint64 begun_us; /* monotonic */
  PerchForwardFunc done; /* (nullable) */
  gpointer user_data;
  GDestroyNotify destroy; /* (nullable) */
} Way;

static const struct
{
  PerchBackendError error;
  guint status;
  const char *code;
} refusals[] = {
  { PERCH_BACKEND_ERROR_NOT_RUNNING, SOUP_STATUS_SERVICE_UNAVAILABLE, "backend_not_running" },
  { PERCH_BACKEND_ERROR_EXITED, SOUP_STATUS_BAD_GATEWAY, "backend_exited" },
  { PERCH_BACKEND_ERROR_TIMED_OUT, SOUP_STATUS_GATEWAY_TIMEOUT, "backend_timed_out" },
  { PERCH_BACKEND_ERROR_NO_METHOD, SOUP_STATUS_NOT_IMPLEMENTED, "no_such_method" },
  { PERCH_BACKEND_ERROR_CALL, SOUP_STATUS_INTERNAL_SERVER_ERROR, "backend_error" },
};

static void
way_free (Way *way)
{
  if (way->destroy != NULL)
    way->destroy (way->user_data);
  g_object_unref (way->journal);
  g_object_unref (way->request);
  g_free (way->method);
  g_free (way);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Way, way_free)

/* Finds the status and the word for @error. */
static guint
classify (const GError *error, const char **code)
{
  for (guint i = 0; i < G_N_ELEMENTS (refusals); i++)
    if (g_error_matches (error, PERCH_BACKEND_ERROR, (int) refusals[i].error))
      {
        *code = refusals[i].code;
        return refusals[i].status;
      }
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_BUSY))
    {
      *code = "backend_busy";
      return SOUP_STATUS_SERVICE_UNAVAILABLE;
    }
  /* It has closed its input. */
  *code = "backend_unreachable";
  return SOUP_STATUS_BAD_GATEWAY;
}

static void
log_outcome (const Way *way, PerchBackend *backend, guint status, const char *outcome)
{
  const PerchForwardRecord record = {
    .method = way->method,
    .backend = perch_backend_get_name (backend),
    .trace_id = perch_request_get_trace_id (way->request),
    .brought_trace_id = perch_request_brought_trace_id (way->request),
    .begun_us = way->begun_us,
    .status = status,
    .outcome = outcome,
  };

  perch_forward_log (way->journal, &record);
  perch_routes_set_logged (way->request);
}

static void
reply_answer (PerchRequest *request, GBytes *answer)
{
  g_autoptr (GBytes) body = NULL;
  GString *text = NULL;
  gsize length = 0;
  const char *json = g_bytes_get_data (answer, &length);

  /* The backend's own bytes, which perch_message_scan() has found to be valid. */
  text = g_string_new ("{\"status\":\"ok\",\"result\":");
  g_string_append_len (text, json, (gssize) length);
  g_string_append_printf (text, ",\"trace_id\":\"%s\"}", perch_request_get_trace_id (request));
  body = g_string_free_to_bytes (text);
  perch_reply_bytes (request, SOUP_STATUS_OK, "application/json", body);
}

static void
came_back_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  PerchBackend *backend = PERCH_BACKEND (source);
  g_autoptr (Way) way = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) answer = perch_backend_call_finish (backend, result, &error);
  const char *code = NULL;
  guint status = 0;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      log_outcome (way, backend, 0, "the client left");
      /* It may only have closed its sending side, and get this. */
      perch_reply_error (way->request, SOUP_STATUS_BAD_REQUEST, "client_left",
                         "The connection was closed before the backend had answered");
      return;
    }
  if (answer == NULL)
    {
      status = classify (error, &code);
      log_outcome (way, backend, status, code);
      if (status == SOUP_STATUS_SERVICE_UNAVAILABLE)
        perch_reply_retry_later (way->request);
      perch_reply_error (way->request, status, code, "%s", error->message);
      return;
    }
  log_outcome (way, backend, SOUP_STATUS_OK, "answered");
  if (way->done != NULL)
    way->done (way->routes, way->request, backend, way->user_data);
  reply_answer (way->request, answer);
}

/**
 * perch_routes_forward:
 * @self: the routes
 * @request: a request that has no answer yet
 * @backend: what is to answer it
 * @forward: what it is asked for
 *
 * Asks @backend on behalf of a client, and answers with its `result`, or with what kept it from
 * giving one. The trace id goes with it, into the backend and into the log.
 */
void
perch_routes_forward (PerchRoutes *self,
                      PerchRequest *request,
                      PerchBackend *backend,
                      const PerchForward *forward)
{
  Way *way = NULL;

  g_return_if_fail (self != NULL);
  g_return_if_fail (PERCH_IS_REQUEST (request));
  g_return_if_fail (PERCH_IS_BACKEND (backend));
  g_return_if_fail (forward != NULL && forward->method != NULL);

  way = g_new0 (Way, 1);
  way->routes = self;
  way->journal = g_object_ref (self->journal);
  way->request = g_object_ref (request);
  way->method = g_strdup (forward->method);
  way->begun_us = g_get_monotonic_time ();
  way->done = forward->done;
  way->user_data = forward->user_data;
  way->destroy = forward->destroy;
  perch_backend_call_bytes_async (backend, forward->method, forward->params,
                                  perch_request_get_trace_id (request), forward->timeout_ms,
                                  perch_request_get_cancellable (request), came_back_cb, way);
}

/**
 * perch_routes_reply_not_running:
 * @request: a request for whatever backend there is
 *
 * Answers @request with 503: there is none.
 */
void
perch_routes_reply_not_running (PerchRequest *request)
{
  g_return_if_fail (PERCH_IS_REQUEST (request));

  perch_reply_retry_later (request);
  perch_reply_error (request, SOUP_STATUS_SERVICE_UNAVAILABLE, "backend_not_running",
                     "No backend is running");
}
