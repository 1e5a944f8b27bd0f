/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/cli/client.h"
#include "app/cli/commands.h"
#include "app/cli/options.h"
#include "app/cli/output.h"
#include "app/cli/table.h"

#define TIMEOUT_S 10

static void
print_table (JsonArray *backends)
{
  static const char *const headings[] = { "NAME", "LABEL", "KIND", "EXECUTABLE", NULL };
  g_autoptr (PerchTable) table = perch_table_new (headings);
  g_autofree char *text = NULL;

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
  text = perch_table_format (table, FALSE);
  g_print ("%s", text);
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
  static const PerchUsage usage = {
    NULL, 0, "Lists the backends that the running Perch knows, and what they execute."
  };
  gboolean json = FALSE;
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, "Print the list as JSON", NULL },
    { NULL },
  };
  g_autoptr (JsonNode) reply = NULL;
  g_autoptr (GError) error = NULL;

  if (!perch_options_parse (&usage, entries, argv, NULL))
    return PERCH_EXIT_USAGE;
  if (!perch_cli_call ("GET", "/api/backends", TIMEOUT_S, &reply, &error))
    return perch_output_failure (json, reply, error);
  if (json)
    perch_output_json (reply);
  else
    print_table (json_object_get_array_member (json_node_get_object (reply), "backends"));
  return PERCH_EXIT_OK;
}
