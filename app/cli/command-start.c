/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/cli/change.h"
#include "app/cli/commands.h"
#include "app/cli/kind-word.h"
#include "app/cli/options.h"
#include "app/cli/output.h"
#include "app/cli/venv-commands.h"
#include "app/paths.h"
#include "backend-manager/server-profile.h"

/* What was typed. @kind is NULL for a backend that has a profile. */
typedef struct
{
  char *kind;
  char *venv;
  int port;
  int timeout_s;
  gboolean json;
} Options;

static gboolean
refuse (GError **error, const char *text)
{
  g_set_error_literal (error, PERCH_CLI_ERROR, PERCH_EXIT_USAGE, text);
  return FALSE;
}

static gboolean
check_options (const Options *options, char **arguments, GError **error)
{
  if (options->kind == NULL && options->venv != NULL)
    return refuse (error, "--venv goes with --backend, which says what is to run in it");
  if (options->kind == NULL && options->port != PERCH_SERVER_PORT_UNSAID)
    return refuse (error, "--port goes with --backend, which says what is to listen there");
  if (options->kind != NULL && arguments[0] != NULL)
    return refuse (error, "say either the NAME of a backend, or --backend with a kind");
  if (options->port != PERCH_SERVER_PORT_UNSAID &&
      (options->port < 0 || options->port > G_MAXUINT16))
    return refuse (error, "--port: expected 0 to 65535; 0 is any that is free");
  return TRUE;
}

/* Returns: (transfer full) (nullable): the profile of the server that was asked for */
static PerchProfile *
set_up (const Options *options, gboolean *changed, GError **error)
{
  g_autofree char *profiles_dir = perch_paths_get_profiles_dir ();
  g_autofree char *data_dir = perch_paths_get_data_dir ();
  g_autoptr (PerchPythonEnvironment) environment = NULL;
  PerchServerChoice choice = {
    .profiles_dir = profiles_dir,
    .data_dir = data_dir,
    .port = options->port,
  };

  if (!perch_kind_word_parse (options->kind, &choice.kind, error))
    return NULL;
  if (choice.kind == PERCH_BACKEND_KIND_PIPE && options->port != PERCH_SERVER_PORT_UNSAID)
    {
      refuse (error, "--port: the pipe server listens at a socket in the file system instead");
      return NULL;
    }
  if (options->venv != NULL)
    {
      environment = perch_venv_find (options->venv, error);
      if (environment == NULL)
        return NULL;
      choice.venv = environment->path;
    }
  return perch_server_profile_set_up (&choice, changed, error);
}

/* A server that runs as its profile said before is started again. */
static PerchExitStatus
start_server (const Options *options)
{
  PerchChange change = { .action = "start", .bring_up = TRUE, .reload = TRUE };
  gboolean changed = FALSE;
  g_autoptr (GError) error = NULL;
  g_autoptr (PerchProfile) profile = set_up (options, &changed, &error);

  if (profile == NULL)
    return perch_output_failure (options->json, NULL, error);
  if (changed)
    change.action = "restart";
  return perch_change_backend (&change, profile->name, options->timeout_s, options->json);
}

/**
 * perch_command_start:
 * @argv: the command line from "start" on
 *
 * Returns: what to exit with
 */
PerchExitStatus
perch_command_start (char **argv)
{
  static const PerchChange change = { .action = "start", .bring_up = TRUE };
  static const PerchUsage usage = {
    "[NAME]", 1,
    "Starts a backend and returns when it is ready. Where no Perch runs, a headless one is "
    "started\n"
    "first. Without NAME it is the only backend, or the one called main.\n\n"
    "With --backend it is a server that Perch carries, run by the Python of an environment. What "
    "is\n"
    "said once is kept, in a profile named after the kind: it can be started by that name later on."
  };
  g_autofree char *kind = NULL;
  g_autofree char *venv = NULL;
  Options options = { .port = PERCH_SERVER_PORT_UNSAID, .timeout_s = PERCH_CHANGE_TIMEOUT_S };
  const GOptionEntry entries[] = {
    { "backend", 0, 0, G_OPTION_ARG_STRING, &kind, "Run Perch's server of this kind",
      "Http|Pipe|Rpc" },
    { "venv", 0, 0, G_OPTION_ARG_FILENAME, &venv, "In which environment: its name or path",
      "VENV" },
    { "port", 0, 0, G_OPTION_ARG_INT, &options.port, "Where it listens (any free port)", "PORT" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &options.json, "Print the answer as JSON", NULL },
    { "timeout", 0, 0, G_OPTION_ARG_INT, &options.timeout_s, "How long to wait (120)", "SECONDS" },
    { NULL },
  };
  g_auto (GStrv) arguments = NULL;
  g_autoptr (GError) error = NULL;

  if (!perch_options_parse (&usage, entries, argv, &arguments))
    return PERCH_EXIT_USAGE;
  options.kind = kind;
  options.venv = venv;
  if (!check_options (&options, arguments, &error))
    return perch_output_failure (options.json, NULL, error);
  if (kind != NULL)
    return start_server (&options);
  return perch_change_backend (&change, arguments[0], options.timeout_s, options.json);
}
