/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/guard/tree.h"

#include <glib.h>
#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "tests/unit/guard/kin.h"

typedef bool (*ListFunc) (PerchTree *tree, pid_t root);

static gssize
find (const PerchTree *tree, pid_t pid)
{
  for (gsize i = 0; i < tree->count; i++)
    if (tree->entries[i].pid == pid)
      return (gssize) i;
  return -1;
}

static void
test_list (gconstpointer data)
{
  ListFunc list = *(ListFunc *) data;
  Kin kin = kin_start ("daemon [ pid daemon wait ] child [ session [ pid session wait ] wait ] "
                       "child [ group [ pid group wait ] wait ] wait");
  PerchTree tree = { 0 };
  pid_t pids[3];

  /* The order of the lines is open. */
  for (gsize i = 0; i < G_N_ELEMENTS (pids); i++)
    {
      g_autofree char *line = g_data_input_stream_read_line (kin.lines, NULL, NULL, NULL);

      g_assert_nonnull (line);
      pids[i] = (pid_t) g_ascii_strtoll (strchr (line, ' '), NULL, 10);
    }

  g_assert_true (list (&tree, getpid ()));
  g_assert_cmpuint (tree.count, ==, 6);
  g_assert_cmpint (find (&tree, kin.pid), >=, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (pids); i++)
    g_assert_cmpint (find (&tree, pids[i]), >=, 0);
  for (gsize i = 0; i < tree.count; i++)
    {
      gssize parent = find (&tree, tree.entries[i].parent);

      if (tree.entries[i].parent != getpid ())
        g_assert_cmpint (parent, >=, 0);
      g_assert_cmpint (parent, <, (gssize) i);
    }
  perch_tree_clear (&tree);
  g_assert_null (tree.entries);

  g_assert_true (list (&tree, kin.pid));
  g_assert_cmpint (find (&tree, kin.pid), <, 0);
  g_assert_cmpuint (tree.count, ==, 4); /* the daemon hangs below us */
  perch_tree_clear (&tree);
  kin_end_all ();
  g_clear_object (&kin.lines);
}

static void
test_no_children (gconstpointer data)
{
  ListFunc list = *(ListFunc *) data;
  PerchTree tree = { 0 };

  g_assert_true (list (&tree, getpid ()));
  g_assert_cmpuint (tree.count, ==, 0);
  perch_tree_clear (&tree);
}

/* Starts a child, says so, and stays till it has ended: children of a thread that ends move on. */
static gpointer
start_in_thread (gpointer data)
{
  GAsyncQueue *started = data;
  Kin kin = kin_start ("pid kid wait");

  kin_read_pid (&kin, "kid");
  g_async_queue_push (started, GINT_TO_POINTER (kin.pid));
  kin_end (&kin);
  return NULL;
}

static void
test_child_of_thread (void)
{
  g_autoptr (GAsyncQueue) started = g_async_queue_new ();
  GThread *thread = g_thread_new ("starter", start_in_thread, started);
  pid_t pid = GPOINTER_TO_INT (g_async_queue_pop (started));
  PerchTree tree = { 0 };

  g_assert_true (perch_tree_list (&tree, getpid ()));
  g_assert_cmpuint (tree.count, ==, 1);
  g_assert_cmpint (tree.entries[0].pid, ==, pid);
  g_assert_cmpint (tree.entries[0].parent, ==, getpid ());
  perch_tree_clear (&tree);
  kill (pid, SIGKILL);
  g_thread_join (thread);
}

int
main (int argc, char **argv)
{
  static const ListFunc by_children = perch_tree_list_by_children;
  static const ListFunc by_parents = perch_tree_list_by_parents;

  prctl (PR_SET_CHILD_SUBREAPER, 1);
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/guard/tree/list/by-children", &by_children, test_list);
  g_test_add_data_func ("/guard/tree/list/by-parents", &by_parents, test_list);
  g_test_add_data_func ("/guard/tree/no-children/by-children", &by_children, test_no_children);
  g_test_add_data_func ("/guard/tree/no-children/by-parents", &by_parents, test_no_children);
  g_test_add_func ("/guard/tree/child-of-thread", test_child_of_thread);
  return g_test_run ();
}
