/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/cli/client.h"
#include "app/cli/commands.h"
#include "app/cli/options.h"
#include "app/cli/output.h"
#include "app/cli/table.h"
#include "backend-manager/json-text.h"
#include "backend-manager/text.h"

#define LIST_TIMEOUT_S 10
#define DEFAULT_TIMEOUT_S 120
#define MAX_TIMEOUT_S 3600

static const char *
get_string (JsonObject *object, const char *name)
{
  return json_object_get_string_member_with_default (object, name, "-");
}

/* Such as "restart main, notify": what it acts on where that is a plain name. */
static char *
describe_actions (JsonArray *actions)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < json_array_get_length (actions); i++)
    {
      JsonObject *action = json_array_get_object_element (actions, i);
      g_autoptr (GList) names = json_object_get_members (action);
      JsonNode *argument = json_object_get_member (action, names->data);

      g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", (const char *) names->data);
      if (JSON_NODE_HOLDS_VALUE (argument))
        g_string_append_printf (text, " %s", json_node_get_string (argument));
    }
  return g_string_free (text, FALSE);
}

static void
print_table (JsonArray *triggers)
{
  static const char *const headings[] = { "NAME", "EVENT", "ACTIONS", NULL };
  g_autoptr (PerchTable) table = perch_table_new (headings);
  g_autofree char *text = NULL;

  for (guint i = 0; i < json_array_get_length (triggers); i++)
    {
      JsonObject *trigger = json_array_get_object_element (triggers, i);
      JsonNode *on = json_object_get_member (trigger, "on");
      g_autofree char *actions = describe_actions (json_object_get_array_member (trigger, "do"));
      const char *cells[] = {
        get_string (trigger, "name"),
        on != NULL ? get_string (json_node_get_object (on), "event") : "-",
        actions,
        NULL,
      };

      perch_table_add_row (table, cells);
    }
  text = perch_table_format (table, FALSE);
  g_print ("%s", text);
}

static void
print_problems (JsonArray *problems)
{
  for (guint i = 0; i < json_array_get_length (problems); i++)
    {
      g_autofree char *shown = perch_text_escape (json_array_get_string_element (problems, i));

      g_printerr ("perch: %s\n", shown);
    }
}

static PerchExitStatus
list (gboolean json)
{
  g_autoptr (JsonNode) reply = NULL;
  g_autoptr (GError) error = NULL;
  JsonObject *object = NULL;

  if (!perch_cli_call ("GET", "/api/triggers", LIST_TIMEOUT_S, &reply, &error))
    return perch_output_failure (json, reply, error);
  object = json_node_get_object (reply);
  if (json)
    perch_output_json (reply);
  else
    print_table (json_object_get_array_member (object, "triggers"));
  print_problems (json_object_get_array_member (object, "problems"));
  return PERCH_EXIT_OK;
}

static gboolean
execute (const char *name, const char *params, guint timeout_s, JsonNode **reply, GError **error)
{
  g_autofree char *quoted = NULL;
  g_autofree char *body = NULL;

  if (!perch_options_check_params (params, error))
    return FALSE;
  quoted = perch_json_quote (name);
  body = g_strdup_printf ("{\"trigger\":%s%s%s}", quoted, params != NULL ? ",\"params\":" : "",
                          params != NULL ? params : "");
  return perch_cli_send ("/api/triggers/execute", body, timeout_s, reply, error);
}

/* Only what has begun has a report. */
static void
print_report (JsonNode *reply)
{
  JsonNode *node = json_object_get_member (json_node_get_object (reply), "actions");
  JsonArray *actions = node != NULL ? json_node_get_array (node) : NULL;

  for (guint i = 0; actions != NULL && i < json_array_get_length (actions); i++)
    {
      JsonObject *action = json_array_get_object_element (actions, i);
      JsonNode *result = json_object_get_member (action, "result");
      g_autofree char *text = result != NULL ? json_to_string (result, FALSE) : NULL;

      g_print ("%s: %s%s%s\n", get_string (action, "action"), get_string (action, "status"),
               text != NULL ? " " : "", text != NULL ? text : "");
    }
}

/**
 * perch_command_trigger:
 * @argv: the command line from "trigger" on
 *
 * Returns: what to exit with
 */
PerchExitStatus
perch_command_trigger (char **argv)
{
  static const PerchUsage usage = {
    "[NAME]", 1,
    "Runs a trigger of triggers.json and says what each of its actions did. Without NAME the\n"
    "triggers are listed, and what is wrong with the file."
  };
  g_autofree char *params = NULL;
  gboolean json = FALSE;
  int timeout_s = DEFAULT_TIMEOUT_S;
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, "Print the answer as JSON", NULL },
    { "params", 0, 0, G_OPTION_ARG_STRING, &params, "What ${params.x} stands for", "JSON" },
    { "timeout", 0, 0, G_OPTION_ARG_INT, &timeout_s, "How long to wait (120)", "SECONDS" },
    { NULL },
  };
  g_auto (GStrv) arguments = NULL;
  g_autoptr (JsonNode) reply = NULL;
  g_autoptr (GError) error = NULL;

  if (!perch_options_parse (&usage, entries, argv, &arguments))
    return PERCH_EXIT_USAGE;
  if (arguments[0] == NULL)
    return list (json);
  execute (arguments[0], params, (guint) CLAMP (timeout_s, 1, MAX_TIMEOUT_S), &reply, &error);
  if (!json && reply != NULL)
    print_report (reply);
  if (error != NULL)
    return perch_output_failure (json, reply, error);
  if (json)
    perch_output_json (reply);
  return PERCH_EXIT_OK;
}
