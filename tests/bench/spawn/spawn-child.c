/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

/* The program that benchmarks start: says so, and waits for SIGTERM. */

#include <unistd.h>

int
main (void)
{
  if (write (STDOUT_FILENO, "r\n", 2) != 2)
    return 1;
  pause ();
  return 0;
}
