/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/guard/stop.h"

#include <errno.h>
#include <glib.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/unit/guard/kin.h"

/* The time is ours: @now is a number that the tests move, and only what a step does is looked at.
 */
typedef struct
{
  PerchStop stop;
  Kin kin;
} Fixture;

static void
start (Fixture *fixture, const char *script)
{
  fixture->kin = kin_start (script);
  kin_read_pid (&fixture->kin, "kid");
  fixture->stop = (PerchStop){ .main = perch_process_open (fixture->kin.pid),
                               .cleanup_grace = 2000,
                               .denied_grace = 60000 };
}

/* Sweeps until nothing is left, as the guard does. */
static void
sweep (Fixture *fixture, int64_t now)
{
  pid_t pid;

  g_assert_cmpint (fixture->stop.stage, ==, PERCH_STOP_SWEEP);
  do
    {
      g_assert_cmpint (perch_stop_step (&fixture->stop, now, true), >, 0);
      while ((pid = waitpid (-1, NULL, WNOHANG)) > 0)
        continue;
    }
  while (pid == 0);
  g_clear_object (&fixture->kin.lines);
  perch_process_close (&fixture->stop.main);
}

static void
test_polite (void)
{
  Fixture fixture;

  start (&fixture, "exit-on TERM 5 pid kid wait");
  g_assert_cmpint (perch_stop_step (&fixture.stop, 100, false), ==, -1);
  perch_stop_ask (&fixture.stop, 100, 5000);
  g_assert_cmpint (perch_stop_step (&fixture.stop, 100, false), ==, 5000);
  g_assert_cmpint (kin_end (&fixture.kin), ==, W_EXITCODE (5, 0));
  perch_stop_main_is_gone (&fixture.stop);
  g_assert_cmpint (fixture.stop.stage, ==, PERCH_STOP_SWEEP);
  g_assert_cmpint (fixture.stop.main.pid, ==, 0);
}

static void
test_asked_twice (void)
{
  g_test_summary ("SIGTERM is sent once, and of two graces the shorter one counts.");

  Fixture fixture;

  start (&fixture, "drain TERM 200 5 pid kid wait");
  perch_stop_ask (&fixture.stop, 100, 5000);
  perch_stop_ask (&fixture.stop, 200, 9000);
  g_assert_cmpint (perch_stop_step (&fixture.stop, 200, false), ==, 4900);
  perch_stop_ask (&fixture.stop, 300, 1000);
  g_assert_cmpint (perch_stop_step (&fixture.stop, 300, false), ==, 1000);
  g_assert_cmpint (kin_end (&fixture.kin), ==, W_EXITCODE (5, 0)); /* 99: it came twice */
  perch_stop_main_is_gone (&fixture.stop);
}

static void
test_clean_up (void)
{
  g_test_summary ("After the grace all but the main process are killed, and it gets its time.");

  Fixture fixture;

  start (&fixture, "ignore TERM child [ pid kid wait ] wait");
  perch_stop_ask (&fixture.stop, 0, 1000);
  g_assert_cmpint (perch_stop_step (&fixture.stop, 999, false), ==, 1);
  g_assert_cmpint (fixture.stop.stage, ==, PERCH_STOP_ASKED);
  g_assert_cmpint (perch_stop_step (&fixture.stop, 1000, false), <=, 100);
  g_assert_cmpint (fixture.stop.stage, ==, PERCH_STOP_CLEAN_UP);
  g_assert_cmpuint (fixture.stop.count.left, ==, 1);
  perch_stop_ask (&fixture.stop, 1500, 5000); /* never back */
  g_assert_cmpint (perch_stop_step (&fixture.stop, 2999, false), ==, 1);
  g_assert_cmpint (waitpid (fixture.kin.pid, NULL, WNOHANG), ==, 0);
  perch_stop_step (&fixture.stop, 3000, false);
  sweep (&fixture, 3000);
}

static void
test_nothing_to_clean (void)
{
  g_test_summary ("A main process without children is not waited for: it is the program itself.");

  Fixture fixture;

  start (&fixture, "ignore TERM pid kid wait");
  perch_stop_ask (&fixture.stop, 0, 0);
  perch_stop_step (&fixture.stop, 0, false);
  sweep (&fixture, 0);
}

static void
test_at_once (void)
{
  Fixture fixture;

  start (&fixture, "ignore TERM daemon [ ignore TERM wait ] child [ pid kid wait ] wait");
  perch_stop_at_once (&fixture.stop);
  perch_stop_ask (&fixture.stop, 0, 5000);
  sweep (&fixture, 0);
}

static void
test_stopped (void)
{
  Fixture fixture;
  int status = 0;

  start (&fixture, "exit-on TERM 6 pid kid stop wait");
  g_assert_cmpint (waitpid (fixture.kin.pid, &status, WUNTRACED), ==, fixture.kin.pid);
  g_assert_true (WIFSTOPPED (status));
  perch_stop_ask (&fixture.stop, 0, 5000);
  g_assert_cmpint (kin_end (&fixture.kin), ==, W_EXITCODE (6, 0));
  perch_stop_main_is_gone (&fixture.stop);
}

static void
test_gives_up (void)
{
  g_test_summary ("With nothing within reach it goes on for the denied grace, ever more slowly.");

  PerchStop stop = { .stage = PERCH_STOP_SWEEP, .denied_grace = 1000 };
  int last = 0;

  for (int64_t now = 1; now <= 1000; now += 100)
    {
      int pause = perch_stop_step (&stop, now, false);

      g_assert_cmpint (pause, >=, last);
      g_assert_cmpint (pause, <=, 1000);
      last = pause;
      g_assert_false (stop.gave_up);
    }
  perch_stop_step (&stop, 1001, false);
  g_assert_true (stop.gave_up);
}

int
main (int argc, char **argv)
{
  prctl (PR_SET_CHILD_SUBREAPER, 1);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/guard/stop/polite", test_polite);
  g_test_add_func ("/guard/stop/asked-twice", test_asked_twice);
  g_test_add_func ("/guard/stop/clean-up", test_clean_up);
  g_test_add_func ("/guard/stop/nothing-to-clean", test_nothing_to_clean);
  g_test_add_func ("/guard/stop/at-once", test_at_once);
  g_test_add_func ("/guard/stop/stopped", test_stopped);
  g_test_add_func ("/guard/stop/gives-up", test_gives_up);
  return g_test_run ();
}
