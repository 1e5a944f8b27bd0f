/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "config.h"

#include "backend-manager/guard/hygiene.h"
#include "backend-manager/guard/options.h"
#include "backend-manager/guard/outer.h"
#include "backend-manager/guard/protocol.h"
#include "backend-manager/guard/rundir.h"
#include "backend-manager/guard/stale.h"

static int
sweep (const char *path)
{
  int base = perch_run_base_open (path);
  bool done;

  if (base < 0)
    {
      fprintf (stderr, "perch-guard: %s: %s\n", path, strerror (-base));
      return 1;
    }
  done = perch_stale_sweep (base, stdout);
  close (base);
  return done ? 0 : 1;
}

static int
run (const PerchGuardOptions *options)
{
  socklen_t length = sizeof (int);
  int type = 0;

  if (getsockopt (PERCH_GUARD_FD, SOL_SOCKET, SO_TYPE, &type, &length) < 0 ||
      type != SOCK_SEQPACKET)
    {
      fprintf (stderr,
               "perch-guard: descriptor %d is not a SOCK_SEQPACKET socket; perch-guard is "
               "started by Perch, not by hand (see --help)\n",
               PERCH_GUARD_FD);
      return PERCH_GUARD_EXIT_USAGE;
    }
  fcntl (PERCH_GUARD_FD, F_SETFD, FD_CLOEXEC);
  return perch_outer_run (options);
}

int
main (int argc, char **argv)
{
  char message[PERCH_GUARD_MESSAGE_ROOM];
  PerchGuardOptions options;

  perch_guard_reset_signals ();
  if (!perch_guard_fill_stdio ())
    return 1;
  closefrom (PERCH_GUARD_FD + 1);

  switch (perch_guard_options_parse (&options, argc, argv, message, sizeof message))
    {
    case PERCH_GUARD_RUN:
      return run (&options);
    case PERCH_GUARD_SWEEP:
      return sweep (options.run_dir);
    case PERCH_GUARD_HELP:
      return fputs (perch_guard_options_help (), stdout) < 0;
    case PERCH_GUARD_VERSION:
      return puts ("perch-guard " PERCH_VERSION) < 0;
    case PERCH_GUARD_WRONG_USE:
    default:
      fprintf (stderr, "%s\n", message);
      return PERCH_GUARD_EXIT_USAGE;
    }
}
