/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/cli/client.h"
#include "app/cli/commands.h"
#include "app/cli/options.h"
#include "app/cli/output.h"
#include "client/perch-client.h"

#define DEFAULT_TIMEOUT_S 30
#define MAX_TIMEOUT_S 3600

static gboolean
call (const char *typed, char **arguments, int timeout_s, JsonNode **reply, GError **error)
{
  g_autoptr (PerchClient) client = perch_client_new ();
  g_autofree char *name = NULL;
  g_autoptr (GError) cause = NULL;
  JsonNode *answer = NULL;

  if (!perch_options_check_params (arguments[1], error))
    return FALSE;
  name = perch_cli_choose_backend (typed, error);
  if (name == NULL)
    return FALSE;
  perch_client_set_timeout (client, (guint) timeout_s);
  answer = perch_client_call (client, name, arguments[0], arguments[1], NULL, &cause);
  return perch_cli_take_answer (answer, cause, reply, error);
}

/**
 * perch_command_call:
 * @argv: the command line from "call" on
 *
 * Returns: what to exit with
 */
PerchExitStatus
perch_command_call (char **argv)
{
  static const PerchUsage usage = {
    "METHOD [JSON]", 2,
    "Asks a running backend for something and prints its result as JSON. Without --backend it is\n"
    "the only backend, or the one called main."
  };
  g_autofree char *backend = NULL;
  gboolean json = FALSE;
  int timeout_s = DEFAULT_TIMEOUT_S;
  const GOptionEntry entries[] = {
    { "backend", 0, 0, G_OPTION_ARG_STRING, &backend, "Which backend", "NAME" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, "Print the whole answer as JSON", NULL },
    { "timeout", 0, 0, G_OPTION_ARG_INT, &timeout_s, "How long to wait (30)", "SECONDS" },
    { NULL },
  };
  g_auto (GStrv) arguments = NULL;
  g_autoptr (JsonNode) reply = NULL;
  g_autoptr (GError) error = NULL;

  if (!perch_options_parse (&usage, entries, argv, &arguments))
    return PERCH_EXIT_USAGE;
  if (arguments[0] == NULL)
    g_set_error_literal (&error, PERCH_CLI_ERROR, PERCH_EXIT_USAGE,
                         "say which method, as in: perch call ping");
  if (error != NULL ||
      !call (backend, arguments, CLAMP (timeout_s, 1, MAX_TIMEOUT_S), &reply, &error))
    return perch_output_failure (json, reply, error);

  perch_output_json (json ? reply
                          : json_object_get_member (json_node_get_object (reply), "result"));
  return PERCH_EXIT_OK;
}
