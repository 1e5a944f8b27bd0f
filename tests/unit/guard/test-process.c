/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/guard/process.h"

#include <errno.h>
#include <glib.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/unit/guard/kin.h"

static void
test_outlives_the_number (void)
{
  Kin kin = kin_start ("pid kid wait");
  PerchProcess process = perch_process_open (kin.pid);

  g_assert_cmpint (process.fd, >=, 0);
  g_assert_true (perch_process_is_alive (&process));
  g_assert_cmpint (perch_process_signal (&process, SIGKILL), ==, 0);
  g_assert_true (WIFSIGNALED (kin_end (&kin)));

  g_assert_false (perch_process_is_alive (&process));
  g_assert_cmpint (perch_process_signal (&process, SIGKILL), ==, ESRCH);
  perch_process_close (&process);
  g_assert_cmpint (process.pid, ==, 0);
  g_assert_cmpint (process.fd, ==, -1);
}

static void
test_without_pidfd (void)
{
  g_test_summary ("Where there is no pidfd nothing but a child of our own can be signalled.");

  Kin kin = kin_start ("pid kid wait");
  PerchProcess process = { .pid = kin.pid, .fd = -1 };

  g_assert_false (perch_process_is_alive (&process));
  g_assert_cmpint (perch_process_signal (&process, SIGKILL), ==, EBADF);
  g_assert_cmpint (perch_process_signal_child (&process, SIGKILL), ==, 0);
  g_assert_true (WIFSIGNALED (kin_end (&kin)));
}

static void
test_none (void)
{
  PerchProcess none = PERCH_PROCESS_NONE;
  PerchProcess nobody = perch_process_open (G_MAXINT);

  g_assert_cmpint (nobody.fd, ==, -1);
  g_assert_cmpint (perch_process_signal_child (&none, SIGKILL), ==, ESRCH);
  g_assert_cmpint (perch_process_signal (&none, SIGKILL), ==, EBADF);
  perch_process_close (&none);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/guard/process/outlives-the-number", test_outlives_the_number);
  g_test_add_func ("/guard/process/without-pidfd", test_without_pidfd);
  g_test_add_func ("/guard/process/none", test_none);
  return g_test_run ();
}
