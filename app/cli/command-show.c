/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/cli/client.h"
#include "app/cli/commands.h"
#include "app/cli/options.h"
#include "app/cli/output.h"

#define TIMEOUT_S 10

/**
 * perch_command_show:
 * @argv: the command line from "show" on
 *
 * Returns: what to exit with
 */
PerchExitStatus
perch_command_show (char **argv)
{
  static const PerchUsage usage = { NULL, 0, "Shows the window of the Perch that runs." };
  gboolean json = FALSE;
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, "Print the answer as JSON", NULL },
    { NULL },
  };
  g_autoptr (JsonNode) reply = NULL;
  g_autoptr (GError) error = NULL;

  if (!perch_options_parse (&usage, entries, argv, NULL))
    return PERCH_EXIT_USAGE;
  if (!perch_cli_call ("POST", "/api/app/show", TIMEOUT_S, &reply, &error))
    return perch_output_failure (json, reply, error);
  if (json)
    perch_output_json (reply);
  return PERCH_EXIT_OK;
}
