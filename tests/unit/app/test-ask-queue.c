/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/approvals/ask-queue.h"

#include "tests/unit/app/ask-sample.h"
#include "tests/unit/app/raw-client.h"

#define LONG_MS 600000

static void
test_order (void)
{
  g_autoptr (PerchAskQueue) queue = ask_sample_queue (10);
  PerchAsk *first = ask_sample_put (queue, "first", LONG_MS);
  PerchAsk *second = ask_sample_put (queue, "second", LONG_MS);
  PerchAsk *third = ask_sample_put (queue, "third", LONG_MS);
  g_autoptr (GPtrArray) asks = NULL;

  g_assert_true (perch_ask_queue_peek (queue) == first);
  g_assert_true (ask_sample_answer (queue, second, TRUE));
  g_assert_true (perch_ask_queue_peek (queue) == first);
  asks = perch_ask_queue_list (queue);
  g_assert_cmpuint (asks->len, ==, 2);
  g_assert_true (g_ptr_array_index (asks, 0) == first);
  g_assert_true (g_ptr_array_index (asks, 1) == third);
  g_assert_true (ask_sample_answer (queue, first, FALSE));
  g_assert_true (perch_ask_queue_peek (queue) == third);
  g_assert_cmpuint (perch_ask_queue_get_n_pending (queue), ==, 1);
}

static void
test_answer (void)
{
  g_autoptr (PerchAskQueue) queue = ask_sample_queue (10);
  PerchAsk *yes = ask_sample_put (queue, "yes?", LONG_MS);
  PerchAsk *no = ask_sample_put (queue, "no?", LONG_MS);

  g_test_summary ("An answer is for one question, and the first one counts.");

  g_assert_false (perch_ask_get_approved (yes));
  g_assert_true (ask_sample_answer (queue, yes, TRUE));
  g_assert_true (perch_ask_get_approved (yes));
  g_assert_cmpstr (perch_ask_get_response (yes), ==, "because");
  g_assert_cmpint (perch_ask_get_state (no), ==, PERCH_ASK_STATE_PENDING);

  g_assert_true (ask_sample_answer (queue, no, FALSE));
  g_assert_false (ask_sample_answer (queue, no, TRUE));
  g_assert_false (perch_ask_get_approved (no));
  g_assert_cmpint (perch_ask_get_state (no), ==, PERCH_ASK_STATE_REJECTED);
  g_assert_cmpint (perch_ask_get_remaining_us (no), ==, 0);
}

static gboolean
has_ended (gpointer user_data)
{
  return perch_ask_get_state (user_data) != PERCH_ASK_STATE_PENDING;
}

static void
test_timeout (void)
{
  g_autoptr (PerchAskQueue) queue = ask_sample_queue (10);
  PerchAsk *patient = ask_sample_put (queue, "later?", LONG_MS);
  PerchAsk *hasty = ask_sample_put (queue, "now?", 20);

  g_test_summary ("No answer in time is not approved, and the others are not touched.");

  g_assert_cmpint (perch_ask_get_remaining_us (patient), >, 0);
  raw_wait (has_ended, hasty);
  g_assert_cmpint (perch_ask_get_state (hasty), ==, PERCH_ASK_STATE_TIMED_OUT);
  g_assert_false (perch_ask_get_approved (hasty));
  g_assert_cmpint (perch_ask_get_taken_us (hasty), >=, 20000);
  g_assert_cmpint (perch_ask_get_state (patient), ==, PERCH_ASK_STATE_PENDING);
  g_assert_false (ask_sample_answer (queue, hasty, TRUE));
}

static void
test_withdraw (void)
{
  g_autoptr (PerchAskQueue) queue = ask_sample_queue (10);
  PerchAsk *ask = ask_sample_put (queue, "hello?", LONG_MS);

  perch_ask_withdraw (ask);
  perch_ask_withdraw (ask);
  g_assert_cmpint (perch_ask_get_state (ask), ==, PERCH_ASK_STATE_WITHDRAWN);
  g_assert_false (ask_sample_answer (queue, ask, TRUE));
  g_assert_null (perch_ask_queue_peek (queue));
}

static void
test_full (void)
{
  g_autoptr (PerchAskQueue) queue = ask_sample_queue (2);
  g_autoptr (PerchCaller) caller = perch_caller_new (0, NULL, NULL);
  const PerchAskQuestion question = { .prompt = "?", .timeout_ms = LONG_MS, .caller = caller };
  PerchAsk *first = ask_sample_put (queue, "1", LONG_MS);
  g_autoptr (GError) error = NULL;

  ask_sample_put (queue, "2", LONG_MS);
  g_assert_null (perch_ask_queue_add (queue, &question, &error));
  g_assert_error (error, PERCH_APPROVALS_ERROR, PERCH_APPROVALS_ERROR_FULL);
  ask_sample_answer (queue, first, TRUE);
  g_assert_nonnull (perch_ask_queue_add (queue, &question, NULL));
}

static gboolean
reach_cb (PerchAskQueue *queue, gpointer user_data)
{
  return *(gboolean *) user_data;
}

static void
test_nobody (void)
{
  g_autoptr (PerchAskQueue) queue = perch_ask_queue_new (10);
  g_autoptr (PerchCaller) caller = perch_caller_new (0, NULL, NULL);
  const PerchAskQuestion question = { .prompt = "?", .timeout_ms = LONG_MS, .caller = caller };
  gboolean there = FALSE;
  g_autoptr (GError) error = NULL;

  g_test_summary ("A question is put only where somebody sees it, or has just looked for one.");

  g_signal_connect (queue, "reach", G_CALLBACK (reach_cb), &there);
  g_assert_null (perch_ask_queue_add (queue, &question, &error));
  g_assert_error (error, PERCH_APPROVALS_ERROR, PERCH_APPROVALS_ERROR_NOBODY);
  there = TRUE;
  g_assert_nonnull (perch_ask_queue_add (queue, &question, NULL));
  there = FALSE;
  g_assert_null (perch_ask_queue_add (queue, &question, NULL));
  perch_ask_queue_expect_answers (queue);
  g_assert_nonnull (perch_ask_queue_add (queue, &question, NULL));
}

static void
test_lookup (void)
{
  g_autoptr (PerchAskQueue) queue = ask_sample_queue (2);
  g_autofree char *first_id = NULL;
  PerchAsk *ask = NULL;

  g_test_summary ("Ids lead to the pending ones and to the last that have ended.");

  ask = ask_sample_put (queue, "0", LONG_MS);
  first_id = g_strdup (perch_ask_get_id (ask));
  g_assert_cmpuint (strlen (first_id), ==, 12);
  g_assert_true (perch_ask_queue_lookup (queue, first_id) == ask);
  ask_sample_answer (queue, ask, TRUE);
  g_assert_true (perch_ask_queue_lookup (queue, first_id) == ask);
  for (guint i = 0; i < 2; i++)
    {
      ask = ask_sample_put (queue, "more", LONG_MS);
      g_assert_cmpstr (perch_ask_get_id (ask), !=, first_id);
      ask_sample_answer (queue, ask, FALSE);
    }
  g_assert_null (perch_ask_queue_lookup (queue, first_id));
  g_assert_null (perch_ask_queue_lookup (queue, ""));
}

static void
ended_cb (PerchAskQueue *queue, PerchAsk *ask, gpointer user_data)
{
  (*(guint *) user_data)++;
}

static void
test_end_of_all (void)
{
  PerchAskQueue *queue = ask_sample_queue (10);
  g_autoptr (PerchAsk) ask = g_object_ref (ask_sample_put (queue, "still there?", LONG_MS));
  guint n_ended = 0;

  g_signal_connect (queue, "ended", G_CALLBACK (ended_cb), &n_ended);
  g_assert_finalize_object (queue);
  g_assert_cmpint (perch_ask_get_state (ask), ==, PERCH_ASK_STATE_WITHDRAWN);
  g_assert_cmpuint (n_ended, ==, 1);
}

static void
answer_cb (PerchAskQueue *queue, PerchAsk *ask, gpointer user_data)
{
  ask_sample_answer (queue, ask, TRUE);
}

static void
test_answered_at_once (void)
{
  g_autoptr (PerchAskQueue) queue = ask_sample_queue (1);

  g_test_summary ("Who is told of a question may answer it there and then.");

  g_signal_connect (queue, "asked", G_CALLBACK (answer_cb), NULL);
  g_assert_true (perch_ask_get_approved (ask_sample_put (queue, "?", LONG_MS)));
  g_assert_true (perch_ask_get_approved (ask_sample_put (queue, "?", LONG_MS)));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ask-queue/order", test_order);
  g_test_add_func ("/ask-queue/answer", test_answer);
  g_test_add_func ("/ask-queue/timeout", test_timeout);
  g_test_add_func ("/ask-queue/withdraw", test_withdraw);
  g_test_add_func ("/ask-queue/full", test_full);
  g_test_add_func ("/ask-queue/nobody", test_nobody);
  g_test_add_func ("/ask-queue/lookup", test_lookup);
  g_test_add_func ("/ask-queue/end-of-all", test_end_of_all);
  g_test_add_func ("/ask-queue/answered-at-once", test_answered_at_once);
  return g_test_run ();
}
