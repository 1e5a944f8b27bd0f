/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/guard/process.h"

#include <errno.h>
#include <signal.h>
#include <sys/pidfd.h>
#include <sys/syscall.h>
#include <unistd.h>

/**
 * perch_process_open:
 *
 * Gets hold of the process that has the number @pid now. Whoever wants a certain one checks after
 * this call that it still is that one (parent, environment), and then that it is still alive.
 *
 * Returns: a handle, without a pidfd when there is no such process or the system refuses
 */
PerchProcess
perch_process_open (pid_t pid)
{
  return (PerchProcess){ .pid = pid, .fd = pidfd_open (pid, 0) };
}

/**
 * perch_process_close:
 *
 * Lets go of it; @self is no process then.
 */
void
perch_process_close (PerchProcess *self)
{
  if (self->fd >= 0)
    close (self->fd);
  *self = PERCH_PROCESS_NONE;
}

/**
 * perch_process_signal:
 *
 * Returns: 0, or an errno: ESRCH when it is gone, EPERM when it is not ours to signal, EBADF
 * without a pidfd
 */
int
perch_process_signal (const PerchProcess *self, int signal_number)
{
  if (self->fd < 0)
    return EBADF;
  return pidfd_send_signal (self->fd, signal_number, NULL, 0) == 0 ? 0 : errno;
}

/**
 * perch_process_is_alive:
 *
 * Returns: whether it was not waited for yet: its number still means this process
 */
bool
perch_process_is_alive (const PerchProcess *self)
{
  int error = perch_process_signal (self, 0);

  return error == 0 || error == EPERM;
}

/**
 * perch_process_signal_child:
 * @self: a child of this process that this process has not waited for
 *
 * As perch_process_signal(), but does without pidfd_send_signal() where a sandbox forbids it.
 *
 * Returns: 0 or an errno
 */
int
perch_process_signal_child (const PerchProcess *self, int signal_number)
{
  if (self->pid <= 1)
    return ESRCH;
  if (perch_process_signal (self, signal_number) == 0)
    return 0;
  return kill (self->pid, signal_number) == 0 ? 0 : errno;
}
