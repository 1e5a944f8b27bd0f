/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/answer-job.h"
#include "tests/unit/backend-manager/patience.h"

#define LONG_BYTES (1024 * 1024)

/* What the functions below are asked; @asked_in is the thread that read it, @freed_in the one that
 * freed it. */
typedef struct
{
  gboolean wrong;
  GThread **asked_in;
  GThread **freed_in;
} Question;

typedef struct
{
  GThread *asked_in;
  GThread *freed_in;
  char *answer;
  GError *error;
  gboolean done;
} Fixture;

static gpointer
read_question (gconstpointer data, GError **error)
{
  const Question *question = data;

  *question->asked_in = g_thread_self ();
  if (!question->wrong)
    return g_strdup ("forty-two");
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "No such thing");
  return NULL;
}

static void
free_question (gpointer data)
{
  Question *question = data;

  *question->freed_in = g_thread_self ();
  g_free (question);
}

static const PerchAnswerKind kind = { read_question, free_question, g_free };

static void
done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *fixture = user_data;

  fixture->answer = g_task_propagate_pointer (G_TASK (result), &fixture->error);
  fixture->done = TRUE;
}

static void
ask (Fixture *fixture, GCancellable *cancellable, gboolean wrong, gsize n_bytes)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, done_cb, fixture);
  Question *question = g_new0 (Question, 1);

  question->wrong = wrong;
  question->asked_in = &fixture->asked_in;
  question->freed_in = &fixture->freed_in;
  perch_answer_job_return (task, &kind, question, n_bytes);
}

static void
wait_for_it (Fixture *fixture)
{
  perch_wait_until (fixture->done);
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  g_free (fixture->answer);
  g_clear_error (&fixture->error);
}

static void
test_short (Fixture *fixture, gconstpointer data)
{
  ask (fixture, NULL, FALSE, 10);
  g_assert_true (fixture->asked_in == g_thread_self ());
  wait_for_it (fixture);
  g_assert_cmpstr (fixture->answer, ==, "forty-two");
}

static void
test_long (Fixture *fixture, gconstpointer data)
{
  ask (fixture, NULL, FALSE, LONG_BYTES);
  wait_for_it (fixture);
  g_assert_true (fixture->asked_in != g_thread_self ());
  g_assert_true (fixture->freed_in == g_thread_self ());
  g_assert_cmpstr (fixture->answer, ==, "forty-two");
}

static void
test_wrong (Fixture *fixture, gconstpointer data)
{
  ask (fixture, NULL, TRUE, GPOINTER_TO_UINT (data));
  wait_for_it (fixture);
  g_assert_null (fixture->answer);
  g_assert_error (fixture->error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
}

static void
test_cancelled (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  ask (fixture, cancellable, FALSE, LONG_BYTES);
  g_cancellable_cancel (cancellable);
  wait_for_it (fixture);
  g_assert_null (fixture->answer);
  g_assert_error (fixture->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, data, func) g_test_add ("/answer-job/" name, Fixture, data, NULL, func, teardown)
  ADD ("short", NULL, test_short);
  ADD ("long", NULL, test_long);
  ADD ("wrong", GUINT_TO_POINTER (10), test_wrong);
  ADD ("wrong-long", GUINT_TO_POINTER (LONG_BYTES), test_wrong);
  ADD ("cancelled", NULL, test_cancelled);
  return g_test_run ();
}
