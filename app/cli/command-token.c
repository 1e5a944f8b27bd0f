/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/cli/client.h"
#include "app/cli/commands.h"
#include "app/cli/options.h"
#include "app/cli/output.h"

#define TIMEOUT_S 10

/**
 * perch_command_token:
 * @argv: the command line from "token" on
 *
 * Returns: what to exit with
 */
PerchExitStatus
perch_command_token (char **argv)
{
  static const PerchUsage usage = { NULL, 0,
                                    "Prints the token that Perch asks browsers for at its ports. "
                                    "It is a new one each time Perch starts." };
  gboolean json = FALSE;
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, "Print the answer as JSON", NULL },
    { NULL },
  };
  g_autoptr (JsonNode) reply = NULL;
  g_autoptr (GError) error = NULL;

  if (!perch_options_parse (&usage, entries, argv, NULL))
    return PERCH_EXIT_USAGE;
  if (!perch_cli_call ("GET", "/api/app/token", TIMEOUT_S, &reply, &error))
    return perch_output_failure (json, reply, error);
  if (json)
    perch_output_json (reply);
  else
    g_print ("%s\n", json_object_get_string_member_with_default (json_node_get_object (reply),
                                                                 "token", ""));
  return PERCH_EXIT_OK;
}
