/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/cli/exit-status.h"

G_BEGIN_DECLS

/**
 * PerchCommand:
 * @name: what is typed behind `perch`
 * @summary: what it does, for the list of commands
 * @run: does it; @argv is %NULL-terminated and starts with the command's name
 */
typedef struct
{
  const char *name;
  const char *summary;
  PerchExitStatus (*run) (char **argv);
} PerchCommand;

const PerchCommand *perch_commands_get (gsize *n_commands);
const PerchCommand *perch_commands_find (const char *name);

/* A file each. */
PerchExitStatus perch_command_ask (char **argv);
PerchExitStatus perch_command_bundle (char **argv);
PerchExitStatus perch_command_call (char **argv);
PerchExitStatus perch_command_config (char **argv);
PerchExitStatus perch_command_doctor (char **argv);
PerchExitStatus perch_command_eval (char **argv);
PerchExitStatus perch_command_events (char **argv);
PerchExitStatus perch_command_help (char **argv);
PerchExitStatus perch_command_list (char **argv);
PerchExitStatus perch_command_logs (char **argv);
PerchExitStatus perch_command_quit (char **argv);
PerchExitStatus perch_command_restart (char **argv);
PerchExitStatus perch_command_run (char **argv);
PerchExitStatus perch_command_show (char **argv);
PerchExitStatus perch_command_start (char **argv);
PerchExitStatus perch_command_status (char **argv);
PerchExitStatus perch_command_stop (char **argv);
PerchExitStatus perch_command_token (char **argv);
PerchExitStatus perch_command_trigger (char **argv);
PerchExitStatus perch_command_venv (char **argv);

G_END_DECLS
