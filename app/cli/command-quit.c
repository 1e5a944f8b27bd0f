/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/cli/client.h"
#include "app/cli/commands.h"
#include "app/cli/options.h"
#include "app/cli/output.h"

#define ANSWER_S 10
#define POLL_US 20000

/* It is over when nobody holds the socket any more. */
static gboolean
wait_until_gone (guint timeout_s)
{
  gint64 end = g_get_monotonic_time () + timeout_s * G_USEC_PER_SEC;

  while (g_get_monotonic_time () < end)
    {
      g_autoptr (GError) error = NULL;

      perch_cli_call ("GET", "/status", ANSWER_S, NULL, &error);
      if (g_error_matches (error, PERCH_CLI_ERROR, PERCH_EXIT_NOT_RUNNING))
        return TRUE;
      g_usleep (POLL_US);
    }
  return FALSE;
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
  g_autoptr (JsonNode) reply = NULL;
  g_autoptr (GError) error = NULL;

  if (!perch_options_parse (&usage, entries, argv, NULL))
    return PERCH_EXIT_USAGE;
  if (!perch_cli_call ("POST", "/api/app/quit", ANSWER_S, &reply, &error))
    return perch_output_failure (json, reply, error);
  if (!wait_until_gone ((guint) MAX (timeout_s, 0)))
    {
      error = g_error_new (PERCH_CLI_ERROR, PERCH_EXIT_TIMED_OUT,
                           "Perch was asked to quit, but still runs after %d s", timeout_s);
      return perch_output_failure (json, NULL, error);
    }
  if (json)
    perch_output_json (reply);
  return PERCH_EXIT_OK;
}
