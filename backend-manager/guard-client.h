/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define PERCH_TYPE_GUARD_CLIENT (perch_guard_client_get_type ())
G_DECLARE_FINAL_TYPE (PerchGuardClient, perch_guard_client, PERCH, GUARD_CLIENT, GObject)

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

PerchGuardClient *perch_guard_client_new (void);
gboolean perch_guard_client_spawn (PerchGuardClient *self,
                                   const PerchGuardLaunch *launch,
                                   PerchGuardPipes *pipes,
                                   GError **error);
void perch_guard_client_stop (PerchGuardClient *self, guint grace_ms);
void perch_guard_client_kill (PerchGuardClient *self);

G_END_DECLS
