/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/backend-requests.h"

#include <json-glib/json-glib.h>

#include "app/backend-ask.h"
#include "app/backend-reply.h"

/* What a backend may ask of Perch, as JSON-RPC 2.0 on its stdout. The person's answer takes time,
 * so that one is apart from the rest. */
#define ASK "ui.ask"

typedef struct
{
  PerchBackend *backend;
  PerchNotifier *notifier;
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
  /* What the person does not want to see is nothing that the backend has done wrong. */
  if (perch_notifier_show (call->notifier, id, title, body, &error) ||
      g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED))
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

static gboolean
refuse_ask (const Call *call, char **problem)
{
  *problem = g_strdup ("a question needs an id, or nobody hears the answer");
  return FALSE;
}

static const struct
{
  const char *name;
  MethodFunc func;
} methods[] = {
  { "log", do_log },
  { ASK, refuse_ask },
  { "ui.notify", do_notify },
  { "ui.update", do_update },
};

/**
 * perch_backend_request_answer:
 * @line: of kind %PERCH_MESSAGE_REQUEST or %PERCH_MESSAGE_NOTIFICATION
 *
 * Does what a backend asks: `log` (`level`, `message`), `ui.notify` (`title`, `body`), `ui.update`
 * (`indicator`, `state`, `text`, `progress`) and, as a request only, `ui.ask`. A request is
 * answered on its stdin, with a JSON-RPC error when the method is unknown or the params do not fit;
 * a notification is never answered.
 */
void
perch_backend_request_answer (PerchBackend *backend,
                              const PerchBackendLine *line,
                              PerchNotifier *notifier,
                              PerchJournal *journal,
                              PerchIndicators *indicators,
                              PerchAskQueue *asks)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autofree char *method = perch_slice_dup_string (line->message.name);
  g_autofree char *problem = NULL;
  g_autofree char *trace_id = perch_slice_dup_string (line->message.trace_id);
  Call call = { .backend = backend,
                .notifier = notifier,
                .journal = journal,
                .indicators = indicators,
                .trace_id = trace_id };
  JsonNode *params = NULL;
  int code = PERCH_RPC_METHOD_NOT_FOUND;

  /* The scanner has already found the line to be one valid object. */
  if (json_parser_load_from_data (parser, line->line.text, (gssize) line->line.length, NULL))
    params =
        json_object_get_member (json_node_get_object (json_parser_get_root (parser)), "params");
  if (params != NULL && JSON_NODE_HOLDS_OBJECT (params))
    call.params = json_node_get_object (params);

  if (g_str_equal (method, ASK) && line->message.kind == PERCH_MESSAGE_REQUEST)
    {
      perch_backend_ask (backend, line, call.params, asks);
      return;
    }
  problem = g_strdup_printf ("Perch has no method “%s”", method);
  for (guint i = 0; i < G_N_ELEMENTS (methods); i++)
    if (g_str_equal (methods[i].name, method))
      {
        g_clear_pointer (&problem, g_free);
        code = PERCH_RPC_INVALID_PARAMS;
        methods[i].func (&call, &problem);
        break;
      }

  if (line->message.kind == PERCH_MESSAGE_REQUEST && problem == NULL)
    perch_backend_reply_result (backend, line->message.id, "true");
  else if (line->message.kind == PERCH_MESSAGE_REQUEST)
    perch_backend_reply_error (backend, line->message.id, code, problem);
  else if (problem != NULL)
    perch_journal_log (journal, PERCH_LEVEL_WARNING, perch_backend_get_name (backend), "%s: %s",
                       method, problem);
}
