/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/guard/tree-kill.h"

#include <errno.h>
#include <glib.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "backend-manager/guard/process.h"
#include "tests/unit/guard/kin.h"

static gboolean
reap_all_that_ended (void)
{
  pid_t pid;

  while ((pid = waitpid (-1, NULL, WNOHANG)) > 0)
    continue;
  return pid < 0 && errno == ECHILD;
}

static void
test_all (gconstpointer data)
{
  const PerchTreeKill what = { .root = getpid (), .sole_reaper = *(const bool *) data };
  Kin kin = kin_start ("ignore TERM daemon [ pid daemon wait ] session [ wait ] "
                       "group [ child [ wait ] wait ] child [ subreaper daemon [ wait ] wait ] "
                       "wait");

  kin_read_pid (&kin, "daemon");
  while (!reap_all_that_ended ())
    perch_tree_kill (&what);
  g_assert_cmpuint (perch_tree_kill (&what).left, ==, 0);
  g_clear_object (&kin.lines);
}

static void
test_spare (void)
{
  Kin kin = kin_start ("child [ pid child wait ] session [ pid session wait ] wait");
  const PerchTreeKill what = { .root = getpid (), .spare = kin.pid, .sole_reaper = true };
  g_autofree char *line = g_data_input_stream_read_line (kin.lines, NULL, NULL, NULL);
  g_autofree char *line2 = g_data_input_stream_read_line (kin.lines, NULL, NULL, NULL);
  g_autofree char *end = NULL;

  g_assert_nonnull (line);
  g_assert_nonnull (line2);
  g_assert_cmpuint (perch_tree_kill (&what).left, ==, 2);

  g_assert_cmpint (waitpid (kin.pid, NULL, WNOHANG), ==, 0);
  kill (kin.pid, SIGKILL);
  end = g_data_input_stream_read_line (kin.lines, NULL, NULL, NULL);
  g_assert_null (end); /* nobody holds its stdout any more */
  kin_end (&kin);
  kin_end_all ();
}

static void
test_own_group_is_safe (void)
{
  g_test_summary ("A child in our own process group is killed, and we are not.");

  const PerchTreeKill what = { .root = getpid (), .sole_reaper = true };
  Kin kin = kin_start ("pid kid wait");

  kin_read_pid (&kin, "kid");
  g_assert_cmpint (getpgid (kin.pid), ==, getpgrp ());
  g_assert_cmpuint (perch_tree_kill (&what).left, ==, 1);
  g_assert_cmpint (WTERMSIG (kin_end (&kin)), ==, SIGKILL);
}

static void
test_run_id (void)
{
  g_test_summary ("Only the processes of one run and what they started end, even with a clean "
                  "environment.");

  const PerchTreeKill what = { .root = getpid (), .run_id = "00000000000000aa" };
  Kin other;
  Kin kin;

  g_setenv ("PERCH_RUN_ID", "00000000000000bb", TRUE);
  other = kin_start ("pid kid wait");
  kin_read_pid (&other, "kid");
  g_setenv ("PERCH_RUN_ID", "00000000000000aa", TRUE);
  kin = kin_start ("child [ clean [ pid cleaned wait ] ] wait");
  kin_read_pid (&kin, "cleaned");

  g_assert_cmpuint (perch_tree_kill (&what).left, ==, 2);
  g_assert_cmpint (WTERMSIG (kin_end (&kin)), ==, SIGKILL);
  g_assert_cmpint (waitpid (other.pid, NULL, WNOHANG), ==, 0);

  kill (other.pid, SIGKILL);
  kin_end (&other);
  kin_end_all ();
  g_unsetenv ("PERCH_RUN_ID");
}

static void
test_unreaped_zombie_is_beyond_reach (void)
{
  const PerchTreeKill what = { .root = getpid () };
  Kin kin = kin_start ("ignore TERM child [ exit 0 ] pid kid wait");
  PerchTreeKill below;
  PerchTreeCount count;

  kin_read_pid (&kin, "kid");
  below = (PerchTreeKill){ .root = kin.pid };
  do
    count = perch_tree_kill (&below);
  while (count.denied == 0);
  g_assert_cmpuint (count.left, ==, 1);
  g_assert_cmpuint (perch_tree_kill (&what).left, ==, 2);
  kin_end (&kin);
  kin_end_all ();
}

int
main (int argc, char **argv)
{
  static const bool yes = true;
  static const bool no = false;

  prctl (PR_SET_CHILD_SUBREAPER, 1);
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/guard/tree-kill/all/sole-reaper", &yes, test_all);
  g_test_add_data_func ("/guard/tree-kill/all/by-pidfd", &no, test_all);
  g_test_add_func ("/guard/tree-kill/spare", test_spare);
  g_test_add_func ("/guard/tree-kill/own-group-is-safe", test_own_group_is_safe);
  g_test_add_func ("/guard/tree-kill/run-id", test_run_id);
  g_test_add_func ("/guard/tree-kill/zombie", test_unreaped_zombie_is_beyond_reach);
  return g_test_run ();
}
