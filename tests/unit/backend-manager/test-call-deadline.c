/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/call-deadline.h"

#include "backend-manager/error.h"
#include "tests/unit/backend-manager/patience.h"

static void
wait_for (PerchCallDeadline *deadline)
{
  perch_wait_until (g_cancellable_is_cancelled (perch_call_deadline_get_cancellable (deadline)));
}

static void
test_passes (void)
{
  g_autoptr (PerchCallDeadline) deadline = perch_call_deadline_new (1, NULL);

  g_assert_null (perch_call_deadline_get_error (deadline));
  wait_for (deadline);
  g_assert_error (perch_call_deadline_get_error (deadline), PERCH_BACKEND_ERROR,
                  PERCH_BACKEND_ERROR_TIMED_OUT);
}

static void
test_follows (void)
{
  g_autoptr (GCancellable) caller = g_cancellable_new ();
  g_autoptr (GCancellable) client = g_cancellable_new ();
  g_autoptr (PerchCallDeadline) left = perch_call_deadline_new (60000, caller);
  g_autoptr (PerchCallDeadline) closed = perch_call_deadline_new (60000, NULL);
  g_autoptr (PerchCallDeadline) late = NULL;

  g_cancellable_cancel (caller);
  wait_for (left);
  g_assert_error (perch_call_deadline_get_error (left), G_IO_ERROR, G_IO_ERROR_CANCELLED);
  late = perch_call_deadline_new (60000, caller);
  wait_for (late);
  perch_call_deadline_follow (closed, client);
  g_cancellable_cancel (client);
  g_assert_true (g_cancellable_is_cancelled (perch_call_deadline_get_cancellable (closed)));
  g_assert_null (perch_call_deadline_get_error (closed));
}

/* What is over cancels nothing any more, and nothing reaches for it. */
static void
test_over (void)
{
  g_autoptr (GCancellable) caller = g_cancellable_new ();
  PerchCallDeadline *deadline = perch_call_deadline_new (60000, caller);
  g_autoptr (GCancellable) step = g_object_ref (perch_call_deadline_get_cancellable (deadline));

  perch_call_deadline_follow (deadline, caller);
  perch_call_deadline_free (deadline);
  g_assert_false (g_cancellable_is_cancelled (step));
  g_clear_object (&step);
  g_cancellable_cancel (caller);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/call-deadline/passes", test_passes);
  g_test_add_func ("/call-deadline/follows", test_follows);
  g_test_add_func ("/call-deadline/over", test_over);
  return g_test_run ();
}
