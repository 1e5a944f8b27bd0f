/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/guard/hygiene.h"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

/**
 * perch_guard_reset_signals:
 *
 * Gives every signal its default disposition. An inherited SIG_IGN for SIGCHLD would make the
 * kernel reap our children behind our back, and any other would be handed on to the backend.
 */
void
perch_guard_reset_signals (void)
{
  for (int number = 1; number < NSIG; number++)
    if (number != SIGKILL && number != SIGSTOP)
      signal (number, SIG_DFL);
}

/**
 * perch_guard_fill_stdio:
 *
 * Opens /dev/null wherever one of descriptors 0 to 2 is closed, so that nothing of ours lands
 * there.
 *
 * Returns: whether all three are open now
 */
bool
perch_guard_fill_stdio (void)
{
  for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
    if (fcntl (fd, F_GETFD) < 0 && open ("/dev/null", O_RDWR) != fd)
      return false;
  return true;
}

/**
 * perch_guard_leave_stdio:
 *
 * Puts /dev/null in the place of descriptors 0 to 2. They belong to the backend: as long as we had
 * them too, its end would not be the end of file for those at the other ends.
 */
void
perch_guard_leave_stdio (void)
{
  int null = open ("/dev/null", O_RDWR | O_CLOEXEC);

  for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
    if (null < 0 || dup2 (null, fd) < 0)
      close (fd);
  if (null > STDERR_FILENO)
    close (null);
}
