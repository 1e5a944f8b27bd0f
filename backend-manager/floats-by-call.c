/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/floats-by-call.h"

#include <json-glib/json-glib.h>

/* An answer while a thread reads it. */
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

static void
read_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Reading *reading = task_data;
  GError *error = NULL;
  PerchFloats *floats = perch_floats_read_json (reading->answer, reading->dimensions, &error);

  if (floats != NULL)
    g_task_return_pointer (task, floats, (GDestroyNotify) perch_floats_free);
  else
    g_task_return_error (task, error);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  PerchFloats *floats = g_task_propagate_pointer (G_TASK (result), &error);

  if (floats != NULL)
    g_task_return_pointer (task, floats, (GDestroyNotify) perch_floats_free);
  else
    g_task_return_error (task, error);
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GTask) inner = NULL;
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
  /* Without the client: the thread may be the last to let go of its task. */
  inner = g_task_new (NULL, g_task_get_cancellable (task), read_cb, g_object_ref (task));
  g_task_set_source_tag (inner, answered_cb);
  g_task_set_task_data (inner, reading, (GDestroyNotify) reading_free);
  g_task_run_in_thread (inner, read_in_thread);
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
