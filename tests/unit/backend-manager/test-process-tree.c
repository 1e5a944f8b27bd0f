/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/process-tree.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/unit/backend-manager/family.h"

static gboolean
is_listed (GArray *pids, GPid pid)
{
  guint n = 0;

  for (guint i = 0; i < pids->len; i++)
    n += g_array_index (pids, GPid, i) == pid;
  g_assert_cmpuint (n, <=, 1);
  return n == 1;
}

static void
grandchild (gpointer data)
{
  GPid self = getpid ();

  setsid ();
  if (write (GPOINTER_TO_INT (data), &self, sizeof self) == sizeof self)
    perch_family_sleep (NULL);
}

static void
child (gpointer data)
{
  perch_family_fork (grandchild, data);
  perch_family_fork (grandchild, data);
  perch_family_sleep (NULL);
}

static void
test_descendants (gconstpointer data)
{
  GArray *(*list) (GPid root) = data;
  g_autoptr (GArray) all = NULL;
  g_autoptr (GArray) below = NULL;
  GPid grandchildren[2] = { 0 };
  int fds[2] = { -1, -1 };
  GPid pid = 0;

  g_test_summary ("Children of children are found, in whatever session they are.");

  g_assert_cmpint (pipe (fds), ==, 0);
  pid = perch_family_fork (child, GINT_TO_POINTER (fds[1]));
  for (guint i = 0; i < 2; i++)
    g_assert_cmpint (read (fds[0], &grandchildren[i], sizeof (GPid)), ==, sizeof (GPid));

  all = list (getpid ());
  g_assert_cmpuint (all->len, ==, 3);
  g_assert_true (is_listed (all, pid));
  g_assert_true (is_listed (all, grandchildren[0]));
  g_assert_true (is_listed (all, grandchildren[1]));
  g_assert_false (is_listed (all, getpid ()));

  below = list (pid);
  g_assert_cmpuint (below->len, ==, 2);
  g_assert_false (is_listed (below, pid));

  close (fds[0]);
  close (fds[1]);
  perch_family_end ();
}

/* Starts a child, says which, and stays till it has ended: children of a thread that ends move on.
 */
static gpointer
fork_in_thread (gpointer data)
{
  GPid pid = perch_family_fork (perch_family_sleep, NULL);

  g_async_queue_push (data, GINT_TO_POINTER (pid));
  g_assert_cmpint (waitpid (pid, NULL, 0), ==, pid);
  return NULL;
}

static void
test_child_of_thread (void)
{
  g_autoptr (GAsyncQueue) forked = g_async_queue_new ();
  GThread *thread = g_thread_new ("forker", fork_in_thread, forked);
  GPid pid = GPOINTER_TO_INT (g_async_queue_pop (forked));
  g_autoptr (GArray) pids = perch_process_tree_list (getpid ());

  g_assert_true (is_listed (pids, pid));
  kill (pid, SIGKILL);
  g_thread_join (thread);
}

static void
nothing (gpointer data)
{
}

static void
test_nobody (void)
{
  GPid gone = perch_family_fork (nothing, NULL);
  g_autoptr (GArray) of_gone = NULL;
  g_autoptr (GArray) of_none = perch_process_tree_list (0);

  g_assert_cmpint (waitpid (gone, NULL, 0), ==, gone);
  of_gone = perch_process_tree_list (gone);
  g_assert_cmpuint (of_gone->len, ==, 0);
  g_assert_cmpuint (of_none->len, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  perch_family_adopt_orphans ();
  g_test_add_data_func ("/process-tree/descendants", perch_process_tree_list, test_descendants);
  g_test_add_data_func ("/process-tree/descendants-slowly", perch_process_tree_list_slowly,
                        test_descendants);
  g_test_add_func ("/process-tree/child-of-thread", test_child_of_thread);
  g_test_add_func ("/process-tree/nobody", test_nobody);
  return g_test_run ();
}
