/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/cli/commands.h"
#include "app/cli/options.h"

static void
print_commands (void)
{
  gsize n_commands = 0;
  const PerchCommand *commands = perch_commands_get (&n_commands);

  g_print ("Usage: perch COMMAND [OPTION…]\n\n"
           "Runs a Python backend, watches it, and leaves nothing behind.\n\nCommands:\n");
  for (gsize i = 0; i < n_commands; i++)
    g_print ("  %-9s %s\n", commands[i].name, commands[i].summary);
  g_print (
      "\nperch help COMMAND says more about one of them, perch --version which Perch this is.\n");
}

/**
 * perch_command_help:
 * @argv: the command line from "help" on
 *
 * Returns: what to exit with
 */
PerchExitStatus
perch_command_help (char **argv)
{
  static const GOptionEntry entries[] = { { NULL } };
  static const PerchUsage usage = { "[COMMAND]", 1, "Explains Perch, or one of its commands." };
  g_auto (GStrv) arguments = NULL;
  const PerchCommand *command = NULL;

  if (!perch_options_parse (&usage, entries, argv, &arguments))
    return PERCH_EXIT_USAGE;
  if (arguments[0] == NULL)
    {
      print_commands ();
      return PERCH_EXIT_OK;
    }
  command = perch_commands_find (arguments[0]);
  if (command == NULL)
    {
      g_printerr ("perch help: there is no such command; see \"perch help\"\n");
      return PERCH_EXIT_USAGE;
    }
  return command->run ((char *[]){ arguments[0], (char *) "--help", NULL });
}
