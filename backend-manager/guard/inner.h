/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "backend-manager/guard/options.h"
#include "backend-manager/guard/process.h"
#include "backend-manager/guard/rundir.h"

/* What the outer guard hands to the inner one. */
typedef struct
{
  const PerchGuardOptions *options;
  PerchRunDir *run_dir;
  PerchProcess starter; /* Perch */
  int socket; /* to Perch */
} PerchInnerStart;

int perch_inner_run (const PerchInnerStart *start);
