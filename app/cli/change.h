/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/cli/exit-status.h"

G_BEGIN_DECLS

#define PERCH_CHANGE_TIMEOUT_S 120

/**
 * PerchChange:
 * @action: last part of the route's path
 * @summary: what the command does
 * @bring_up: whether a headless Perch is started where none runs
 * @reload: whether Perch looks at the profiles again before it acts
 */
typedef struct
{
  const char *action;
  const char *summary;
  gboolean bring_up;
  gboolean reload;
} PerchChange;

PerchExitStatus perch_change_run (const PerchChange *change, char **argv);
PerchExitStatus perch_change_backend (const PerchChange *change,
                                      const char *name,
                                      int timeout_s,
                                      gboolean json);

G_END_DECLS
