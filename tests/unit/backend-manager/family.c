/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "tests/unit/backend-manager/family.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

/**
 * perch_family_adopt_orphans:
 *
 * Makes children of children come to the test program when their parent ends, so that
 * perch_family_end() can wait for them.
 */
void
perch_family_adopt_orphans (void)
{
  g_assert_cmpint (prctl (PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0), ==, 0);
}

/**
 * perch_family_fork:
 * @life: what the child does; it ends when @life returns, and it is killed when its parent ends
 *
 * Returns: the child
 */
GPid
perch_family_fork (void (*life) (gpointer data), gpointer data)
{
  GPid parent = getpid ();
  GPid pid = fork ();

  g_assert_cmpint (pid, >=, 0);
  if (pid > 0)
    return pid;
  prctl (PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
  if (getppid () == parent)
    life (data);
  _exit (0);
}

/**
 * perch_family_sleep:
 *
 * A life that does nothing until killed.
 */
void
perch_family_sleep (gpointer data)
{
  for (;;)
    pause ();
}

/**
 * perch_family_burn:
 *
 * A life that keeps one processor busy for at most a minute.
 */
void
perch_family_burn (gpointer data)
{
  volatile guint n = 0;

  alarm (60);
  for (;;)
    n++;
}

/* Returns: (transfer full): the children of the test program, as the kernel lists them */
static char *
list_children (void)
{
  g_autofree char *path = g_strdup_printf ("/proc/self/task/%d/children", (int) getpid ());
  char *text = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  return text;
}

/**
 * perch_family_end:
 *
 * Kills all children, and waits until they and their orphans are gone.
 */
void
perch_family_end (void)
{
  g_autofree char *text = list_children ();
  g_auto (GStrv) pids = g_strsplit (g_strstrip (text), " ", -1);

  for (char **pid = pids; *pid != NULL; pid++)
    if (**pid != '\0')
      kill (atoi (*pid), SIGKILL);
  while (waitpid (-1, NULL, 0) > 0 || errno == EINTR)
    continue;
  g_assert_cmpint (errno, ==, ECHILD);
}
