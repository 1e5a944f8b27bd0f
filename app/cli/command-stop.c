/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/cli/change.h"
#include "app/cli/commands.h"

/**
 * perch_command_stop:
 * @argv: the command line from "stop" on
 *
 * Returns: what to exit with
 */
PerchExitStatus
perch_command_stop (char **argv)
{
  static const PerchChange change = {
    .action = "stop",
    .summary = "Stops a backend and returns when nothing of it is left. Without NAME it is the "
               "only backend,\n"
               "or the one called main.",
    .bring_up = FALSE,
  };

  return perch_change_run (&change, argv);
}
