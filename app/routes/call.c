/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/routes/forward.h"
#include "app/routes/routes-private.h"
#include "app/server/reply.h"
#include "backend-manager/json-check.h"
#include "backend-manager/json-fields.h"

#define DEFAULT_TIMEOUT_MS 30000
#define MAX_TIMEOUT_MS (3600 * 1000)

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

  if (!perch_json_find_member (text, length, "params", &start, &end))
    return TRUE;
  if (text[start] != '{' && text[start] != '[')
    return perch_json_fields_refuse (&fields, "params", "an object or an array", error);
  call->params = copy_params (text + start, end - start);
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
  PerchForward forward = { 0 };
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

  forward.method = call.method;
  forward.params = call.params;
  forward.timeout_ms = call.timeout_ms;
  perch_routes_forward (self, request, backend, &forward);
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
