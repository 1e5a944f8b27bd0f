/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/cli/change.h"
#include "app/cli/commands.h"

/**
 * perch_command_start:
 * @argv: the command line from "start" on
 *
 * Returns: what to exit with
 */
PerchExitStatus
perch_command_start (char **argv)
{
  static const PerchChange change = {
    .action = "start",
    .summary = "Starts a backend and returns when it is ready. Where no Perch runs, a headless one "
               "is started\n"
               "first. Without NAME it is the only backend, or the one called main.",
    .bring_up = TRUE,
  };

  return perch_change_run (&change, argv);
}
