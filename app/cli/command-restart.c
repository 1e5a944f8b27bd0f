/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/cli/change.h"
#include "app/cli/commands.h"

/**
 * perch_command_restart:
 * @argv: the command line from "restart" on
 *
 * Returns: what to exit with
 */
PerchExitStatus
perch_command_restart (char **argv)
{
  static const PerchChange change = {
    .action = "restart",
    .summary = "Stops a backend, starts it again and returns when it is ready. Without NAME it is "
               "the only\n"
               "backend, or the one called main.",
    .bring_up = FALSE,
  };

  return perch_change_run (&change, argv);
}
