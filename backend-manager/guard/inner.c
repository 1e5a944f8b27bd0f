/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/guard/inner.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "backend-manager/guard/clock.h"
#include "backend-manager/guard/hygiene.h"
#include "backend-manager/guard/message.h"
#include "backend-manager/guard/protocol.h"
#include "backend-manager/guard/spawn.h"
#include "backend-manager/guard/stop.h"

#define REPORT_INTERVAL 1000

/* A storm of dying children must not keep us from listening. */
#define REAP_BATCH 256

/* The guard of one backend. @socket, @starter.fd and @spawned.report are -1 once they have nothing
 * more to say. */
typedef struct
{
  const PerchGuardOptions *options;
  PerchRunDir *run_dir;
  PerchProcess outer;
  PerchProcess starter;
  int socket;
  int signals;
  PerchSpawned spawned;
  PerchSpawnResult result;
  PerchStop stop;
  int64_t next_report;
  bool no_children;
} Inner;

/* A frozen outer guard would keep Perch waiting for it, and would not be there if we were killed.
 */
static void
wake_outer (const Inner *self)
{
  perch_process_signal (&self->outer, SIGCONT);
}

static void
ask_to_stop (Inner *self, int64_t grace)
{
  int64_t now = perch_guard_now ();

  perch_stop_ask (&self->stop, now, grace);
  wake_outer (self);
}

static void
lose_starter (Inner *self)
{
  if (self->socket >= 0)
    close (self->socket);
  self->socket = -1;
  perch_process_close (&self->starter);
  ask_to_stop (self, self->options->orphan_grace);
}

static void
read_order (Inner *self)
{
  char packet[PERCH_GUARD_MESSAGE_MAX + 1];
  ssize_t length = recv (self->socket, packet, sizeof packet - 1, MSG_DONTWAIT);
  int64_t grace = 0;

  if (length < 0 && (errno == EAGAIN || errno == EINTR))
    return;
  if (length <= 0)
    {
      lose_starter (self);
      return;
    }
  packet[length] = '\0';
  switch (perch_guard_order_parse (packet, &grace))
    {
    case PERCH_GUARD_ORDER_STOP:
      ask_to_stop (self, grace);
      break;
    case PERCH_GUARD_ORDER_KILL:
      perch_stop_at_once (&self->stop);
      wake_outer (self);
      break;
    case PERCH_GUARD_ORDER_NONE:
    default:
      break;
    }
}

static void
read_signals (Inner *self)
{
  struct signalfd_siginfo info;

  while (read (self->signals, &info, sizeof info) == (ssize_t) sizeof info)
    if (info.ssi_signo != SIGCHLD)
      ask_to_stop (self, self->options->orphan_grace);
}

static void
read_result (Inner *self)
{
  const char *stage = NULL;
  int error = 0;

  self->result = perch_spawn_get_result (&self->spawned, &error, &stage);
  if (self->result == PERCH_SPAWN_STARTED)
    perch_guard_say_started (self->socket, self->spawned.process.pid, getpid ());
  else if (self->result == PERCH_SPAWN_FAILED)
    perch_guard_say_failed (self->socket, error, stage);
}

static void
main_ended (Inner *self, int wait_status)
{
  if (self->result == PERCH_SPAWN_PENDING)
    read_result (self);
  if (self->result == PERCH_SPAWN_STARTED)
    perch_guard_say_ended (self->socket, wait_status);
  perch_stop_main_is_gone (&self->stop);
}

/* Returns how many children were waited for. */
static int
reap (Inner *self)
{
  int count = 0;
  int wait_status;
  pid_t pid = 0;

  while (count < REAP_BATCH && (pid = waitpid (-1, &wait_status, WNOHANG)) > 0)
    {
      count++;
      if (pid == self->stop.main.pid)
        main_ended (self, wait_status);
    }
  self->no_children = pid < 0 && errno == ECHILD;
  return count;
}

static void
wait_for_events (Inner *self, int timeout)
{
  struct pollfd polled[] = {
    { .fd = self->signals, .events = POLLIN },
    { .fd = self->socket, .events = POLLIN },
    { .fd = self->starter.fd, .events = POLLIN },
    { .fd = self->spawned.report, .events = POLLIN },
  };

  if (poll (polled, sizeof polled / sizeof *polled, timeout) <= 0)
    return;
  if (polled[0].revents != 0)
    read_signals (self);
  if (polled[3].revents != 0)
    read_result (self);
  if (polled[1].revents != 0)
    read_order (self);
  if (polled[2].revents != 0)
    lose_starter (self);
}

/* Says what is left once a second while killing does not come to an end. Returns @timeout, or less
 * when the next report is due earlier. */
static int
report (Inner *self, int64_t now, int timeout)
{
  if (self->stop.stage < PERCH_STOP_CLEAN_UP)
    return timeout;
  if (self->next_report == 0)
    self->next_report = now + REPORT_INTERVAL;
  if (now >= self->next_report)
    {
      perch_guard_say_left (self->socket, self->stop.count.left, self->stop.count.denied);
      wake_outer (self);
      self->next_report = now + REPORT_INTERVAL;
    }
  return timeout < self->next_report - now ? timeout : (int) (self->next_report - now);
}

/* Only waitpid() with nothing to wait for proves that nothing is left: all that descends from the
 * backend is, or becomes when its parents end, a child of this process. */
static void
run_until_empty (Inner *self)
{
  for (;;)
    {
      int reaped = reap (self);
      int64_t now = perch_guard_now ();
      int timeout;

      if (self->no_children || self->stop.gave_up)
        return;
      timeout = perch_stop_step (&self->stop, now, reaped > 0);
      timeout = report (self, now, timeout);
      wait_for_events (self, reaped == REAP_BATCH ? 0 : timeout);
    }
}

static int
finish (Inner *self)
{
  wake_outer (self);
  if (!self->no_children)
    {
      perch_guard_say_done (self->socket, false, self->stop.count.left);
      return 1;
    }
  perch_run_dir_remove (self->run_dir);
  perch_guard_say_done (self->socket, true, 0);
  return 0;
}

/* Returns 0 or an errno. */
static int
set_up (Inner *self)
{
  const PerchSpawn what = { .cwd = self->options->cwd,
                            .argv = self->options->program,
                            .run_id = self->run_dir->id,
                            .tmp = self->run_dir->tmp };
  sigset_t watched;
  pid_t outer = getppid ();
  int error;

  setsid ();
  self->outer = perch_process_open (outer);
  if (getppid () != outer)
    perch_process_close (&self->outer); /* it died: that may be anybody */
  if (prctl (PR_SET_CHILD_SUBREAPER, 1) < 0)
    return errno;
  sigemptyset (&watched);
  sigaddset (&watched, SIGCHLD);
  sigaddset (&watched, SIGTERM);
  sigaddset (&watched, SIGINT);
  sigaddset (&watched, SIGHUP);
  self->signals = signalfd (-1, &watched, SFD_CLOEXEC | SFD_NONBLOCK);
  if (self->signals < 0)
    return errno;
  error = perch_spawn (&what, &self->spawned);
  self->stop.main = self->spawned.process;
  return error;
}

/**
 * perch_inner_run:
 *
 * Starts the backend and guards it until nothing of it is left. All signals must be blocked.
 *
 * Returns: exit status: 0 nothing is left, 1 processes are left that can't be ended
 */
int
perch_inner_run (const PerchInnerStart *start)
{
  Inner self = { .options = start->options,
                 .run_dir = start->run_dir,
                 .outer = PERCH_PROCESS_NONE,
                 .starter = start->starter,
                 .socket = start->socket,
                 .signals = -1,
                 .spawned = { .process = PERCH_PROCESS_NONE, .report = -1 },
                 .stop = { .main = PERCH_PROCESS_NONE,
                           .cleanup_grace = start->options->cleanup_grace,
                           .denied_grace = start->options->denied_grace } };
  int error = set_up (&self);

  perch_guard_leave_stdio ();
  (void) !chdir ("/");
  if (error != 0)
    {
      self.no_children = true;
      perch_guard_say_failed (self.socket, error, "fork");
    }
  else
    run_until_empty (&self);
  return finish (&self);
}
