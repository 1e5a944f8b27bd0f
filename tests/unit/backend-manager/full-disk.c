/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "tests/unit/backend-manager/full-disk.h"

#include <signal.h>

/**
 * perch_full_disk_begin:
 * @n_bytes: what there is room for in each file
 *
 * From now on writing more than that fails, with EFBIG.
 */
void
perch_full_disk_begin (PerchFullDisk *self, gsize n_bytes)
{
  struct rlimit small;

  /* For good: a thread that has just met the limit may be told of it after the end. */
  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &self->before), ==, 0);
  small = self->before;
  small.rlim_cur = n_bytes;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &small), ==, 0);
}

/**
 * perch_full_disk_end:
 *
 * There is room again.
 */
void
perch_full_disk_end (PerchFullDisk *self)
{
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &self->before), ==, 0);
}
