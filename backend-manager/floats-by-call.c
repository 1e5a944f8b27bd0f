/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/floats-by-call.h"

#include <json-glib/json-glib.h>

#include "backend-manager/answer-job.h"

/* An answer that is to be read. */
typedef struct
{
  guint dimensions;
  GBytes *answer; /* (owned) */
} Reading;

static void
reading_free (Reading *reading)
{
  g_bytes_unref (reading->answer);
  g_free (reading);
}

static gpointer
read_floats (gconstpointer question, GError **error)
{
  const Reading *reading = question;

  return perch_floats_read_json (reading->answer, reading->dimensions, error);
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  static const PerchAnswerKind kind = { read_floats, (GDestroyNotify) reading_free,
                                        (GDestroyNotify) perch_floats_free };
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  GBytes *answer = perch_backend_client_call_finish (PERCH_BACKEND_CLIENT (source), result, &error);
  Reading *reading = NULL;

  if (answer == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  reading = g_new0 (Reading, 1);
  reading->dimensions = GPOINTER_TO_UINT (g_task_get_task_data (task));
  reading->answer = answer;
  perch_answer_job_return (task, &kind, reading, g_bytes_get_size (answer));
}

/**
 * perch_floats_build_params:
 *
 * Returns: (transfer full): the JSON in which numbers are asked for
 */
GBytes *
perch_floats_build_params (const char *handle_id)
{
  g_autoptr (JsonNode) node = json_node_init_string (json_node_alloc (), handle_id);
  g_autofree char *quoted = json_to_string (node, FALSE);
  char *params = g_strdup_printf ("{\"handleId\":%s}", quoted);

  return g_bytes_new_take (params, strlen (params));
}

/**
 * perch_floats_get_method:
 * @dimensions: 1 or 2
 *
 * Returns: (transfer none): the method of the object service that answers with numbers
 */
const char *
perch_floats_get_method (guint dimensions)
{
  g_return_val_if_fail (dimensions == 1 || dimensions == 2, NULL);

  return dimensions == 1 ? "tofloatarray" : "tofloatarray2d";
}

/**
 * perch_floats_by_call_async:
 *
 * perch_backend_client_floats_async() for a wire, or a server, that has no form for numbers but
 * JSON. The task returns a #PerchFloats.
 */
void
perch_floats_by_call_async (PerchBackendClient *client,
                            const char *handle_id,
                            guint dimensions,
                            guint timeout_ms,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  GTask *task = g_task_new (client, cancellable, callback, user_data);
  g_autoptr (GBytes) params = perch_floats_build_params (handle_id);

  g_task_set_source_tag (task, perch_floats_by_call_async);
  g_task_set_task_data (task, GUINT_TO_POINTER (dimensions), NULL);
  perch_backend_client_call_async (client, perch_floats_get_method (dimensions), params, NULL,
                                   timeout_ms, cancellable, answered_cb, task);
}
