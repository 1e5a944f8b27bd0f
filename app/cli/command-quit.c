/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/cli/client.h"
#include "app/cli/commands.h"
#include "app/cli/options.h"
#include "app/cli/output.h"
#include "app/cli/process-end.h"

#define ANSWER_S 10

/* It is over when the process is: a socket that is gone says only that Perch has begun to leave.
 *
 * Returns: (transfer full) (nullable): %NULL with @error */
static PerchProcessEnd *
find_perch (JsonNode **reply, GError **error)
{
  if (!perch_cli_call ("GET", "/status", ANSWER_S, reply, error))
    return NULL;
  return perch_process_end_new (
      (int) json_object_get_int_member (json_node_get_object (*reply), "pid"));
}

/**
 * perch_command_quit:
 * @argv: the command line from "quit" on
 *
 * Returns: what to exit with
 */
PerchExitStatus
perch_command_quit (char **argv)
{
  static const PerchUsage usage = {
    NULL, 0, "Stops all backends and ends Perch; returns when it has ended."
  };
  gboolean json = FALSE;
  int timeout_s = 30;
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, "Print the answer as JSON", NULL },
    { "timeout", 0, 0, G_OPTION_ARG_INT, &timeout_s, "How long to wait (30)", "SECONDS" },
    { NULL },
  };
  g_autoptr (JsonNode) status = NULL;
  g_autoptr (JsonNode) reply = NULL;
  g_autoptr (PerchProcessEnd) end = NULL;
  g_autoptr (GError) error = NULL;

  if (!perch_options_parse (&usage, entries, argv, NULL))
    return PERCH_EXIT_USAGE;
  end = find_perch (&status, &error);
  if (end == NULL)
    return perch_output_failure (json, status, error);
  if (!perch_cli_call ("POST", "/api/app/quit", ANSWER_S, &reply, &error))
    return perch_output_failure (json, reply, error);
  if (!perch_process_end_wait (end, (guint) MAX (timeout_s, 0)))
    {
      error = g_error_new (PERCH_CLI_ERROR, PERCH_EXIT_TIMED_OUT,
                           "Perch was asked to quit, but still runs after %d s", timeout_s);
      return perch_output_failure (json, NULL, error);
    }
  if (json)
    perch_output_json (reply);
  return PERCH_EXIT_OK;
}
