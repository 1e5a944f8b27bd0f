/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include <errno.h>
#include <unistd.h>

#include "app/cli/commands.h"
#include "app/paths.h"

/**
 * perch_command_bundle:
 * @argv: the command line from "bundle" on
 *
 * Becomes perch-bundle, a program of its own because of the libraries that it needs.
 *
 * Returns: what to exit with, when that is not possible
 */
PerchExitStatus
perch_command_bundle (char **argv)
{
  g_autofree char *program = perch_paths_find_program ("perch-bundle");

  if (program == NULL)
    {
      g_printerr ("perch: perch-bundle is not installed\n");
      return PERCH_EXIT_FAILED;
    }
  execv (program, argv);
  g_printerr ("perch: %s can't be started: %s\n", program, g_strerror (errno));
  return PERCH_EXIT_FAILED;
}
