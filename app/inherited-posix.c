/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/inherited.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

/* All connections that all surfaces may have together, with room for the backends. */
#define WANTED_DESCRIPTORS 4096

/* A descriptor that Perch opens for itself must never become what it takes for stdin or stderr. */
static void
fill_standard_descriptors (void)
{
  int fd = 0;

  /* Each new descriptor is the lowest that is free. */
  do
    fd = open ("/dev/null", O_RDWR);
  while (fd >= STDIN_FILENO && fd <= STDERR_FILENO);
  if (fd > STDERR_FILENO)
    close (fd);
}

/* The usual limit is for programs that still use select(), which Perch does not. */
static void
allow_descriptors (void)
{
  struct rlimit limit = { 0 };

  if (getrlimit (RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= WANTED_DESCRIPTORS)
    return;
  limit.rlim_cur = limit.rlim_max < WANTED_DESCRIPTORS ? limit.rlim_max : WANTED_DESCRIPTORS;
  setrlimit (RLIMIT_NOFILE, &limit);
}

/**
 * perch_inherited_settle:
 *
 * Puts right what a process inherits from the one that started it and that would harm Perch: closed
 * standard descriptors, blocked signals, few descriptors, and a SIGCHLD that is ignored, which
 * makes the kernel forget how children ended before anybody has asked. To be called first thing in
 * main().
 */
void
perch_inherited_settle (void)
{
  sigset_t none;

  fill_standard_descriptors ();
  allow_descriptors ();
  signal (SIGCHLD, SIG_DFL);
  sigemptyset (&none);
  sigprocmask (SIG_SETMASK, &none, NULL);
}
