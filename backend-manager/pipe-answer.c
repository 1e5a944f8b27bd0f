/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/pipe-answer.h"

#include <string.h>

#include "backend-manager/answer-job.h"
#include "backend-manager/backend-reply.h"
#include "backend-manager/error.h"
#include "backend-manager/json-scan.h"

/* A line that is to become JSON, or numbers when @dimensions is not 0. */
typedef struct
{
  GBytes *line; /* (owned) */
  guint dimensions;
} Reading;

static void
reading_free (Reading *reading)
{
  g_bytes_unref (reading->line);
  g_free (reading);
}

/* @line says that something is wrong; of the form `{"error": "…", "code": "no_method"}`? */
static gboolean
says_no_method (GBytes *line)
{
  static const char no_method[] = "\"no_method\"";
  gsize length = 0;
  const char *text = g_bytes_get_data (line, &length);
  PerchSlice code = { NULL, 0 };

  return perch_json_scan_member (text, length, "code", &code) &&
         code.length == strlen (no_method) && memcmp (code.text, no_method, code.length) == 0;
}

/* Returns: (transfer full) (nullable): a #GBytes, or a #PerchFloats when it is to be numbers */
static gpointer
read_line (gconstpointer question, GError **error)
{
  const Reading *reading = question;
  g_autoptr (GError) problem = NULL;
  g_autoptr (GBytes) json = perch_backend_reply_read (reading->line, &problem);
  g_autofree char *text = NULL;

  if (json != NULL)
    return reading->dimensions == 0
               ? g_steal_pointer (&json)
               : (gpointer) perch_floats_read_json (json, reading->dimensions, error);
  text = perch_backend_reply_find_problem (reading->line);
  if (text != NULL && says_no_method (reading->line))
    problem->code = PERCH_BACKEND_ERROR_NO_METHOD;
  g_propagate_error (error, g_steal_pointer (&problem));
  return NULL;
}

static const PerchAnswerKind json_kind = { read_line, (GDestroyNotify) reading_free,
                                           (GDestroyNotify) g_bytes_unref };
static const PerchAnswerKind floats_kind = { read_line, (GDestroyNotify) reading_free,
                                             (GDestroyNotify) perch_floats_free };

/**
 * perch_pipe_answer_return:
 * @task: returns a #GBytes with the JSON of a result, or a #PerchFloats; or
 *   %PERCH_BACKEND_ERROR_NO_METHOD, or %PERCH_BACKEND_ERROR_CALL
 * @reply: an answer that is whole
 * @dimensions: 1 or 2 when it is to be numbers, else 0
 *
 * Reads an answer and has @task return it.
 */
void
perch_pipe_answer_return (GTask *task, PerchPipeReply *reply, guint dimensions)
{
  PerchFloats *floats = dimensions > 0 ? perch_pipe_reply_steal_floats (reply) : NULL;
  Reading *reading = NULL;

  if (floats != NULL)
    {
      g_task_return_pointer (task, floats, (GDestroyNotify) perch_floats_free);
      return;
    }
  reading = g_new0 (Reading, 1);
  reading->line = perch_pipe_reply_steal_line (reply);
  reading->dimensions = dimensions;
  perch_answer_job_return (task, dimensions == 0 ? &json_kind : &floats_kind, reading,
                           g_bytes_get_size (reading->line));
}
