/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/process-usage.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/unit/backend-manager/family.h"

static void
test_self (void)
{
  PerchProcessUsage before;
  PerchProcessUsage after;
  int fd = -1;

  g_assert_true (perch_process_usage_read (getpid (), &before));
  g_assert_cmpuint (before.memory_bytes, >, 100 * 1000);
  g_assert_cmpuint (before.started, >, 0);
  g_assert_cmpuint (before.open_files, >=, 3);

  fd = open ("/dev/null", O_RDONLY | O_CLOEXEC);
  g_assert_cmpint (fd, >=, 0);
  g_assert_true (perch_process_usage_read (getpid (), &after));
  g_assert_cmpuint (after.open_files, ==, before.open_files + 1);
  g_assert_cmpuint (after.started, ==, before.started);
  g_assert_cmpint (close (fd), ==, 0);
}

static void
test_processor_time (void)
{
  PerchProcessUsage usage;
  gint64 give_up_us = g_get_monotonic_time () + 30 * G_USEC_PER_SEC;
  guint64 before = 0;

  g_assert_cmpuint (perch_process_ticks_per_second (), >, 0);
  g_assert_true (perch_process_usage_read (getpid (), &usage));
  before = usage.cpu_ticks;
  while (usage.cpu_ticks < before + 2)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, give_up_us);
      g_assert_true (perch_process_usage_read (getpid (), &usage));
    }
}

static void
confusing_name (gpointer data)
{
  prctl (PR_SET_NAME, ") Z 1 (2 3", 0, 0, 0);
  if (write (GPOINTER_TO_INT (data), "x", 1) == 1)
    perch_family_sleep (NULL);
}

static void
test_confusing_name (void)
{
  PerchProcessUsage usage;
  PerchProcessUsage own;
  int fds[2] = { -1, -1 };
  char byte = '\0';
  GPid pid = 0;

  g_assert_cmpint (pipe (fds), ==, 0);
  pid = perch_family_fork (confusing_name, GINT_TO_POINTER (fds[1]));
  g_assert_cmpint (read (fds[0], &byte, 1), ==, 1);
  g_assert_true (perch_process_usage_read (pid, &usage));
  g_assert_true (perch_process_usage_read (getpid (), &own));
  g_assert_cmpuint (usage.started, >=, own.started);
  close (fds[0]);
  close (fds[1]);
  perch_family_end ();
}

static void
nothing (gpointer data)
{
}

static void
test_dead (void)
{
  PerchProcessUsage usage;
  siginfo_t info;
  GPid pid = perch_family_fork (nothing, NULL);

  g_assert_cmpint (waitid (P_PID, (id_t) pid, &info, WEXITED | WNOWAIT), ==, 0);
  g_assert_false (perch_process_usage_read (pid, &usage));
  perch_family_end ();
  g_assert_false (perch_process_usage_read (pid, &usage));
  g_assert_false (perch_process_usage_read (0, &usage));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/process-usage/self", test_self);
  g_test_add_func ("/process-usage/processor-time", test_processor_time);
  g_test_add_func ("/process-usage/confusing-name", test_confusing_name);
  g_test_add_func ("/process-usage/dead", test_dead);
  return g_test_run ();
}
