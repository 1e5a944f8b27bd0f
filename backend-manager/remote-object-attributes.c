/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/object-service-private.h"

/* What a remote object has: attributes, and numbers. */

static JsonObject *
new_params (PerchRemoteObject *self, const char *name)
{
  JsonObject *params = json_object_new ();

  json_object_set_string_member (params, "handleId", perch_remote_object_get_id (self));
  json_object_set_string_member (params, "attributeName", name);
  return params;
}

/**
 * perch_remote_object_get_attribute_async:
 * @name: name of an attribute, which may have dots
 * @cancellable: (nullable):
 *
 * Looks at an attribute.
 */
void
perch_remote_object_get_attribute_async (PerchRemoteObject *self,
                                         const char *name,
                                         GCancellable *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer user_data)
{
  GTask *task = NULL;

  g_return_if_fail (perch_remote_object_get_id (self) != NULL);
  g_return_if_fail (name != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, perch_remote_object_get_attribute_async);
  perch_object_service_ask (perch_remote_object_get_service (self), "getattr",
                            new_params (self, name), perch_object_read_result, task);
}

/**
 * perch_remote_object_get_attribute_finish:
 * @error: as perch_backend_client_call_finish(); %PERCH_BACKEND_ERROR_CALL when there is none
 *
 * Returns: (transfer full) (nullable): what it is
 */
PerchObjectResult *
perch_remote_object_get_attribute_finish (PerchRemoteObject *self,
                                          GAsyncResult *result,
                                          GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * perch_remote_object_set_attribute_async:
 * @name: name of an attribute, which may have dots
 * @value: any value; for another object, perch_remote_object_to_json()
 * @cancellable: (nullable):
 *
 * Sets an attribute.
 */
void
perch_remote_object_set_attribute_async (PerchRemoteObject *self,
                                         const char *name,
                                         JsonNode *value,
                                         GCancellable *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer user_data)
{
  GTask *task = NULL;
  JsonObject *params = NULL;

  g_return_if_fail (perch_remote_object_get_id (self) != NULL);
  g_return_if_fail (name != NULL);
  g_return_if_fail (value != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, perch_remote_object_set_attribute_async);
  params = new_params (self, name);
  json_object_set_member (params, "value", json_node_copy (value));
  perch_object_service_ask (perch_remote_object_get_service (self), "setattr", params,
                            perch_object_read_success, task);
}

/**
 * perch_remote_object_set_attribute_finish:
 * @error: as perch_backend_client_call_finish(); %PERCH_BACKEND_ERROR_CALL when it can't be set
 *
 * Returns: whether it is set
 */
gboolean
perch_remote_object_set_attribute_finish (PerchRemoteObject *self,
                                          GAsyncResult *result,
                                          GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_int (G_TASK (result), error) == 1;
}

static void
floats_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  guint rows = 0;
  guint columns = 0;
  GBytes *values = perch_backend_client_floats_finish (PERCH_BACKEND_CLIENT (source), result, &rows,
                                                       &columns, &error);

  if (values != NULL)
    g_task_return_pointer (task, perch_floats_new_take (values, rows, columns),
                           (GDestroyNotify) perch_floats_free);
  else
    g_task_return_error (task, error);
}

/**
 * perch_remote_object_get_floats_async:
 * @self: a list or an array of numbers
 * @dimensions: 1, and then an object with more is read row after row, or 2
 * @cancellable: (nullable):
 *
 * Fetches numbers, as bytes where the wire can.
 */
void
perch_remote_object_get_floats_async (PerchRemoteObject *self,
                                      guint dimensions,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data)
{
  PerchObjectService *service = NULL;
  GTask *task = NULL;

  g_return_if_fail (perch_remote_object_get_id (self) != NULL);
  g_return_if_fail (dimensions == 1 || dimensions == 2);

  service = perch_remote_object_get_service (self);
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, perch_remote_object_get_floats_async);
  perch_backend_client_floats_async (
      perch_object_service_get_client (service), perch_remote_object_get_id (self), dimensions,
      perch_object_service_get_timeout (service), cancellable, floats_cb, task);
}

/**
 * perch_remote_object_get_floats_finish:
 * @rows: (out) (optional): 1 when one dimension was asked for
 * @columns: (out) (optional): values in a row
 * @error: as perch_backend_client_call_finish(); %PERCH_BACKEND_ERROR_CALL when the object holds
 *   something else
 *
 * Returns: (transfer full) (nullable): doubles in the byte order of this machine, row after row
 */
GBytes *
perch_remote_object_get_floats_finish (
    PerchRemoteObject *self, GAsyncResult *result, guint *rows, guint *columns, GError **error)
{
  g_autoptr (PerchFloats) floats = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  floats = g_task_propagate_pointer (G_TASK (result), error);
  if (floats == NULL)
    return NULL;
  if (rows != NULL)
    *rows = floats->rows;
  if (columns != NULL)
    *columns = floats->columns;
  return g_bytes_ref (floats->values);
}
