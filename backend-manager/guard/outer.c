/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/guard/outer.h"

#include <errno.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "backend-manager/guard/clock.h"
#include "backend-manager/guard/hygiene.h"
#include "backend-manager/guard/inner.h"
#include "backend-manager/guard/message.h"
#include "backend-manager/guard/protocol.h"
#include "backend-manager/guard/stale.h"
#include "backend-manager/guard/stop.h"

/* When the inner guard is killed the kernel sends SIGTERM to the main process; this is the time it
 * has to end in good order. */
#define RESCUE_GRACE 1500

/* Where the system gives no pidfd of Perch, how often we look whether it is still our parent. */
#define PARENT_INTERVAL 1000

/* The outer guard. @inner is no process once it was waited for. @parent is Perch if only looking at
 * it tells that it is gone, else 0. */
typedef struct
{
  PerchProcess inner;
  pid_t parent;
  PerchRunDir *run_dir;
  int inner_status;
  bool no_children;
} Outer;

/* Waits for one of the signals in @set, @timeout milliseconds at most, -1: without limit. */
static int
wait_for_signal (const sigset_t *set, int timeout)
{
  const struct timespec span = { timeout / 1000, (timeout % 1000) * 1000000L };

  return timeout < 0 ? sigwaitinfo (set, NULL) : sigtimedwait (set, NULL, &span);
}

/* Takes note of all that happened to children. A stopped inner guard is of no use to anybody. */
static bool
reap (Outer *self)
{
  bool reaped = false;
  int wait_status;
  pid_t pid;

  while ((pid = waitpid (-1, &wait_status, WNOHANG | WUNTRACED)) > 0)
    {
      if (pid == self->inner.pid && WIFSTOPPED (wait_status))
        perch_process_signal_child (&self->inner, SIGCONT);
      if (WIFSTOPPED (wait_status))
        continue;
      reaped = true;
      if (pid != self->inner.pid)
        continue;
      self->inner_status = wait_status;
      perch_process_close (&self->inner);
    }
  self->no_children = pid < 0 && errno == ECHILD;
  return reaped;
}

static void
wait_for_inner (Outer *self, const sigset_t *set)
{
  for (;;)
    {
      int number;

      reap (self);
      if (self->inner.pid == 0)
        return;
      number = wait_for_signal (set, self->parent != 0 ? PARENT_INTERVAL : -1);
      if (self->parent != 0 && getppid () != self->parent)
        {
          self->parent = 0;
          number = SIGTERM;
        }
      if (number > 0 && number != SIGCHLD)
        perch_process_signal_child (&self->inner, SIGTERM);
    }
}

/* The inner guard is dead, and what it guarded has come to us. */
static int
rescue (Outer *self, const sigset_t *set, const PerchGuardOptions *options)
{
  PerchStop stop = { .main = PERCH_PROCESS_NONE, .denied_grace = options->denied_grace };
  int64_t deadline = perch_guard_now () + RESCUE_GRACE;
  int64_t now;
  bool reaped = true;

  while (!self->no_children && (now = perch_guard_now ()) < deadline)
    {
      wait_for_signal (set, (int) (deadline - now));
      reap (self);
    }
  perch_stop_at_once (&stop);
  while (!self->no_children && !stop.gave_up)
    {
      wait_for_signal (set, perch_stop_step (&stop, perch_guard_now (), reaped));
      reaped = reap (self);
    }
  if (!self->no_children)
    return 1;
  perch_run_dir_remove (self->run_dir);
  return 0;
}

static int
guard_inner (Outer *self, const sigset_t *set, const PerchGuardOptions *options)
{
  wait_for_inner (self, set);
  if (WIFEXITED (self->inner_status) && WEXITSTATUS (self->inner_status) <= 1)
    return WEXITSTATUS (self->inner_status);
  return rescue (self, set, options);
}

/* Gets hold of the process that started us. It has to be the one that made the socket pair: if it
 * is not our parent any more, it is gone and its number may mean another. */
static int
open_starter (PerchProcess *starter)
{
  struct ucred maker;
  socklen_t length = sizeof maker;

  if (getsockopt (PERCH_GUARD_FD, SOL_SOCKET, SO_PEERCRED, &maker, &length) < 0)
    return errno;
  *starter = perch_process_open (maker.pid);
  if (getppid () == maker.pid)
    return 0;
  perch_process_close (starter);
  return ESRCH;
}

/* Returns 0 or an errno; @stage becomes what went wrong. */
static int
prepare (PerchInnerStart *start, const char **stage)
{
  const PerchGuardOptions *options = start->options;
  int base = perch_run_base_open (options->run_dir);
  int error;

  *stage = "rundir";
  if (base < 0)
    return -base;
  error = perch_run_base_check_room (base, options->program[0]);
  if (error == 0)
    perch_stale_sweep (base, NULL);
  close (base);
  if (error == 0)
    error = perch_run_dir_create (start->run_dir, options->run_dir);
  if (error != 0)
    return error;

  *stage = "fork";
  if (prctl (PR_SET_CHILD_SUBREAPER, 1) < 0)
    return errno;
  return open_starter (&start->starter);
}

static int
give_up (PerchInnerStart *start, int error, const char *stage)
{
  perch_guard_say_failed (start->socket, error, stage);
  perch_run_dir_remove (start->run_dir);
  perch_process_close (&start->starter);
  perch_guard_say_done (start->socket, true, 0);
  return 0;
}

/**
 * perch_outer_run:
 * @options: of PERCH_GUARD_RUN
 *
 * Makes the run directory and forks the inner guard; does its work to the end should it be killed.
 *
 * Returns: exit status, as perch_inner_run()
 */
int
perch_outer_run (const PerchGuardOptions *options)
{
  PerchRunDir run_dir = PERCH_RUN_DIR_NONE;
  PerchInnerStart start = { options, &run_dir, PERCH_PROCESS_NONE, PERCH_GUARD_FD };
  Outer self = { .inner = PERCH_PROCESS_NONE, .run_dir = &run_dir };
  const char *stage = NULL;
  sigset_t all;
  pid_t pid;
  int error;

  sigfillset (&all);
  sigprocmask (SIG_SETMASK, &all, NULL);
  setsid ();
  error = prepare (&start, &stage);
  if (error != 0)
    return give_up (&start, error, stage);
  pid = fork ();
  if (pid < 0)
    return give_up (&start, errno, stage);
  if (pid == 0)
    _exit (perch_inner_run (&start));

  self.inner = perch_process_open (pid);
  if (start.starter.fd < 0)
    self.parent = start.starter.pid;
  close (start.socket);
  perch_process_close (&start.starter);
  perch_guard_leave_stdio ();
  (void) !chdir ("/");

  sigemptyset (&all);
  sigaddset (&all, SIGCHLD);
  sigaddset (&all, SIGTERM);
  sigaddset (&all, SIGINT);
  sigaddset (&all, SIGHUP);
  return guard_inner (&self, &all, options);
}
