/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/routes/forward.h"
#include "app/routes/routes-private.h"
#include "app/server/reply.h"
#include "backend-manager/json-check.h"
#include "backend-manager/json-fields.h"
#include "backend-manager/json-parse.h"

#define DEFAULT_TIMEOUT_MS 30000
#define MAX_TIMEOUT_MS (3600 * 1000)

/* What json-glib makes of as much as this may hold up the main loop for 10 ms. */
#define LONG_BODY (32 * 1024)

/* What a call is made of. */
typedef struct
{
  char *method; /* (owned) (nullable) */
  GBytes *params; /* (owned) (nullable): as it stands in the body, on one line */
  guint timeout_ms;
} Call;

static void
call_clear (Call *call)
{
  g_free (call->method);
  g_clear_pointer (&call->params, g_bytes_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Call, call_clear)

static GBytes *
copy_params (const char *text, gsize length)
{
  char *line = g_memdup2 (text, length);

  perch_json_join_lines (line, length);
  return g_bytes_new_take (line, length);
}

static gboolean
read_members (JsonNode *root, GBytes *body, Call *call, GError **error)
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

  if (!perch_json_find_member (text, length, "params", &start, &end))
    return TRUE;
  if (text[start] != '{' && text[start] != '[')
    return perch_json_fields_refuse (&fields, "params", "an object or an array", error);
  call->params = copy_params (text + start, end - start);
  return TRUE;
}

/* Errors are of %PERCH_BACKEND_ERROR when the body is JSON, but not what it should be. */
static gboolean
read_call (GBytes *body, Call *call, GError **error)
{
  gsize length = 0;
  const char *text = g_bytes_get_data (body, &length);
  g_autoptr (JsonNode) root = NULL;

  if (!g_utf8_validate_len (text, length, NULL))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "The body is not UTF-8");
      return FALSE;
    }
  root = perch_json_parse (text, length, error);
  if (root != NULL)
    return read_members (root, body, call, error);
  g_prefix_error (error, "The body is not JSON: ");
  return FALSE;
}

/* Returns: (transfer none) (nullable): the backend that is asked for; %NULL after having answered
 */
static PerchBackend *
find_backend (PerchRoutes *self, PerchRequest *request)
{
  const char *name = perch_request_get_param (request, 0);
  PerchBackend *backend = perch_backend_manager_lookup (self->manager, name);

  if (backend == NULL)
    perch_reply_error (request, SOUP_STATUS_NOT_FOUND, "no_such_backend",
                       "There is no backend called \"%s\"", name);
  return backend;
}

/* The backend may have gone while a thread was reading. */
static void
forward (PerchRoutes *self, PerchRequest *request, const Call *call)
{
  PerchBackend *backend = find_backend (self, request);
  const PerchForward question = { .method = call->method,
                                  .params = call->params,
                                  .timeout_ms = call->timeout_ms };

  if (backend != NULL)
    perch_routes_forward (self, request, backend, &question);
}

static void
reply_unreadable (PerchRequest *request, const GError *error)
{
  perch_reply_error (request, SOUP_STATUS_BAD_REQUEST,
                     error->domain == PERCH_BACKEND_ERROR ? "bad_request" : "bad_json", "%s",
                     error->message);
}

/* A long body while a thread reads it, and what it says. The thread may be the last to let go of
 * it, but not of the request, which belongs to the main loop. */
typedef struct
{
  PerchRequest *request; /* (owned) (nullable): until it has been read */
  GBytes *body; /* (owned) */
  Call call;
} Reading;

static void
reading_free (gpointer data)
{
  Reading *reading = data;

  g_clear_object (&reading->request);
  g_bytes_unref (reading->body);
  call_clear (&reading->call);
  g_free (reading);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  PerchRoutes *self = user_data;
  Reading *reading = g_task_get_task_data (G_TASK (result));
  g_autoptr (PerchRequest) request = g_steal_pointer (&reading->request);
  g_autoptr (GError) error = NULL;

  /* When the client has left, @self may be gone as well. */
  if (g_task_propagate_boolean (G_TASK (result), &error))
    forward (self, request, &reading->call);
  else
    reply_unreadable (request, error);
}

static void
read_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Reading *reading = task_data;
  GError *error = NULL;

  if (read_call (reading->body, &reading->call, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
read_in_thread (PerchRoutes *self, PerchRequest *request, GBytes *body)
{
  g_autoptr (GTask) task =
      g_task_new (NULL, perch_request_get_cancellable (request), read_cb, self);
  Reading *reading = g_new0 (Reading, 1);

  reading->request = g_object_ref (request);
  reading->body = g_bytes_ref (body);
  reading->call.timeout_ms = DEFAULT_TIMEOUT_MS;
  g_task_set_source_tag (task, read_in_thread);
  g_task_set_task_data (task, reading, reading_free);
  g_task_run_in_thread (task, read_thread);
}

/* POST /api/backends/{name}/call */
static void
call_cb (PerchRequest *request, gpointer user_data)
{
  PerchRoutes *self = user_data;
  GBytes *body = perch_request_get_body (request);
  g_autoptr (GBytes) nothing = g_bytes_new_static ("", 0);
  g_auto (Call) call = { .timeout_ms = DEFAULT_TIMEOUT_MS };
  g_autoptr (GError) error = NULL;

  if (find_backend (self, request) == NULL)
    return;
  if (body == NULL)
    body = nothing;
  if (g_bytes_get_size (body) > LONG_BODY)
    read_in_thread (self, request, body);
  else if (read_call (body, &call, &error))
    forward (self, request, &call);
  else
    reply_unreadable (request, error);
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

  perch_routes_add_group (self, router, routes, G_N_ELEMENTS (routes));
}
