/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <stdbool.h>
#include <sys/types.h>

/* Which processes one pass of perch_tree_kill() is about. */
typedef struct
{
  pid_t root; /* descendants of this process, not itself */
  pid_t spare; /* but not this one; 0: no exception */
  const char *run_id; /* NULL: all; else those with this PERCH_RUN_ID, and their descendants */
  bool sole_reaper; /* @root is this process, and only this thread waits for its children */
} PerchTreeKill;

/* What a pass found: @left processes that were not gone yet when it looked, @denied of them beyond
 * its reach (EPERM, or the zombie of a parent that does not wait for it). */
typedef struct
{
  unsigned left;
  unsigned denied;
} PerchTreeCount;

PerchTreeCount perch_tree_kill (const PerchTreeKill *what);
