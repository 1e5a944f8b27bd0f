/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * PerchGuardPipes:
 * @input: writes to the program's stdin
 * @output: reads its stdout
 * @error: reads its stderr
 *
 * Descriptors of a started guard, close-on-exec; whoever gets them closes them.
 */
typedef struct
{
  int input;
  int output;
  int error;
} PerchGuardPipes;

/**
 * PerchGuardLaunch:
 * @guard: path of perch-guard
 * @run_dir: folder in which the guard makes the run directory
 * @cwd: working directory of the program
 * @argv: (array zero-terminated=1): the program, an absolute path, and its arguments
 * @environ: (array zero-terminated=1): its whole environment
 */
typedef struct
{
  const char *guard;
  const char *run_dir;
  const char *cwd;
  const char *const *argv;
  const char *const *environ;
} PerchGuardLaunch;

gboolean perch_guard_launch (
    const PerchGuardLaunch *launch, GPid *pid, int *socket, PerchGuardPipes *pipes, GError **error);

G_END_DECLS
