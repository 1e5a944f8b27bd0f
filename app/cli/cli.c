/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/cli/cli.h"

#include <locale.h>

#include "app/branding/branding.h"
#include "app/cli/commands.h"
#include "app/paths.h"
#include "backend-manager/text.h"
#include "config.h"

static PerchExitStatus
refuse_command (const char *name)
{
  gsize n_commands = 0;
  const PerchCommand *commands = perch_commands_get (&n_commands);
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_autofree char *shown = perch_text_escape (name);
  const char *nearest = NULL;

  for (gsize i = 0; i < n_commands; i++)
    g_ptr_array_add (names, (gpointer) commands[i].name);
  g_ptr_array_add (names, NULL);
  nearest = perch_text_nearest (name, (const char *const *) names->pdata);
  if (nearest != NULL)
    g_printerr ("perch: there is no command \"%s\"; did you mean \"%s\"?\n", shown, nearest);
  else
    g_printerr ("perch: there is no command \"%s\"; see \"perch help\"\n", shown);
  return PERCH_EXIT_USAGE;
}

/**
 * perch_cli_main:
 * @argc: as main() gets it
 * @argv: as main() gets it
 *
 * Does what the command line says. Without a command that is the help.
 *
 * Returns: a #PerchExitStatus
 */
int
perch_cli_main (int argc, char **argv)
{
  char *help[] = { (char *) "help", NULL };
  const PerchCommand *command = NULL;
  g_autofree char *program_dir = perch_paths_get_program_dir ();
  g_autoptr (GError) error = NULL;

  setlocale (LC_ALL, "");
  /* What commands print is English throughout, what GLib and the system say in it included. */
  setlocale (LC_MESSAGES, "C");
  if (argc < 2 || g_str_equal (argv[1], "--help") || g_str_equal (argv[1], "-h"))
    return perch_command_help (help);
  if (g_str_equal (argv[1], "--version"))
    {
      g_print ("perch %s\n", PERCH_VERSION);
      return PERCH_EXIT_OK;
    }
  command = perch_commands_find (argv[1]);
  if (command == NULL)
    return refuse_command (argv[1]);
  if (!perch_branding_begin (program_dir, NULL, &error))
    {
      g_printerr ("perch: %s\n", error->message);
      return PERCH_EXIT_FAILED;
    }
  return command->run (argv + 1);
}
