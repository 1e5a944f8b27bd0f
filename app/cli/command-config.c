/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/cli/commands.h"
#include "app/cli/config-commands.h"
#include "app/cli/options.h"
#include "backend-manager/text.h"

static PerchExitStatus
refuse (const char *what)
{
  g_autofree char *shown = perch_text_escape (what);

  g_printerr ("perch config: %s; see \"perch config --help\"\n", shown);
  return PERCH_EXIT_USAGE;
}

static PerchExitStatus
run (char **arguments, gboolean json)
{
  guint n_arguments = g_strv_length (arguments);
  const char *what = arguments[0];

  if (what == NULL)
    return refuse ("say get, set, path or validate");
  if (g_str_equal (what, "get") && n_arguments <= 2)
    return perch_config_get (arguments[1], json);
  if (g_str_equal (what, "set") && n_arguments == 3)
    return perch_config_set (arguments[1], arguments[2], json);
  if (g_str_equal (what, "path") && n_arguments == 1)
    return perch_config_show_places (json);
  if (g_str_equal (what, "validate") && n_arguments <= 2)
    return perch_config_validate (arguments[1], json);
  if (g_str_equal (what, "set"))
    return refuse ("\"set\" takes a key and a value, such as bridge.port 5001");
  return refuse ("say get [KEY], set KEY VALUE, path or validate [FILE]");
}

/**
 * perch_command_config:
 * @argv: the command line from "config" on
 *
 * Returns: what to exit with
 */
PerchExitStatus
perch_command_config (char **argv)
{
  static const PerchUsage usage = {
    "get [SECTION[.KEY]] | set SECTION.KEY VALUE | path | validate [FILE]",
    3,
    "Shows and changes the settings, of a running Perch at once; says where they are kept; looks\n"
    "for mistakes in their files. A VALUE is JSON, or else a string; null brings the default back.",
  };
  gboolean json = FALSE;
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, "Print JSON", NULL },
    { NULL },
  };
  g_auto (GStrv) arguments = NULL;

  if (!perch_options_parse (&usage, entries, argv, &arguments))
    return PERCH_EXIT_USAGE;
  return run (arguments, json);
}
