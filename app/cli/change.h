/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/cli/exit-status.h"

G_BEGIN_DECLS

/**
 * PerchChange:
 * @action: last part of the route's path
 * @summary: what the command does
 * @bring_up: whether a headless Perch is started where none runs
 */
typedef struct
{
  const char *action;
  const char *summary;
  gboolean bring_up;
} PerchChange;

PerchExitStatus perch_change_run (const PerchChange *change, char **argv);

G_END_DECLS
