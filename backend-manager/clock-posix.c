/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/clock.h"

#include <time.h>

/**
 * perch_clock_boottime_us:
 *
 * A clock that never goes back and goes on while the machine sleeps. g_get_monotonic_time() stands
 * still then, and would show an uptime of 4 hours for a backend started yesterday.
 *
 * Returns: microseconds since the machine was started
 */
gint64
perch_clock_boottime_us (void)
{
  struct timespec now;

  /* It fails for a clock that the kernel does not know only; this one is older than pidfds. */
  if (clock_gettime (CLOCK_BOOTTIME, &now) != 0)
    return g_get_monotonic_time ();
  return (gint64) now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

/**
 * perch_clock_asleep_us:
 *
 * Returns: microseconds that the machine has slept since it was started
 */
gint64
perch_clock_asleep_us (void)
{
  return perch_clock_boottime_us () - g_get_monotonic_time ();
}
