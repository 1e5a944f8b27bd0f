/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/error.h"
#include "backend-manager/waiters.h"

typedef struct
{
  guint returned;
  guint failed;
  GError *error; /* (owned) (nullable): the last */
} Outcome;

static void
returned_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Outcome *outcome = user_data;

  outcome->returned++;
  g_clear_error (&outcome->error);
  if (!g_task_propagate_boolean (G_TASK (result), &outcome->error))
    outcome->failed++;
}

static void
iterate_until (Outcome *outcome, guint returned)
{
  while (outcome->returned < returned)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_all_return (void)
{
  g_autoptr (PerchWaiters) waiters = perch_waiters_new ();
  Outcome outcome = { 0 };

  for (guint i = 0; i < 3; i++)
    perch_waiters_take (waiters, g_task_new (NULL, NULL, returned_cb, &outcome));
  perch_waiters_succeed (waiters);
  iterate_until (&outcome, 3);
  g_assert_cmpuint (outcome.failed, ==, 0);

  /* They are forgotten: nothing returns twice. */
  perch_waiters_succeed (waiters);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_assert_cmpuint (outcome.returned, ==, 3);
}

static void
test_cancelled (void)
{
  g_autoptr (PerchWaiters) waiters = perch_waiters_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Outcome one = { 0 };
  Outcome other = { 0 };

  g_test_summary ("Cancelling ends the waiting of one task and leaves the others waiting.");

  perch_waiters_take (waiters, g_task_new (NULL, cancellable, returned_cb, &one));
  perch_waiters_take (waiters, g_task_new (NULL, NULL, returned_cb, &other));
  g_cancellable_cancel (cancellable);
  iterate_until (&one, 1);
  g_assert_error (one.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (other.returned, ==, 0);

  perch_waiters_succeed (waiters);
  iterate_until (&other, 1);
  g_assert_no_error (other.error);
  g_clear_error (&one.error);
}

static void
test_freed (void)
{
  PerchWaiters *waiters = perch_waiters_new ();
  Outcome outcome = { 0 };

  perch_waiters_take (waiters, g_task_new (NULL, NULL, returned_cb, &outcome));
  perch_waiters_free (waiters);
  iterate_until (&outcome, 1);
  g_assert_error (outcome.error, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_SUPERSEDED);
  g_clear_error (&outcome.error);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/waiters/all-return", test_all_return);
  g_test_add_func ("/waiters/cancelled", test_cancelled);
  g_test_add_func ("/waiters/freed", test_freed);
  return g_test_run ();
}
