/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/rpc/answer.h"

#include "backend-manager/answer-job.h"
#include "backend-manager/rpc/floats-message.h"
#include "backend-manager/rpc/result.h"

typedef struct
{
  const PerchRpcMethod *method;
  GBytes *message; /* (owned) */
} Reading;

static void
reading_free (Reading *reading)
{
  g_bytes_unref (reading->message);
  g_free (reading);
}

static gpointer
read_json (gconstpointer question, GError **error)
{
  const Reading *reading = question;

  return perch_rpc_result_read (reading->method, reading->message, error);
}

static gpointer
read_floats (gconstpointer question, GError **error)
{
  const Reading *reading = question;

  return perch_rpc_floats_read (reading->method, reading->message, error);
}

static void
return_health (GTask *task, GBytes *message)
{
  GError *error = NULL;

  if (perch_rpc_result_check_health (message, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * perch_rpc_answer_return:
 * @task: returns what @answer says, or %PERCH_BACKEND_ERROR_CALL
 * @message: what was answered to @method
 *
 * Reads an answer and has @task return it.
 */
void
perch_rpc_answer_return (GTask *task,
                         PerchRpcAnswer answer,
                         const PerchRpcMethod *method,
                         GBytes *message)
{
  static const PerchAnswerKind json = { read_json, (GDestroyNotify) reading_free,
                                        (GDestroyNotify) g_bytes_unref };
  static const PerchAnswerKind floats = { read_floats, (GDestroyNotify) reading_free,
                                          (GDestroyNotify) perch_floats_free };
  PerchFloats *in_place = NULL;
  Reading *reading = NULL;

  if (answer == PERCH_RPC_ANSWER_HEALTH)
    {
      return_health (task, message);
      return;
    }
  if (answer == PERCH_RPC_ANSWER_FLOATS)
    in_place = perch_rpc_floats_read_in_place (method, message);
  if (in_place != NULL)
    {
      g_task_return_pointer (task, in_place, (GDestroyNotify) perch_floats_free);
      return;
    }
  reading = g_new0 (Reading, 1);
  reading->method = method;
  reading->message = g_bytes_ref (message);
  perch_answer_job_return (task, answer == PERCH_RPC_ANSWER_JSON ? &json : &floats, reading,
                           g_bytes_get_size (message));
}
