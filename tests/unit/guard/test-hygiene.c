/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/guard/hygiene.h"

#include <fcntl.h>
#include <glib.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

static void
test_reset_signals (void)
{
  perch_guard_reset_signals (); /* what GLib set up for itself is not the subject */
  signal (SIGCHLD, SIG_IGN);
  signal (SIGPIPE, SIG_IGN);
  signal (SIGUSR1, SIG_IGN);
  perch_guard_reset_signals ();

  for (int number = 1; number < NSIG; number++)
    {
      struct sigaction action;

      if (sigaction (number, NULL, &action) == 0) /* glibc keeps two for itself */
        g_assert_true (action.sa_handler == SIG_DFL);
    }
}

/* Runs @check in a child, whose descriptors nobody else needs. */
static void
in_child (gboolean (*check) (void))
{
  pid_t pid = fork ();
  int status = -1;

  if (pid == 0)
    _exit (check () ? 0 : 1);
  g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
  g_assert_cmpint (status, ==, 0);
}

static gboolean
fills_only_holes (void)
{
  int ends[2];

  if (pipe (ends) < 0 || dup2 (ends[1], STDOUT_FILENO) < 0)
    return FALSE;
  close (STDIN_FILENO);
  close (STDERR_FILENO);
  return perch_guard_fill_stdio () && fcntl (STDIN_FILENO, F_GETFD) == 0 &&
         fcntl (STDERR_FILENO, F_GETFD) == 0 && write (STDOUT_FILENO, "x", 1) == 1 &&
         read (ends[0], &(char){ 0 }, 1) == 1;
}

static void
test_fill_stdio (void)
{
  in_child (fills_only_holes);
}

static gboolean
leaves_pipe (void)
{
  char byte;
  int ends[2];

  if (pipe (ends) < 0)
    return FALSE;
  for (int fd = 0; fd <= 2; fd++)
    dup2 (ends[1], fd);
  close (ends[1]);
  perch_guard_leave_stdio ();
  return read (ends[0], &byte, 1) == 0 && write (STDOUT_FILENO, "x", 1) == 1 &&
         read (STDIN_FILENO, &byte, 1) == 0;
}

static void
test_leave_stdio (void)
{
  g_test_summary ("The other end sees the end of file, and ours are usable all the same.");

  in_child (leaves_pipe);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/guard/hygiene/reset-signals", test_reset_signals);
  g_test_add_func ("/guard/hygiene/fill-stdio", test_fill_stdio);
  g_test_add_func ("/guard/hygiene/leave-stdio", test_leave_stdio);
  return g_test_run ();
}
