/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/cli/ask-pending.h"
#include "app/cli/ask-standing.h"
#include "app/cli/client.h"
#include "app/cli/commands.h"
#include "app/cli/options.h"
#include "app/cli/output.h"

#define DEFAULT_TIMEOUT_S 60
#define MAX_TIMEOUT_S 86400

/* Perch answers with the time-out; the connection lives a little longer to hear it. */
#define MARGIN_S 5

typedef struct
{
  gboolean json;
  gboolean list;
  gboolean standing;
  int timeout_s;
  char *approve; /* (owned) (nullable) */
  char *reject; /* (owned) (nullable) */
  char *response; /* (owned) (nullable) */
  char *duration; /* (owned) (nullable) */
  char *scope; /* (owned) (nullable) */
  char *revoke; /* (owned) (nullable) */
  GStrv arguments; /* (owned) */
} AskOptions;

static void
ask_options_clear (AskOptions *options)
{
  g_free (options->approve);
  g_free (options->reject);
  g_free (options->response);
  g_free (options->duration);
  g_free (options->scope);
  g_free (options->revoke);
  g_strfreev (options->arguments);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AskOptions, ask_options_clear)

static gboolean
parse_options (char **argv, AskOptions *options)
{
  static const PerchUsage usage = {
    "[PROMPT]", 1,
    "Asks the person whether something is to be done, and exits with 0 if it is approved, with 6\n"
    "if it is not: when the answer is no, and when there is none in time. With --list, --approve\n"
    "or --reject, shows and answers what others have asked; with --standing and --revoke, shows\n"
    "what is approved for some time, and takes it back."
  };
  const GOptionEntry entries[] = {
    { "timeout", 0, 0, G_OPTION_ARG_INT, &options->timeout_s, "How long to wait (60)", "SECONDS" },
    { "list", 0, 0, G_OPTION_ARG_NONE, &options->list, "List the questions that wait", NULL },
    { "approve", 0, 0, G_OPTION_ARG_STRING, &options->approve, "Say yes to a question", "ID" },
    { "reject", 0, 0, G_OPTION_ARG_STRING, &options->reject, "Say no to a question", "ID" },
    { "response", 0, 0, G_OPTION_ARG_STRING, &options->response, "What else there is to say to it",
      "TEXT" },
    { "for", 0, 0, G_OPTION_ARG_STRING, &options->duration,
      "Approve it for so long whenever this program asks: 30m, 8h, 7d", "TIME" },
    { "scope", 0, 0, G_OPTION_ARG_STRING, &options->scope,
      "With --for: this \"question\" exactly, or this \"tool\" with any arguments", "SCOPE" },
    { "standing", 0, 0, G_OPTION_ARG_NONE, &options->standing,
      "List what is approved for some time", NULL },
    { "revoke", 0, 0, G_OPTION_ARG_STRING, &options->revoke,
      "Take back what is approved for some time", "ID" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &options->json, "Print the answer as JSON", NULL },
    { NULL },
  };

  return perch_options_parse (&usage, entries, argv, &options->arguments);
}

static gboolean
check_options (const AskOptions *options, GError **error)
{
  guint n_wishes = (options->arguments[0] != NULL) + options->list + (options->approve != NULL) +
                   (options->reject != NULL) + options->standing + (options->revoke != NULL);
  const char *problem = NULL;

  if (n_wishes == 0)
    problem = "say what to ask, as in: perch ask \"Delete the old files?\"";
  else if (n_wishes > 1)
    problem =
        "a prompt, --list, --approve, --reject, --standing and --revoke: only one of them at a "
        "time";
  else if (options->response != NULL && options->approve == NULL && options->reject == NULL)
    problem = "--response goes with --approve or --reject";
  else if (options->duration != NULL && options->approve == NULL)
    problem = "--for goes with --approve";
  else if (options->scope != NULL && options->duration == NULL)
    problem = "--scope goes with --for";
  else if (options->timeout_s < 1 || options->timeout_s > MAX_TIMEOUT_S)
    problem = "--timeout must be from 1 to 86400 seconds";
  if (problem == NULL)
    return TRUE;
  g_set_error_literal (error, PERCH_CLI_ERROR, PERCH_EXIT_USAGE, problem);
  return FALSE;
}

static char *
format_body (const AskOptions *options)
{
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (JsonNode) node = json_node_alloc ();

  json_object_set_string_member (object, "prompt", options->arguments[0]);
  json_object_set_int_member (object, "timeout", options->timeout_s);
  json_node_init_object (node, object);
  return json_to_string (node, FALSE);
}

static PerchExitStatus
ask (const AskOptions *options)
{
  g_autofree char *body = format_body (options);
  g_autoptr (JsonNode) reply = NULL;
  g_autoptr (GError) error = NULL;

  if (!perch_cli_send ("/api/ask", body, (guint) (options->timeout_s + MARGIN_S), &reply, &error))
    return perch_output_failure (options->json, reply, error);
  return perch_ask_print_result (reply, options->json);
}

static PerchExitStatus
respond (const AskOptions *options)
{
  PerchAskReply answer = {
    .id = options->approve != NULL ? options->approve : options->reject,
    .approved = options->approve != NULL,
    .response = options->response,
    .scope = options->scope,
  };
  g_autoptr (GError) error = NULL;

  if (options->duration != NULL &&
      !perch_ask_parse_duration (options->duration, &answer.standing_s, &error))
    return perch_output_failure (options->json, NULL, error);
  return perch_ask_respond (&answer, options->json);
}

/**
 * perch_command_ask:
 * @argv: the command line from "ask" on
 *
 * Returns: what to exit with
 */
PerchExitStatus
perch_command_ask (char **argv)
{
  g_auto (AskOptions) options = { .timeout_s = DEFAULT_TIMEOUT_S };
  g_autoptr (GError) error = NULL;

  if (!parse_options (argv, &options))
    return PERCH_EXIT_USAGE;
  if (!check_options (&options, &error))
    return perch_output_failure (options.json, NULL, error);
  if (options.list)
    return perch_ask_list_pending (options.json);
  if (options.standing)
    return perch_ask_list_standing (options.json);
  if (options.revoke != NULL)
    return perch_ask_revoke (options.revoke, options.json);
  if (options.approve != NULL || options.reject != NULL)
    return respond (&options);
  return ask (&options);
}
