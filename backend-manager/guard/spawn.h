/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <stdbool.h>

#include "backend-manager/guard/process.h"

/* What is to be run, and in which surroundings. */
typedef struct
{
  const char *cwd; /* or NULL */
  char *const *argv;
  const char *run_id;
  const char *tmp;
} PerchSpawn;

/* What became of it. @report is readable once exec succeeded (end of file) or something failed. */
typedef struct
{
  PerchProcess process;
  int report; /* (owned) */
} PerchSpawned;

typedef enum
{
  PERCH_SPAWN_PENDING,
  PERCH_SPAWN_STARTED,
  PERCH_SPAWN_FAILED,
} PerchSpawnResult;

int perch_spawn (const PerchSpawn *what, PerchSpawned *spawned);
PerchSpawnResult perch_spawn_get_result (PerchSpawned *spawned, int *error, const char **stage);
char **perch_spawn_build_environment (char *const *inherited, const char *run_id, const char *tmp);
void perch_spawn_free_environment (char **environment);
