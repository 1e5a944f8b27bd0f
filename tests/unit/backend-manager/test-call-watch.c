/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/call-watch.h"

#include "backend-manager/error.h"

typedef struct
{
  PerchCallWatch *watch;
  GError *error;
  guint n_calls;
} Fixture;

static void
ended_cb (const GError *error, gpointer user_data)
{
  Fixture *fixture = user_data;

  fixture->n_calls++;
  fixture->error = g_error_copy (error);
  g_clear_pointer (&fixture->watch, perch_call_watch_free);
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (fixture->n_calls, <=, 1);
  g_clear_pointer (&fixture->watch, perch_call_watch_free);
  g_clear_error (&fixture->error);
}

static void
wait_for_end (Fixture *fixture)
{
  while (fixture->n_calls == 0)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_deadline (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  fixture->watch = perch_call_watch_new (20, cancellable, ended_cb, fixture);
  wait_for_end (fixture);
  g_assert_error (fixture->error, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_TIMED_OUT);
  g_assert_cmpstr (fixture->error->message, ==, "The backend did not answer in time");
  g_cancellable_cancel (cancellable);
}

static void
test_cancelled (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  g_cancellable_cancel (cancellable);
  fixture->watch = perch_call_watch_new (G_MAXUINT, cancellable, ended_cb, fixture);
  g_assert_cmpuint (fixture->n_calls, ==, 0);
  wait_for_end (fixture);
  g_assert_error (fixture->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_freed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  fixture->watch = perch_call_watch_new (0, cancellable, ended_cb, fixture);
  g_cancellable_cancel (cancellable);
  g_clear_pointer (&fixture->watch, perch_call_watch_free);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (fixture->n_calls, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add ("/call-watch/" name, Fixture, NULL, NULL, func, teardown)
  ADD ("deadline", test_deadline);
  ADD ("cancelled", test_cancelled);
  ADD ("freed", test_freed);
  return g_test_run ();
}
