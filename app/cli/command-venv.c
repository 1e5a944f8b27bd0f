/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/cli/commands.h"
#include "app/cli/options.h"
#include "app/cli/venv-commands.h"
#include "backend-manager/text.h"

/* What stands behind `perch venv`; options that a verb has no use for are refused. */
typedef struct
{
  char *python;
  char *install;
  gboolean force;
  gboolean json;
} Options;

static PerchExitStatus
refuse (const char *what)
{
  g_autofree char *shown = perch_text_escape (what);

  g_printerr ("perch venv: %s; see \"perch venv --help\"\n", shown);
  return PERCH_EXIT_USAGE;
}

static PerchExitStatus
run (char **arguments, const Options *options)
{
  guint n_arguments = g_strv_length (arguments);
  const char *what = arguments[0];
  const char *which = n_arguments > 1 ? arguments[1] : NULL;

  if (what == NULL)
    return refuse ("say create, install, delete, status or list");
  if (which != NULL && *which == '\0')
    return refuse ("the name of an environment can't be empty");
  if (!g_str_equal (what, "create") && (options->python != NULL || options->install != NULL))
    return refuse ("--python and --install are for \"create\"");
  if (!g_str_equal (what, "delete") && options->force)
    return refuse ("--force is for \"delete\"");
  if (g_str_equal (what, "list") && n_arguments == 1)
    return perch_venv_list (options->json);
  if (g_str_equal (what, "create") && n_arguments == 2)
    return perch_venv_create (which, options->python, options->install, options->json);
  if (g_str_equal (what, "install") && n_arguments == 3)
    return perch_venv_install (which, arguments[2], options->json);
  if (g_str_equal (what, "delete") && n_arguments == 2)
    return perch_venv_delete (which, options->force, options->json);
  if (g_str_equal (what, "status") && n_arguments == 2)
    return perch_venv_status (which, options->json);
  return refuse ("say create NAME|PATH, install NAME|PATH KIND, delete NAME|PATH, "
                 "status NAME|PATH or list");
}

/**
 * perch_command_venv:
 * @argv: the command line from "venv" on
 *
 * Returns: what to exit with
 */
PerchExitStatus
perch_command_venv (char **argv)
{
  static const PerchUsage usage = {
    "create NAME|PATH | install NAME|PATH KIND[,KIND] | delete NAME|PATH | status NAME|PATH | list",
    3,
    "Makes, fills, deletes and shows environments of Python for the servers that Perch carries. A\n"
    "NAME is one of Perch's own; a PATH, which has a slash, is any other. A KIND is http, pipe or\n"
    "rpc: what the server of that kind needs is installed with pip.",
  };
  g_autofree char *python = NULL;
  g_autofree char *install = NULL;
  Options options = { NULL };
  const GOptionEntry entries[] = {
    { "python", 0, 0, G_OPTION_ARG_FILENAME, &python,
      "create: with which Python: its path, name or version (python3)", "PYTHON" },
    { "install", 0, 0, G_OPTION_ARG_STRING, &install,
      "create: install what these kinds of servers need", "KIND[,KIND]" },
    { "force", 0, 0, G_OPTION_ARG_NONE, &options.force,
      "delete: also what Perch has not made, or a backend uses", NULL },
    { "json", 0, 0, G_OPTION_ARG_NONE, &options.json, "Print JSON", NULL },
    { NULL },
  };
  g_auto (GStrv) arguments = NULL;

  if (!perch_options_parse (&usage, entries, argv, &arguments))
    return PERCH_EXIT_USAGE;
  options.python = python;
  options.install = install;
  return run (arguments, &options);
}
