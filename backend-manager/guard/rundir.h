/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>

#define PERCH_RUN_ID_LENGTH 16

/* The folder of one run, BASE/<id>/, id being 16 hexadecimal digits:
 *
 *   lock   held with flock() by all guard processes of the run; free means they are dead
 *   tmp/   the backend's TMPDIR
 *
 * It is made as new-<id> and named <id> once it is locked; it is renamed to dead-<id> before it is
 * removed. So whoever finds <id> with a free lock knows that its guards are gone, and whoever finds
 * dead-<id> with a free lock or none knows that a removal was cut short. */
typedef struct
{
  int base; /* (owned), -1: nothing is open */
  int lock; /* (owned), -1: no folder was made */
  char id[PERCH_RUN_ID_LENGTH + 1];
  char tmp[PATH_MAX]; /* absolute path of tmp/ */
} PerchRunDir;

#define PERCH_RUN_DIR_NONE ((PerchRunDir){ .base = -1, .lock = -1 })

int perch_run_base_open (const char *path);
int perch_run_base_check_room (int base, const char *program);
int perch_run_dir_create (PerchRunDir *self, const char *base);
bool perch_run_dir_remove (PerchRunDir *self);
bool perch_run_dir_discard (int base, const char *name);
