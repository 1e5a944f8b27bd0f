/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/cli/client.h"
#include "app/cli/commands.h"
#include "app/cli/options.h"
#include "app/cli/output.h"
#include "app/cli/python-json.h"
#include "app/cli/python-list.h"
#include "app/cli/table.h"
#include "backend-manager/text.h"

#define TIMEOUT_S 10

/* What somebody wants to see; each is there only if it is asked for. @reply is what Perch says of
 * its backends, and %NULL also when it does not run and more than that is wanted. */
typedef struct
{
  JsonNode *reply; /* (owned) (nullable) */
  GPtrArray *runtimes; /* (owned) (nullable) */
  GPtrArray *environments; /* (owned) (nullable) */
} Lists;

static void
lists_clear (Lists *lists)
{
  g_clear_pointer (&lists->reply, json_node_unref);
  g_clear_pointer (&lists->runtimes, g_ptr_array_unref);
  g_clear_pointer (&lists->environments, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Lists, lists_clear)

static char *
format_backends (JsonArray *backends)
{
  static const char *const headings[] = { "NAME", "LABEL", "KIND", "EXECUTABLE", NULL };
  g_autoptr (PerchTable) table = perch_table_new (headings);

  for (guint i = 0; i < json_array_get_length (backends); i++)
    {
      JsonObject *backend = json_array_get_object_element (backends, i);
      const char *cells[] = {
        json_object_get_string_member_with_default (backend, "name", "?"),
        json_object_get_string_member_with_default (backend, "label", "?"),
        json_object_get_string_member_with_default (backend, "kind", "?"),
        json_object_get_string_member_with_default (backend, "executable", NULL),
        NULL,
      };

      if (cells[3] == NULL)
        cells[3] = "-";
      perch_table_add_row (table, cells);
    }
  return perch_table_format (table, FALSE);
}

static void
print_tables (const Lists *lists)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) tables = NULL;
  g_autofree char *text = NULL;

  if (lists->reply != NULL)
    {
      JsonObject *reply = json_node_get_object (lists->reply);
      g_autofree char *table = format_backends (json_object_get_array_member (reply, "backends"));
      g_strv_builder_add (builder, table);
    }
  if (lists->runtimes != NULL)
    {
      g_autofree char *table = perch_python_list_format_runtimes (lists->runtimes);
      g_strv_builder_add (builder, table);
    }
  if (lists->environments != NULL)
    {
      g_autofree char *table = perch_python_list_format_environments (lists->environments);
      g_strv_builder_add (builder, table);
    }
  tables = g_strv_builder_end (builder);
  text = g_strjoinv ("\n", tables);
  g_print ("%s", text);
}

/* What Perch says, and beside it what it need not be asked for. */
static void
print_json (const Lists *lists)
{
  g_autoptr (JsonNode) node = NULL;
  JsonObject *object = NULL;

  node = lists->reply != NULL ? json_node_ref (lists->reply)
                              : json_from_string ("{\"status\":\"ok\"}", NULL);
  object = json_node_get_object (node);
  if (lists->reply == NULL && lists->runtimes != NULL && lists->environments != NULL)
    json_object_set_null_member (object, "backends");
  if (lists->runtimes != NULL)
    json_object_set_member (object, "runtimes", perch_python_json_for_runtimes (lists->runtimes));
  if (lists->environments != NULL)
    json_object_set_member (object, "environments",
                            perch_python_json_for_environments (lists->environments));
  perch_output_json (node);
}

/* @what is NULL for everything. */
static PerchExitStatus
list (const char *what, gboolean json)
{
  g_auto (Lists) lists = { NULL };
  g_autoptr (GError) error = NULL;

  if ((what == NULL || g_str_equal (what, "backends")) &&
      !perch_cli_call ("GET", "/api/backends", TIMEOUT_S, &lists.reply, &error))
    {
      if (what != NULL || !g_error_matches (error, PERCH_CLI_ERROR, PERCH_EXIT_NOT_RUNNING))
        return perch_output_failure (json, lists.reply, error);
      g_printerr ("perch: Perch is not running, so its backends are not listed\n");
    }
  if (what == NULL || g_str_equal (what, "runtimes"))
    lists.runtimes = perch_python_list_runtimes (NULL);
  if (what == NULL || g_str_equal (what, "environments"))
    lists.environments = perch_python_list_environments ();
  if (json)
    print_json (&lists);
  else
    print_tables (&lists);
  return PERCH_EXIT_OK;
}

/**
 * perch_command_list:
 * @argv: the command line from "list" on
 *
 * Returns: what to exit with
 */
PerchExitStatus
perch_command_list (char **argv)
{
  static const char *const words[] = { "backends", "runtimes", "environments", NULL };
  static const PerchUsage usage = {
    "[backends | runtimes | environments]", 1,
    "Lists the backends that the running Perch knows and what they execute, the Pythons that are\n"
    "installed, and the environments in the usual places with what they have for backends."
  };
  gboolean json = FALSE;
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, "Print the list as JSON", NULL },
    { NULL },
  };
  g_auto (GStrv) arguments = NULL;

  if (!perch_options_parse (&usage, entries, argv, &arguments))
    return PERCH_EXIT_USAGE;
  if (arguments[0] != NULL && !g_strv_contains (words, arguments[0]))
    {
      g_autofree char *shown = perch_text_escape (arguments[0]);

      g_printerr ("perch list: there is no list of \"%s\"; say backends, runtimes or "
                  "environments\n",
                  shown);
      return PERCH_EXIT_USAGE;
    }
  return list (arguments[0], json);
}
