/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/backend-requests.h"

#include <json-glib/json-glib.h>

#include "app/notification.h"

/* What a backend may ask of Perch, as JSON-RPC 2.0 on its stdout
 * (https://www.jsonrpc.org/specification). Error codes are those of section 5.1 there. */
#define INVALID_PARAMS (-32602)
#define METHOD_NOT_FOUND (-32601)

typedef struct
{
  PerchBackend *backend;
  GApplication *application;
  PerchJournal *journal;
  PerchIndicators *indicators;
  const char *trace_id; /* (nullable) */
  JsonObject *params; /* (nullable) */
} Call;

/* Returns %FALSE with @problem set when the params do not fit. */
typedef gboolean (*MethodFunc) (const Call *call, char **problem);

static const char *
string_param (const Call *call, const char *name)
{
  JsonNode *node = call->params != NULL ? json_object_get_member (call->params, name) : NULL;

  return node != NULL && json_node_get_value_type (node) == G_TYPE_STRING
             ? json_node_get_string (node)
             : NULL;
}

static gboolean
do_log (const Call *call, char **problem)
{
  const char *message = string_param (call, "message");
  const char *level = string_param (call, "level");

  if (message == NULL)
    {
      *problem = g_strdup ("params.message: expected a string");
      return FALSE;
    }
  perch_journal_log (call->journal,
                     perch_level_from_string (level != NULL ? level : "",
                                              level != NULL ? strlen (level) : 0, PERCH_LEVEL_INFO),
                     perch_backend_get_name (call->backend), "%s", message);
  return TRUE;
}

static gboolean
do_notify (const Call *call, char **problem)
{
  const char *title = string_param (call, "title");
  const char *body = string_param (call, "body");
  g_autofree char *id = NULL;
  g_autoptr (GError) error = NULL;

  if (title == NULL)
    title = perch_backend_get_label (call->backend);
  if (body == NULL)
    body = string_param (call, "message");
  if (body == NULL)
    {
      *problem = g_strdup ("params.body: expected a string");
      return FALSE;
    }

  id = g_strdup_printf ("backend-%s", perch_backend_get_name (call->backend));
  if (perch_notification_show (call->application, id, title, body, &error))
    return TRUE;
  *problem = g_strdup (error->message);
  return FALSE;
}

static gboolean
do_update (const Call *call, char **problem)
{
  g_auto (PerchIndicatorUpdate) update = { 0 };
  g_autoptr (GError) error = NULL;

  if (call->params == NULL)
    {
      *problem = g_strdup ("params: expected an object");
      return FALSE;
    }
  if (perch_indicator_update_read (&update, call->params, &error) &&
      perch_indicators_update (call->indicators, &update, perch_backend_get_name (call->backend),
                               call->trace_id, &error))
    return TRUE;
  *problem = g_strdup_printf ("params%s", error->message);
  return FALSE;
}

static const struct
{
  const char *name;
  MethodFunc func;
} methods[] = {
  { "log", do_log },
  { "ui.notify", do_notify },
  { "ui.update", do_update },
};

static void
send_reply (PerchBackend *backend, PerchSlice id, int code, const char *problem)
{
  g_autoptr (GString) text = g_string_new ("{\"jsonrpc\":\"2.0\",\"id\":");
  g_autoptr (GError) error = NULL;

  g_string_append_len (text, id.text, (gssize) id.length);
  if (problem == NULL)
    g_string_append (text, ",\"result\":true}");
  else
    {
      g_autoptr (JsonNode) node = json_node_init_string (json_node_alloc (), problem);
      g_autofree char *quoted = json_to_string (node, FALSE);

      g_string_append_printf (text, ",\"error\":{\"code\":%d,\"message\":%s}}", code, quoted);
    }

  if (!perch_backend_send_line (backend, text->str, text->len, &error))
    g_debug ("%s: no answer sent: %s", perch_backend_get_name (backend), error->message);
}

/**
 * perch_backend_request_answer:
 * @line: of kind %PERCH_MESSAGE_REQUEST or %PERCH_MESSAGE_NOTIFICATION
 *
 * Does what a backend asks: `log` (`level`, `message`), `ui.notify` (`title`, `body`) and
 * `ui.update`
 * (`indicator`, `state`, `text`, `progress`). A request is answered on its stdin, with a JSON-RPC
 * error when the method is unknown or the params do not fit; a notification is never answered.
 */
void
perch_backend_request_answer (PerchBackend *backend,
                              const PerchBackendLine *line,
                              GApplication *application,
                              PerchJournal *journal,
                              PerchIndicators *indicators)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autofree char *method = perch_slice_dup_string (line->message.name);
  g_autofree char *problem = NULL;
  g_autofree char *trace_id = perch_slice_dup_string (line->message.trace_id);
  Call call = { .backend = backend,
                .application = application,
                .journal = journal,
                .indicators = indicators,
                .trace_id = trace_id };
  JsonNode *params = NULL;
  int code = METHOD_NOT_FOUND;

  /* The scanner has already found the line to be one valid object. */
  if (json_parser_load_from_data (parser, line->line.text, (gssize) line->line.length, NULL))
    params =
        json_object_get_member (json_node_get_object (json_parser_get_root (parser)), "params");
  if (params != NULL && JSON_NODE_HOLDS_OBJECT (params))
    call.params = json_node_get_object (params);

  problem = g_strdup_printf ("Perch has no method “%s”", method);
  for (guint i = 0; i < G_N_ELEMENTS (methods); i++)
    if (g_str_equal (methods[i].name, method))
      {
        g_clear_pointer (&problem, g_free);
        code = INVALID_PARAMS;
        methods[i].func (&call, &problem);
        break;
      }

  if (line->message.kind == PERCH_MESSAGE_REQUEST)
    send_reply (backend, line->message.id, code, problem);
  else if (problem != NULL)
    perch_journal_log (journal, PERCH_LEVEL_WARNING, perch_backend_get_name (backend), "%s: %s",
                       method, problem);
}
