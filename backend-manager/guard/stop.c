/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/guard/stop.h"

#include <signal.h>
#include <unistd.h>

#include "backend-manager/guard/tree.h"

/* Between two passes: nothing while processes go, then more and more, so that one in
 * uninterruptible sleep or out of our reach costs nothing. */
#define PAUSE_MIN 1
#define PAUSE_MAX 100

#define CLEAN_UP_PAUSE 50

/**
 * perch_stop_ask:
 * @grace: in milliseconds
 *
 * Asks the main process, and it alone, to end. The one of a packed program passes the signal on to
 * the real one and removes its files afterwards; if both got it, the real one would see it twice,
 * and a second one kills the main process while it removes. So it is sent once, whoever asks again;
 * only a shorter grace counts then.
 */
void
perch_stop_ask (PerchStop *self, int64_t now, int64_t grace)
{
  if (self->stage == PERCH_STOP_ASKED && now + grace < self->deadline)
    self->deadline = now + grace;
  if (self->stage != PERCH_STOP_IDLE)
    return;

  self->stage = PERCH_STOP_ASKED;
  self->deadline = now + grace;
  perch_process_signal_child (&self->main, SIGTERM);
  perch_process_signal_child (&self->main, SIGCONT);
}

/**
 * perch_stop_at_once:
 *
 * Leaves out whatever is left of asking and tidying up.
 */
void
perch_stop_at_once (PerchStop *self)
{
  self->stage = PERCH_STOP_SWEEP;
}

/**
 * perch_stop_main_is_gone:
 *
 * To be told when the main process was waited for. What it left behind is then swept.
 */
void
perch_stop_main_is_gone (PerchStop *self)
{
  perch_process_close (&self->main);
  self->stage = PERCH_STOP_SWEEP;
}

static PerchTreeCount
kill_all_but (pid_t spare)
{
  const PerchTreeKill what = { .root = getpid (), .spare = spare, .sole_reaper = true };

  return perch_tree_kill (&what);
}

/* A main process without children has nothing to tidy up after: it is the program itself and did
 * not heed SIGTERM. */
static bool
main_has_children (const PerchStop *self)
{
  PerchTree tree = { 0 };
  bool has_children = perch_tree_list (&tree, self->main.pid) && tree.count > 0;

  perch_tree_clear (&tree);
  return has_children;
}

static void
begin_clean_up (PerchStop *self, int64_t now)
{
  if (!main_has_children (self))
    {
      self->stage = PERCH_STOP_SWEEP;
      return;
    }
  self->stage = PERCH_STOP_CLEAN_UP;
  self->deadline = now + self->cleanup_grace;
}

static int
step_clean_up (PerchStop *self, int64_t now)
{
  int64_t rest = self->deadline - now;

  self->count = kill_all_but (self->main.pid);
  perch_process_signal_child (&self->main, SIGCONT);
  return (int) (rest < CLEAN_UP_PAUSE ? rest : CLEAN_UP_PAUSE);
}

static int
step_sweep (PerchStop *self, int64_t now, bool progress)
{
  self->count = kill_all_but (0);
  if (self->count.left > self->count.denied)
    self->denied_since = 0;
  else if (self->denied_since == 0)
    self->denied_since = now;
  self->gave_up = self->denied_since != 0 && now - self->denied_since >= self->denied_grace;

  if (progress)
    self->pause = PAUSE_MIN;
  else
    self->pause = self->pause * 2 < PAUSE_MAX ? self->pause * 2 : PAUSE_MAX;
  if (self->pause < PAUSE_MIN)
    self->pause = PAUSE_MIN;
  return (int) self->pause;
}

/**
 * perch_stop_step:
 * @progress: whether a child was waited for since the last call
 *
 * Does what is due. Call it while there are children, and when the time it returns is over or a
 * child has ended, whatever comes first.
 *
 * Returns: milliseconds till the next call, -1: when something happens
 */
int
perch_stop_step (PerchStop *self, int64_t now, bool progress)
{
  if (self->stage == PERCH_STOP_ASKED && now >= self->deadline)
    begin_clean_up (self, now);
  if (self->stage == PERCH_STOP_CLEAN_UP && now >= self->deadline)
    self->stage = PERCH_STOP_SWEEP;

  switch (self->stage)
    {
    case PERCH_STOP_ASKED:
      return (int) (self->deadline - now);
    case PERCH_STOP_CLEAN_UP:
      return step_clean_up (self, now);
    case PERCH_STOP_SWEEP:
      return step_sweep (self, now, progress);
    case PERCH_STOP_IDLE:
    default:
      return -1;
    }
}
