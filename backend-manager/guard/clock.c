/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/guard/clock.h"

#include <time.h>

/**
 * perch_guard_now:
 *
 * Returns: milliseconds on a clock that nobody sets and that stands still while the machine sleeps
 */
int64_t
perch_guard_now (void)
{
  struct timespec now;

  clock_gettime (CLOCK_MONOTONIC, &now);
  return (int64_t) now.tv_sec * 1000 + now.tv_nsec / 1000000;
}
