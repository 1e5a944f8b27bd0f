/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "backend-manager/guard/process.h"
#include "backend-manager/guard/tree-kill.h"

typedef enum
{
  PERCH_STOP_IDLE, /* nobody asked for an end */
  PERCH_STOP_ASKED, /* the main process was asked to end, and has till the deadline */
  PERCH_STOP_CLEAN_UP, /* all but the main process were killed; it may tidy up till the deadline */
  PERCH_STOP_SWEEP, /* all are killed, again and again, till none is left */
} PerchStopStage;

/* The staged stop of one tree, all of whose processes are descendants of this one. The stages are
 * gone through in their order, never back. Times are those of perch_guard_now(). @main is no
 * process once it was waited for, and then the stage is SWEEP. */
typedef struct
{
  PerchStopStage stage;
  PerchProcess main;
  int64_t cleanup_grace;
  int64_t denied_grace;
  int64_t deadline; /* of ASKED and CLEAN_UP */
  int64_t denied_since; /* of SWEEP; 0: something is within reach */
  int64_t pause; /* of SWEEP: till the next pass */
  PerchTreeCount count; /* what the last pass found */
  bool gave_up; /* all that is left has been beyond reach for the denied grace */
} PerchStop;

void perch_stop_ask (PerchStop *self, int64_t now, int64_t grace);
void perch_stop_at_once (PerchStop *self);
void perch_stop_main_is_gone (PerchStop *self);
int perch_stop_step (PerchStop *self, int64_t now, bool progress);
