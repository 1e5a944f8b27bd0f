/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PERCH_GUARD_EXIT_USAGE 64
#define PERCH_GUARD_MESSAGE_ROOM 256

typedef enum
{
  PERCH_GUARD_RUN,
  PERCH_GUARD_SWEEP,
  PERCH_GUARD_HELP,
  PERCH_GUARD_VERSION,
  PERCH_GUARD_WRONG_USE,
} PerchGuardMode;

/* What the command line said. All pointers are into argv, or NULL. Graces are in milliseconds. */
typedef struct
{
  const char *run_dir; /* absolute; of RUN and SWEEP */
  const char *cwd; /* absolute or NULL */
  int64_t orphan_grace;
  int64_t cleanup_grace;
  int64_t denied_grace;
  char *const *program; /* argv of the backend, its first element an absolute path */
} PerchGuardOptions;

PerchGuardMode perch_guard_options_parse (
    PerchGuardOptions *self, int argc, char *const *argv, char *message, size_t room);
const char *perch_guard_options_help (void);
