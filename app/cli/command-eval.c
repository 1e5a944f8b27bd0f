/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/cli/await.h"
#include "app/cli/client.h"
#include "app/cli/commands.h"
#include "app/cli/options.h"
#include "app/cli/output.h"
#include "app/cli/relay-client.h"
#include "backend-manager/object-service.h"

#define DEFAULT_TIMEOUT_S 30
#define MAX_TIMEOUT_S 3600

/* What was typed. */
typedef struct
{
  char *backend; /* (owned) (nullable) */
  char *locals; /* (owned) (nullable) */
  GStrv modules; /* (owned) (nullable) */
  gboolean json;
  int timeout_s;
} Options;

static void
options_clear (Options *options)
{
  g_free (options->backend);
  g_free (options->locals);
  g_strfreev (options->modules);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

/* Expressions know a module by its name as soon as it has been imported once. */
static gboolean
import (PerchObjectService *service, const char *name, GError **error)
{
  g_autoptr (PerchAwait) imported = perch_await_new ();
  g_autoptr (PerchAwait) disposed = perch_await_new ();
  g_autoptr (PerchRemoteObject) module = NULL;

  perch_object_service_import_async (service, name, NULL, perch_await_ready_cb, imported);
  module = perch_object_service_import_finish (service, perch_await_result (imported), error);
  if (module == NULL)
    return FALSE;
  perch_remote_object_dispose_async (module, NULL, perch_await_ready_cb, disposed);
  return perch_remote_object_dispose_finish (module, perch_await_result (disposed), error);
}

static PerchObjectResult *
eval (const Options *options,
      const char *backend,
      const char *expression,
      const PerchObjectArguments *locals,
      GError **error)
{
  g_autoptr (PerchClient) perch = perch_client_new ();
  g_autoptr (PerchBackendClient) client = perch_relay_client_new (perch, backend);
  g_autoptr (PerchObjectService) service = perch_object_service_new (client);
  g_autoptr (PerchAwait) evaluated = perch_await_new ();

  perch_object_service_set_timeout (service, (guint) options->timeout_s * 1000);
  for (guint i = 0; options->modules != NULL && options->modules[i] != NULL; i++)
    if (!import (service, options->modules[i], error))
      return NULL;
  perch_object_service_eval_async (service, expression, locals, NULL, perch_await_ready_cb,
                                   evaluated);
  return perch_object_service_eval_finish (service, perch_await_result (evaluated), error);
}

/* Returns: (transfer full) (nullable): what was typed as `--locals` */
static PerchObjectArguments *
read_locals (const char *text, GError **error)
{
  g_autoptr (PerchObjectArguments) locals = perch_object_arguments_new ();
  g_autoptr (JsonNode) node = NULL;
  JsonObjectIter iter;
  const char *name = NULL;
  JsonNode *value = NULL;

  if (text == NULL)
    return g_steal_pointer (&locals);
  if (!perch_options_check_params (text, error))
    return NULL;
  node = json_from_string (text, NULL);
  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    {
      g_set_error_literal (error, PERCH_CLI_ERROR, PERCH_EXIT_USAGE,
                           "the locals must be an object, as in: --locals '{\"x\": 2}'");
      return NULL;
    }
  json_object_iter_init (&iter, json_node_get_object (node));
  while (json_object_iter_next (&iter, &name, &value))
    perch_object_arguments_add (locals, name, value);
  return g_steal_pointer (&locals);
}

/* The object stays in the backend, for calls that follow. */
static JsonNode *
describe_object (PerchRemoteObject *object)
{
  g_autofree char *id = perch_remote_object_steal_id (object);
  JsonObject *members = json_object_new ();
  JsonNode *node = json_node_alloc ();

  json_object_set_boolean_member (members, "isHandle", TRUE);
  json_object_set_string_member (members, "handleId", id);
  json_object_set_string_member (members, "typeName", perch_remote_object_get_type_name (object));
  json_node_init_object (node, members);
  json_object_unref (members);
  return node;
}

static JsonNode *
describe (const PerchObjectResult *result)
{
  JsonNode *node = NULL;
  JsonObject *members = NULL;
  JsonArray *notes = NULL;

  if (result->object != NULL)
    return describe_object (result->object);
  members = json_object_new ();
  json_object_set_member (members, "value", json_node_copy (result->value));
  if (result->notes != NULL)
    {
      notes = json_array_new ();
      for (guint i = 0; result->notes[i] != NULL; i++)
        json_array_add_string_element (notes, result->notes[i]);
      json_object_set_array_member (members, "notes", notes);
    }
  node = json_node_init_object (json_node_alloc (), members);
  json_object_unref (members);
  return node;
}

static void
print (const PerchObjectResult *result, gboolean json)
{
  g_autoptr (JsonNode) whole = describe (result);

  perch_output_json (!json && result->value != NULL ? result->value : whole);
  if (json || result->notes == NULL)
    return;
  for (guint i = 0; result->notes[i] != NULL; i++)
    g_printerr ("perch: %s\n", result->notes[i]);
}

/* @reply: (out) (nullable): what Perch has refused it with */
static PerchObjectResult *
run (const Options *options, const char *expression, JsonNode **reply, GError **error)
{
  g_autoptr (PerchObjectArguments) locals = NULL;
  g_autoptr (PerchObjectResult) result = NULL;
  g_autoptr (GError) cause = NULL;
  g_autofree char *backend = NULL;

  if (expression == NULL)
    {
      g_set_error_literal (error, PERCH_CLI_ERROR, PERCH_EXIT_USAGE,
                           "say which expression, as in: perch eval '6 * 7'");
      return NULL;
    }
  locals = read_locals (options->locals, error);
  if (locals == NULL)
    return NULL;
  backend = perch_cli_choose_backend (options->backend, error);
  if (backend == NULL)
    return NULL;
  result = eval (options, backend, expression, locals, &cause);
  if (result == NULL)
    perch_cli_take_answer (NULL, cause, reply, error);
  return g_steal_pointer (&result);
}

/**
 * perch_command_eval:
 * @argv: the command line from "eval" on
 *
 * Returns: what to exit with
 */
PerchExitStatus
perch_command_eval (char **argv)
{
  static const PerchUsage usage = {
    "EXPRESSION", 1,
    "Evaluates an expression of Python in a backend that offers the object service, as the "
    "servers\n"
    "that Perch carries do, and prints its value as JSON. What JSON can't hold stays in the\n"
    "backend, and its handle is printed."
  };
  g_auto (Options) options = { .timeout_s = DEFAULT_TIMEOUT_S };
  const GOptionEntry entries[] = {
    { "backend", 0, 0, G_OPTION_ARG_STRING, &options.backend, "Which backend", "NAME" },
    { "import", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options.modules,
      "A module that the expression uses; may be given several times", "MODULE" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &options.json, "Print the whole answer as JSON", NULL },
    { "locals", 0, 0, G_OPTION_ARG_STRING, &options.locals,
      "Values that the expression knows by name, an object", "JSON" },
    { "timeout", 0, 0, G_OPTION_ARG_INT, &options.timeout_s, "How long to wait (30)", "SECONDS" },
    { NULL },
  };
  g_auto (GStrv) arguments = NULL;
  g_autoptr (PerchObjectResult) result = NULL;
  g_autoptr (JsonNode) refusal = NULL;
  g_autoptr (GError) error = NULL;

  if (!perch_options_parse (&usage, entries, argv, &arguments))
    return PERCH_EXIT_USAGE;
  options.timeout_s = CLAMP (options.timeout_s, 1, MAX_TIMEOUT_S);
  result = run (&options, arguments[0], &refusal, &error);
  if (result == NULL)
    return perch_output_failure (options.json, refusal, error);
  print (result, options.json);
  return PERCH_EXIT_OK;
}
