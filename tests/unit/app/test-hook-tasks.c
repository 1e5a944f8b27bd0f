/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/hooks/hook-tasks.h"

#include "app/hooks/hooks-error.h"

/* @done has the names of what was done, in order. A task called "fail" fails, one called "clear"
 * clears the list. */
typedef struct
{
  PerchHookTasks *tasks;
  GString *done;
} Fixture;

static gboolean
do_cb (const PerchHookOrder *order, gpointer user_data, GError **error)
{
  Fixture *fixture = user_data;

  g_string_append_printf (fixture->done, "%s ", order->name);
  if (g_str_equal (order->name, "clear"))
    perch_hook_tasks_clear (fixture->tasks);
  if (!g_str_equal (order->name, "fail"))
    return TRUE;
  g_set_error_literal (error, PERCH_HOOKS_ERROR, PERCH_HOOKS_ERROR_DISABLED, "not now");
  return FALSE;
}

static void
setup (Fixture *fixture, gconstpointer data)
{
  fixture->tasks = perch_hook_tasks_new (do_cb, fixture);
  fixture->done = g_string_new (NULL);
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  perch_hook_tasks_free (fixture->tasks);
  g_string_free (fixture->done, TRUE);
}

static guint64
put (Fixture *fixture, const char *name, GError **error)
{
  PerchHookOrder *order = g_new0 (PerchHookOrder, 1);

  order->kind = PERCH_HOOK_ORDER_CALLBACK;
  order->name = g_strdup (name);
  return perch_hook_tasks_take (fixture->tasks, order, error);
}

static PerchHookTaskState
get_state (Fixture *fixture, guint64 id)
{
  const PerchHookTask *task = perch_hook_tasks_lookup (fixture->tasks, id);

  g_assert_nonnull (task);
  g_assert_cmpuint (task->id, ==, id);
  return task->state;
}

static void
settle (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
test_order (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpuint (put (fixture, "a", NULL), ==, 1);
  g_assert_cmpuint (put (fixture, "fail", NULL), ==, 2);
  g_assert_cmpuint (put (fixture, "b", NULL), ==, 3);
  g_assert_cmpstr (fixture->done->str, ==, "");
  g_main_context_iteration (NULL, FALSE);
  g_assert_cmpstr (fixture->done->str, ==, "a ");
  g_assert_cmpint (get_state (fixture, 1), ==, PERCH_HOOK_TASK_DONE);
  g_assert_cmpint (get_state (fixture, 3), ==, PERCH_HOOK_TASK_QUEUED);
  settle ();
  g_assert_cmpstr (fixture->done->str, ==, "a fail b ");
  g_assert_cmpint (get_state (fixture, 2), ==, PERCH_HOOK_TASK_FAILED);
  g_assert_cmpstr (perch_hook_tasks_lookup (fixture->tasks, 2)->problem, ==, "not now");
  g_assert_cmpint (get_state (fixture, 3), ==, PERCH_HOOK_TASK_DONE);
  g_assert_null (perch_hook_tasks_lookup (fixture->tasks, 0));
  g_assert_null (perch_hook_tasks_lookup (fixture->tasks, 4));
  g_assert_null (perch_hook_tasks_lookup (fixture->tasks, G_MAXUINT64));
}

static void
test_bounds (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  guint64 first_kept = PERCH_HOOK_TASKS_MAX_QUEUED - PERCH_HOOK_TASKS_KEPT + 1;

  for (guint i = 0; i < PERCH_HOOK_TASKS_MAX_QUEUED; i++)
    g_assert_cmpuint (put (fixture, "a", &error), ==, i + 1);
  g_assert_cmpuint (put (fixture, "a", &error), ==, 0);
  g_assert_error (error, PERCH_HOOKS_ERROR, PERCH_HOOKS_ERROR_FULL);
  settle ();
  g_assert_null (perch_hook_tasks_lookup (fixture->tasks, first_kept - 1));
  g_assert_cmpint (get_state (fixture, first_kept), ==, PERCH_HOOK_TASK_DONE);
  g_assert_cmpuint (put (fixture, "a", NULL), ==, PERCH_HOOK_TASKS_MAX_QUEUED + 1);
}

static void
test_clear (Fixture *fixture, gconstpointer data)
{
  put (fixture, "a", NULL);
  put (fixture, "clear", NULL);
  put (fixture, "b", NULL);
  settle ();
  g_test_summary ("A task may clear the list, of which it is a part itself.");
  g_assert_cmpstr (fixture->done->str, ==, "a clear ");
  for (guint64 id = 1; id <= 3; id++)
    g_assert_null (perch_hook_tasks_lookup (fixture->tasks, id));
  g_assert_cmpuint (put (fixture, "c", NULL), ==, 4);
  g_assert_null (perch_hook_tasks_lookup (fixture->tasks, 3));
  settle ();
  g_assert_cmpint (get_state (fixture, 4), ==, PERCH_HOOK_TASK_DONE);
}

static void
test_words (void)
{
  g_assert_cmpstr (perch_hook_task_state_to_string (PERCH_HOOK_TASK_QUEUED), ==, "queued");
  g_assert_cmpstr (perch_hook_task_state_to_string (PERCH_HOOK_TASK_DONE), ==, "done");
  g_assert_cmpstr (perch_hook_task_state_to_string (PERCH_HOOK_TASK_FAILED), ==, "failed");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add ("/hook-tasks/" name, Fixture, NULL, setup, func, teardown)
  ADD ("order", test_order);
  ADD ("bounds", test_bounds);
  ADD ("clear", test_clear);
  g_test_add_func ("/hook-tasks/words", test_words);
  return g_test_run ();
}
