/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/guard/procfs.h"

#include <glib.h>
#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "tests/unit/guard/kin.h"

static void
test_parse_stat (void)
{
  PerchProcStat stat;

  g_assert_true (perch_proc_parse_stat ("12 (a) R 3 4 5 0 -1 4194560", &stat));
  g_assert_cmpint (stat.state, ==, 'R');
  g_assert_cmpint (stat.parent, ==, 3);
  g_assert_cmpint (stat.group, ==, 4);
  g_assert_cmpint (stat.session, ==, 5);

  /* The name is the program's to choose. */
  g_assert_true (perch_proc_parse_stat ("12 (x) Z 1 1 1 (y) S 30 40 50 0", &stat));
  g_assert_cmpint (stat.state, ==, 'S');
  g_assert_cmpint (stat.parent, ==, 30);

  g_assert_false (perch_proc_parse_stat ("", &stat));
  g_assert_false (perch_proc_parse_stat ("12 (a", &stat));
  g_assert_false (perch_proc_parse_stat ("12 (a) R 3 4", &stat));
}

static void
test_parse_pid (void)
{
  const char *const nonsense[] = { "", "0", "-1", "+1", " 1", "1 ", "self", "1a", "2147483648" };
  pid_t pid = 7;

  g_assert_true (perch_proc_parse_pid ("4194303", &pid));
  g_assert_cmpint (pid, ==, 4194303);
  for (gsize i = 0; i < G_N_ELEMENTS (nonsense); i++)
    g_assert_false (perch_proc_parse_pid (nonsense[i], &pid));
  g_assert_cmpint (pid, ==, 4194303);
}

static void
test_self (void)
{
  PerchProcStat stat;

  g_assert_true (perch_proc_stat (getpid (), &stat));
  g_assert_cmpint (stat.parent, ==, getppid ());
  g_assert_cmpint (stat.group, ==, getpgrp ());
  g_assert_cmpint (stat.session, ==, getsid (0));
  g_assert_false (perch_proc_stat (0, &stat));
  g_assert_false (perch_proc_stat (G_MAXINT, &stat));
}

static void
test_descendants (void)
{
  Kin kin = kin_start ("child [ session [ pid grandchild wait ] wait ] wait");
  pid_t grandchild = kin_read_pid (&kin, "grandchild");

  g_assert_true (perch_proc_is_descendant (kin.pid, getpid ()));
  g_assert_true (perch_proc_is_descendant (grandchild, getpid ()));
  g_assert_true (perch_proc_is_descendant (grandchild, kin.pid));
  g_assert_false (perch_proc_is_descendant (kin.pid, grandchild));
  g_assert_false (perch_proc_is_descendant (kin.pid, kin.pid));
  g_assert_false (perch_proc_is_descendant (getpid (), getpid ()));

  kin_end_all ();
  g_clear_object (&kin.lines);
}

static void
test_environment (void)
{
  g_autofree char *big = g_strnfill (100000, 'b');
  Kin kin;

  g_setenv ("PERCH_TEST_BIG", big, TRUE);
  g_setenv ("PERCH_TEST_ID", "0123", TRUE);
  kin = kin_start ("pid kid wait");
  kin_read_pid (&kin, "kid");

  g_assert_true (perch_proc_has_variable (kin.pid, "PERCH_TEST_ID", "0123"));
  g_assert_true (perch_proc_has_variable (kin.pid, "PERCH_TEST_BIG", big));
  g_assert_false (perch_proc_has_variable (kin.pid, "PERCH_TEST_ID", "012"));
  g_assert_false (perch_proc_has_variable (kin.pid, "PERCH_TEST_ID", "01234"));
  g_assert_false (perch_proc_has_variable (kin.pid, "PERCH_TEST_I", "0123"));
  g_assert_false (perch_proc_has_variable (kin.pid, "TEST_ID", "0123"));
  g_assert_false (perch_proc_has_variable (G_MAXINT, "PERCH_TEST_ID", "0123"));
  kill (kin.pid, SIGKILL);
  kin_end (&kin);
}

int
main (int argc, char **argv)
{
  prctl (PR_SET_CHILD_SUBREAPER, 1);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/guard/procfs/parse-stat", test_parse_stat);
  g_test_add_func ("/guard/procfs/parse-pid", test_parse_pid);
  g_test_add_func ("/guard/procfs/self", test_self);
  g_test_add_func ("/guard/procfs/descendants", test_descendants);
  g_test_add_func ("/guard/procfs/environment", test_environment);
  return g_test_run ();
}
