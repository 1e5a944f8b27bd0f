/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/answer-job.h"

/* What is longer is read in a thread, for that takes milliseconds. */
#define MAX_BYTES_AT_ONCE (128 * 1024)

typedef struct
{
  const PerchAnswerKind *kind;
  gpointer question; /* (owned) (nullable): until it was read */
} Job;

/* @answer or @error is set, and (transfer full). */
static void
return_answer (GTask *task, const PerchAnswerKind *kind, gpointer answer, GError *error)
{
  if (answer != NULL)
    g_task_return_pointer (task, answer, kind->free_answer);
  else
    g_task_return_error (task, error);
}

static void
read_in_thread (GTask *reading, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const Job *job = task_data;
  GError *error = NULL;
  gpointer answer = job->kind->read (job->question, &error);

  return_answer (reading, job->kind, answer, error);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Job *job = g_task_get_task_data (G_TASK (result));
  GError *error = NULL;
  gpointer answer = g_task_propagate_pointer (G_TASK (result), &error);

  /* Here and not with the job, of which the thread may be the last to let go. */
  job->kind->free_question (g_steal_pointer (&job->question));
  return_answer (task, job->kind, answer, error);
}

/**
 * perch_answer_job_return:
 * @task: returns the answer
 * @kind: (transfer none): static
 * @question: (transfer full): what the answer is made of
 * @n_bytes: how much there is to read
 *
 * Reads what a backend has answered, in a thread when it is long, and has @task return it.
 */
void
perch_answer_job_return (GTask *task, const PerchAnswerKind *kind, gpointer question, gsize n_bytes)
{
  g_autoptr (GTask) reading = NULL;
  Job *job = NULL;

  if (n_bytes <= MAX_BYTES_AT_ONCE)
    {
      GError *error = NULL;
      gpointer answer = kind->read (question, &error);

      kind->free_question (question);
      return_answer (task, kind, answer, error);
      return;
    }
  job = g_new0 (Job, 1);
  job->kind = kind;
  job->question = question;
  /* Without the object of @task: the thread may be the last to let go of its task. */
  reading = g_task_new (NULL, g_task_get_cancellable (task), read_cb, g_object_ref (task));
  g_task_set_source_tag (reading, perch_answer_job_return);
  g_task_set_task_data (reading, job, g_free);
  g_task_run_in_thread (reading, read_in_thread);
}
