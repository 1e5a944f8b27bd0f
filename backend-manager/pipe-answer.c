/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/pipe-answer.h"

#include <json-glib/json-glib.h>

#include "backend-manager/backend-reply.h"
#include "backend-manager/error.h"

/* Longer lines are read in a thread, for they take milliseconds. */
#define MAX_BYTES_AT_ONCE (128 * 1024)

/* No error that is longer is looked into for its code. */
#define MAX_ERROR_BYTES (1024 * 1024)

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
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  gsize length = 0;
  const char *text = g_bytes_get_data (line, &length);
  JsonNode *code = NULL;

  if (length > MAX_ERROR_BYTES || !json_parser_load_from_data (parser, text, (gssize) length, NULL))
    return FALSE;
  code = json_object_get_member (json_node_get_object (json_parser_get_root (parser)), "code");
  return code != NULL && g_strcmp0 (json_node_get_string (code), "no_method") == 0;
}

/* Returns: (transfer full) (nullable): a #GBytes, or a #PerchFloats when it is to be numbers */
static gpointer
read_line (const Reading *reading, GError **error)
{
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

/* @result or @error is set. */
static void
return_result (GTask *task, guint dimensions, gpointer result, GError *error)
{
  if (result == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, result,
                           dimensions == 0 ? (GDestroyNotify) g_bytes_unref
                                           : (GDestroyNotify) perch_floats_free);
}

static void
read_in_thread (GTask *inner, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const Reading *reading = task_data;
  GError *error = NULL;
  gpointer result = read_line (reading, &error);

  return_result (inner, reading->dimensions, result, error);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  const Reading *reading = g_task_get_task_data (G_TASK (result));
  GError *error = NULL;
  gpointer answer = g_task_propagate_pointer (G_TASK (result), &error);

  return_result (task, reading->dimensions, answer, error);
}

/**
 * perch_pipe_answer_return:
 * @task: returns a #GBytes with the JSON of a result, or a #PerchFloats; or
 *   %PERCH_BACKEND_ERROR_NO_METHOD, or %PERCH_BACKEND_ERROR_CALL
 * @reply: an answer that is whole
 * @dimensions: 1 or 2 when it is to be numbers, else 0
 *
 * Reads an answer, in a thread when it is long, and has @task return it.
 */
void
perch_pipe_answer_return (GTask *task, PerchPipeReply *reply, guint dimensions)
{
  PerchFloats *floats = dimensions > 0 ? perch_pipe_reply_steal_floats (reply) : NULL;
  Reading *reading = NULL;
  g_autoptr (GTask) inner = NULL;

  if (floats != NULL)
    {
      return_result (task, dimensions, floats, NULL);
      return;
    }

  reading = g_new0 (Reading, 1);
  reading->line = perch_pipe_reply_steal_line (reply);
  reading->dimensions = dimensions;
  /* Without the object of @task: the thread may be the last to let go of its task. */
  inner = g_task_new (NULL, g_task_get_cancellable (task), read_cb, g_object_ref (task));
  g_task_set_source_tag (inner, perch_pipe_answer_return);
  g_task_set_task_data (inner, reading, (GDestroyNotify) reading_free);
  if (g_bytes_get_size (reading->line) > MAX_BYTES_AT_ONCE)
    g_task_run_in_thread (inner, read_in_thread);
  else
    read_in_thread (inner, NULL, reading, NULL);
}
