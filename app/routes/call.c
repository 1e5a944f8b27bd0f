/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/routes/routes-private.h"

#include "app/server/reply.h"
#include "backend-manager/json-check.h"
#include "backend-manager/json-fields.h"

#define DEFAULT_TIMEOUT_MS 30000
#define MAX_TIMEOUT_MS (3600 * 1000)

/* How soon a caller may try again when the backend does not run. */
#define RETRY_AFTER "1"

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
reply_refusal (PerchRequest *request, const GError *error)
{
  SoupServerMessage *message = perch_request_get_message (request);

  for (guint i = 0; i < G_N_ELEMENTS (refusals); i++)
    if (g_error_matches (error, PERCH_BACKEND_ERROR, (int) refusals[i].error))
      {
        if (refusals[i].status == SOUP_STATUS_SERVICE_UNAVAILABLE)
          soup_message_headers_replace (soup_server_message_get_response_headers (message),
                                        "Retry-After", RETRY_AFTER);
        perch_reply_error (request, refusals[i].status, refusals[i].code, "%s", error->message);
        return;
      }
  /* It does not read its input, or has closed it. */
  perch_reply_error (request, SOUP_STATUS_BAD_GATEWAY, "backend_unreachable", "%s", error->message);
}

static void
called_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PerchRequest) request = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) answer = perch_backend_call_finish (PERCH_BACKEND (source), result, &error);
  g_autoptr (GBytes) body = NULL;
  GString *text = NULL;
  gsize length = 0;
  const char *json = NULL;

  if (answer == NULL)
    {
      reply_refusal (request, error);
      return;
    }

  /* The backend's own bytes, which perch_message_scan() has found to be valid. */
  json = g_bytes_get_data (answer, &length);
  text = g_string_new ("{\"status\":\"ok\",\"result\":");
  g_string_append_len (text, json, (gssize) length);
  g_string_append_printf (text, ",\"trace_id\":\"%s\"}", perch_request_get_trace_id (request));
  body = g_string_free_to_bytes (text);
  perch_reply_bytes (request, SOUP_STATUS_OK, "application/json", body);
}

/* What a call is made of. */
typedef struct
{
  char *method; /* (owned) (nullable) */
  char *params; /* (owned) (nullable): as it stands in the body */
  guint timeout_ms;
} Call;

static void
call_clear (Call *call)
{
  g_free (call->method);
  g_free (call->params);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Call, call_clear)

static gboolean
read_call (JsonNode *root, GBytes *body, Call *call, GError **error)
{
  PerchJsonFields fields = { .pointer = "" };
  gsize length = 0;
  gsize start = 0;
  gsize end = 0;
  const char *text = g_bytes_get_data (body, &length);

  if (!JSON_NODE_HOLDS_OBJECT (root))
    {
      g_set_error_literal (error, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_CALL,
                           "expected an object");
      return FALSE;
    }
  fields.object = json_node_get_object (root);
  if (!perch_json_fields_get_string (&fields, "method", &call->method, error) ||
      !perch_json_fields_get_uint (&fields, "timeout_ms", 1, MAX_TIMEOUT_MS, &call->timeout_ms,
                                   error))
    return FALSE;
  if (call->method == NULL)
    return perch_json_fields_refuse (&fields, "method", "a method's name", error);

  if (perch_json_find_member (text, length, "params", &start, &end))
    call->params = g_strndup (text + start, end - start);
  if (call->params != NULL && call->params[0] != '{' && call->params[0] != '[')
    return perch_json_fields_refuse (&fields, "params", "an object or an array", error);
  return TRUE;
}

/* POST /api/backends/{name}/call */
static void
call_cb (PerchRequest *request, gpointer user_data)
{
  PerchRoutes *self = user_data;
  const char *name = perch_request_get_param (request, 0);
  PerchBackend *backend = perch_backend_manager_lookup (self->manager, name);
  g_autoptr (JsonNode) root = NULL;
  g_auto (Call) call = { .timeout_ms = DEFAULT_TIMEOUT_MS };
  g_autoptr (GError) error = NULL;

  if (backend == NULL)
    {
      perch_reply_error (request, SOUP_STATUS_NOT_FOUND, "no_such_backend",
                         "There is no backend called \"%s\"", name);
      return;
    }
  root = perch_request_parse_body (request);
  if (root == NULL)
    return;
  if (!read_call (root, perch_request_get_body (request), &call, &error))
    {
      perch_reply_error (request, SOUP_STATUS_BAD_REQUEST, "bad_request", "%s", error->message);
      return;
    }

  perch_backend_call_async (backend, call.method, call.params, perch_request_get_trace_id (request),
                            call.timeout_ms, perch_request_get_cancellable (request), called_cb,
                            g_object_ref (request));
}

/**
 * perch_routes_add_call:
 * @self: the routes
 * @router: where it is added
 *
 * Adds the route that asks a backend for something: `method`, `params` and `timeout_ms` in,
 * `result` out.
 */
void
perch_routes_add_call (PerchRoutes *self, PerchRouter *router)
{
  static const PerchRoute routes[] = {
    { "POST", "/api/backends/{name}/call", call_cb, 0 },
  };

  perch_router_add (router, routes, G_N_ELEMENTS (routes), self);
}
