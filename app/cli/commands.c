/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/cli/commands.h"

static const PerchCommand commands[] = {
  { "run", "run Perch, in the tray where there is one", perch_command_run },
  { "start", "start a backend, and Perch if need be", perch_command_start },
  { "stop", "stop a backend", perch_command_stop },
  { "restart", "restart a backend", perch_command_restart },
  { "status", "show how Perch and its backends are doing", perch_command_status },
  { "list", "list backends, Pythons and environments", perch_command_list },
  { "venv", "make, fill, delete and show environments", perch_command_venv },
  { "logs", "show the log", perch_command_logs },
  { "events", "show what happens as it happens", perch_command_events },
  { "call", "ask a backend for something", perch_command_call },
  { "eval", "evaluate an expression in a Python backend", perch_command_eval },
  { "ask", "ask the person, or answer for them", perch_command_ask },
  { "trigger", "run a trigger, or list them", perch_command_trigger },
  { "show", "show Perch's window", perch_command_show },
  { "token", "print the token for the ports", perch_command_token },
  { "quit", "stop all backends and end Perch", perch_command_quit },
  { "bundle", "save logs and settings for a bug report", perch_command_bundle },
  { "doctor", "say what is missing on this machine, and what to do", perch_command_doctor },
  { "config", "show, change and check the settings", perch_command_config },
  { "help", "explain a command", perch_command_help },
};

/**
 * perch_commands_get:
 * @n_commands: (out): how many there are
 *
 * Returns: (transfer none) (array length=n_commands): all commands, in the order of the help
 */
const PerchCommand *
perch_commands_get (gsize *n_commands)
{
  g_return_val_if_fail (n_commands != NULL, NULL);

  *n_commands = G_N_ELEMENTS (commands);
  return commands;
}

/**
 * perch_commands_find:
 * @name: what somebody typed
 *
 * Returns: (transfer none) (nullable): the command of that name
 */
const PerchCommand *
perch_commands_find (const char *name)
{
  g_return_val_if_fail (name != NULL, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    if (g_str_equal (commands[i].name, name))
      return &commands[i];
  return NULL;
}
