/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/routes/routes-private.h"

#include "app/server/reply.h"
#include "backend-manager/json-fields.h"
#include "backend-manager/json-text.h"

/* Params are a few words for placeholders; data goes to a backend by other ways. */
#define MAX_BODY (64 * 1024)

static const struct
{
  PerchTriggerError error;
  guint status;
  const char *code;
} refusals[] = {
  { PERCH_TRIGGER_ERROR_UNKNOWN, SOUP_STATUS_NOT_FOUND, "no_such_trigger" },
  { PERCH_TRIGGER_ERROR_LOOP, 508, "trigger_loop" },
  { PERCH_TRIGGER_ERROR_BUSY, SOUP_STATUS_SERVICE_UNAVAILABLE, "triggers_busy" },
  { PERCH_TRIGGER_ERROR_ENDING, SOUP_STATUS_SERVICE_UNAVAILABLE, "perch_ending" },
};

/* GET /api/triggers */
static void
list_cb (PerchRequest *request, gpointer user_data)
{
  PerchRoutes *self = user_data;
  g_autoptr (JsonNode) node = perch_triggers_describe (self->triggers);

  perch_reply_json (request, SOUP_STATUS_OK, node);
}

/* What backends answered is in the report as it is, which is why this is put together as text. */
static void
reply_report (PerchRequest *request, const char *report, const GError *error)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GBytes) body = NULL;

  if (error == NULL)
    g_string_append (text, "{\"status\":\"ok\"");
  else
    {
      g_autofree char *message = perch_json_quote (error->message);

      g_string_append_printf (
          text, "{\"status\":\"error\",\"error\":{\"code\":\"trigger_failed\",\"message\":%s}",
          message);
    }
  g_string_append_printf (text, ",\"actions\":%s,\"trace_id\":\"%s\"}", report,
                          perch_request_get_trace_id (request));
  body = g_string_free_to_bytes (g_steal_pointer (&text));
  perch_reply_bytes (request, error == NULL ? SOUP_STATUS_OK : SOUP_STATUS_INTERNAL_SERVER_ERROR,
                     "application/json", body);
}

static void
reply_refusal (PerchRequest *request, const GError *error)
{
  SoupServerMessage *message = perch_request_get_message (request);

  for (guint i = 0; i < G_N_ELEMENTS (refusals); i++)
    if (g_error_matches (error, PERCH_TRIGGER_ERROR, (int) refusals[i].error))
      {
        if (refusals[i].status == SOUP_STATUS_SERVICE_UNAVAILABLE)
          soup_message_headers_replace (soup_server_message_get_response_headers (message),
                                        "Retry-After", "1");
        perch_reply_error (request, refusals[i].status, refusals[i].code, "%s", error->message);
        return;
      }
  perch_reply_error (request, SOUP_STATUS_INTERNAL_SERVER_ERROR, "trigger_failed", "%s",
                     error->message);
}

static void
executed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PerchRequest) request = user_data;
  g_autofree char *report = NULL;
  g_autoptr (GError) error = NULL;

  perch_triggers_execute_finish (PERCH_TRIGGERS (source), result, &report, &error);
  if (report != NULL &&
      (error == NULL || g_error_matches (error, PERCH_TRIGGER_ERROR, PERCH_TRIGGER_ERROR_FAILED)))
    reply_report (request, report, error);
  else
    reply_refusal (request, error);
}

static gboolean
read_body (JsonNode *root, char **name, JsonObject **params, GError **error)
{
  PerchJsonFields fields = { .pointer = "" };

  if (!JSON_NODE_HOLDS_OBJECT (root))
    {
      g_set_error_literal (error, PERCH_TRIGGER_ERROR, PERCH_TRIGGER_ERROR_UNKNOWN,
                           "expected an object, {\"trigger\": …, \"params\": {…}}");
      return FALSE;
    }
  fields.object = json_node_get_object (root);
  if (!perch_json_fields_get_string (&fields, "trigger", name, error) ||
      !perch_json_fields_get_object (&fields, "params", params, error))
    return FALSE;
  return *name != NULL ||
         perch_json_fields_refuse (&fields, "trigger", "the name of a trigger", error);
}

/* POST /api/triggers/execute */
static void
execute_cb (PerchRequest *request, gpointer user_data)
{
  PerchRoutes *self = user_data;
  g_autoptr (JsonNode) root = perch_request_parse_body (request);
  g_autofree char *name = NULL;
  JsonObject *params = NULL;
  g_autoptr (GError) error = NULL;

  if (root == NULL)
    return;
  if (!read_body (root, &name, &params, &error))
    {
      perch_reply_error (request, SOUP_STATUS_BAD_REQUEST, "bad_request", "%s", error->message);
      return;
    }
  perch_triggers_execute_async (
      self->triggers, name, params, g_bytes_get_size (perch_request_get_body (request)),
      perch_request_get_trace_id (request), executed_cb, g_object_ref (request));
}

/**
 * perch_routes_set_triggers:
 * @self: the routes
 * @triggers: what is run; must live as long as @self answers
 */
void
perch_routes_set_triggers (PerchRoutes *self, PerchTriggers *triggers)
{
  g_return_if_fail (self != NULL);

  self->triggers = triggers;
}

/**
 * perch_routes_add_triggers:
 * @self: the routes; they need triggers by the time somebody asks
 * @router: where they are added
 *
 * Adds the routes that list triggers, and run one: `trigger` and `params` in, `actions` out.
 */
void
perch_routes_add_triggers (PerchRoutes *self, PerchRouter *router)
{
  static const PerchRoute routes[] = {
    { "GET", "/api/triggers", list_cb, 0 },
    { "POST", "/api/triggers/execute", execute_cb, MAX_BODY },
  };

  g_return_if_fail (self != NULL);
  g_return_if_fail (router != NULL);

  perch_routes_add_group (self, router, routes, G_N_ELEMENTS (routes));
}
