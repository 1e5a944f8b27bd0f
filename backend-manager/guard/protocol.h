/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

/* How Perch and perch-guard talk: one ASCII message a packet, on a SOCK_SEQPACKET socket pair of
 * which perch-guard finds its end at descriptor 3. Both sides include this file and nothing else
 * of each other. Numbers are decimal, fields are separated by one space.
 *
 * The process that made the socket pair has to be the one that starts perch-guard: it is the one
 * whose end is watched. Descriptors 0 to 2 become those of the backend.
 *
 * perch-guard says, in this order:
 *
 *   S <pid> <guard>     exec succeeded: <pid> is the main process (its process group and session
 *                       have the same number), <guard> the process whose descendants are the tree
 *   E <errno> <stage>   or it did not; <stage> is one of "rundir", "fork", "chdir", "exec". No X
 *                       follows
 *   X <code> <signal>   the main process ended: exit status and 0, or -1 and the signal
 *   L <left> <denied>   still ending processes; so many are left, so many of them are not ours to
 *                       signal (EPERM). Once a second, before or after X
 *   Z <empty> <left>    the last message. 1: nothing is left, and the run directory is gone (if the
 *                       system did not let us remove it, the next sweep tries again). 0: so many
 *                       processes are left that the guard has no permission to end
 *
 * What an errno means is what it always means, but for E … rundir:
 *
 *   EPERM     the base folder belongs to another user, or others may write to it
 *   ENOTDIR   it is a symbolic link, or no folder
 *   ENOEXEC   it is on a file system where programs can't be run (noexec)
 *   ENOSPC    twice the size of the program does not fit
 *
 * and E … fork: ESRCH, the guard was not started by the process that made the socket pair.
 *
 * End of file, or ECONNRESET, without a Z means that the inner of the two guard processes was
 * killed. The outer one, which is the process that Perch started, then ends the tree, and tells by
 * its exit status that it has: 0 nothing is left, 1 something is. (64 is for wrong use.)
 *
 * Perch says:
 *
 *   T <grace>           stop, with so many milliseconds for the main process to end by itself.
 *                       Said again: only a shorter grace counts; SIGTERM is never sent twice
 *   K                   stop now, without any grace
 *
 * End of file on the socket, or the end of the process that started the guard, means a stop with
 * the grace of --orphan-grace. */
#define PERCH_GUARD_FD 3
#define PERCH_GUARD_MESSAGE_MAX 64

/* In the environment of every process of a run: the id of its run directory. */
#define PERCH_GUARD_RUN_VARIABLE "PERCH_RUN_ID"
