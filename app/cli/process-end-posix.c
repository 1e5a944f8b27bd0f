/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include <errno.h>
#include <sys/pidfd.h>
#include <unistd.h>

#include "app/cli/process-end.h"

/* The end of a process that need not be a child. */
struct _PerchProcessEnd
{
  int fd; /* (owned): a pidfd, or -1 when it had ended before */
};

/**
 * perch_process_end_new:
 * @pid: a process
 *
 * Returns: (transfer full): means this process even when another one gets its number
 */
PerchProcessEnd *
perch_process_end_new (int pid)
{
  PerchProcessEnd *self = g_new0 (PerchProcessEnd, 1);

  self->fd = pidfd_open (pid, 0);
  return self;
}

/**
 * perch_process_end_free:
 */
void
perch_process_end_free (PerchProcessEnd *self)
{
  if (self->fd >= 0)
    close (self->fd);
  g_free (self);
}

/**
 * perch_process_end_wait:
 * @timeout_s: for how many seconds at most
 *
 * Blocks until the process has ended.
 *
 * Returns: whether it has
 */
gboolean
perch_process_end_wait (PerchProcessEnd *self, guint timeout_s)
{
  gint64 end = g_get_monotonic_time () + timeout_s * G_USEC_PER_SEC;
  GPollFD ended = { .fd = self->fd, .events = G_IO_IN };
  int found = 0;

  if (self->fd < 0)
    return TRUE;
  do
    {
      gint64 left_ms = MAX (0, end - g_get_monotonic_time ()) / 1000;

      found = g_poll (&ended, 1, (int) MIN (left_ms, G_MAXINT));
    }
  while (found < 0 && errno == EINTR);
  return found > 0;
}
