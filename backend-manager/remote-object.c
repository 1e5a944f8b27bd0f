/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/object-service-private.h"

/**
 * PerchRemoteObject:
 *
 * An object of a Python backend, known here by its handle. The backend drops it when the last
 * reference here goes.
 */
struct _PerchRemoteObject
{
  GObject parent_instance;
  PerchObjectService *service; /* (owned) */
  char *id; /* (owned) (nullable): %NULL when it is nothing to us any more */
  char *type_name; /* (owned) */
};
G_DEFINE_FINAL_TYPE (PerchRemoteObject, perch_remote_object, G_TYPE_OBJECT)

static void
perch_remote_object_dispose (GObject *object)
{
  PerchRemoteObject *self = PERCH_REMOTE_OBJECT (object);

  if (self->id != NULL)
    perch_object_service_forget (self->service, self->id);
  g_clear_pointer (&self->id, g_free);
  g_clear_object (&self->service);
  G_OBJECT_CLASS (perch_remote_object_parent_class)->dispose (object);
}

static void
perch_remote_object_finalize (GObject *object)
{
  PerchRemoteObject *self = PERCH_REMOTE_OBJECT (object);

  g_free (self->type_name);
  G_OBJECT_CLASS (perch_remote_object_parent_class)->finalize (object);
}

static void
perch_remote_object_class_init (PerchRemoteObjectClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = perch_remote_object_dispose;
  G_OBJECT_CLASS (klass)->finalize = perch_remote_object_finalize;
}

static void
perch_remote_object_init (PerchRemoteObject *self)
{
}

/**
 * perch_remote_object_new:
 * @id: its handle, which is ours to drop
 * @type_name: (nullable): name of its type in Python; %NULL for a module
 *
 * Returns: (transfer full):
 */
PerchRemoteObject *
perch_remote_object_new (PerchObjectService *service, const char *id, const char *type_name)
{
  PerchRemoteObject *self = g_object_new (PERCH_TYPE_REMOTE_OBJECT, NULL);

  self->service = g_object_ref (service);
  self->id = g_strdup (id);
  self->type_name = g_strdup (type_name != NULL ? type_name : "module");
  return self;
}

/**
 * perch_remote_object_get_id:
 *
 * Returns: (transfer none) (nullable): its handle; %NULL after perch_remote_object_steal_id() and
 *   perch_remote_object_dispose_async()
 */
const char *
perch_remote_object_get_id (PerchRemoteObject *self)
{
  g_return_val_if_fail (PERCH_IS_REMOTE_OBJECT (self), NULL);

  return self->id;
}

/**
 * perch_remote_object_get_service:
 *
 * Returns: (transfer none): the backend it is in
 */
PerchObjectService *
perch_remote_object_get_service (PerchRemoteObject *self)
{
  g_return_val_if_fail (PERCH_IS_REMOTE_OBJECT (self), NULL);

  return self->service;
}

/**
 * perch_remote_object_get_type_name:
 *
 * Returns: (transfer none): name of its type in Python, such as "ndarray"
 */
const char *
perch_remote_object_get_type_name (PerchRemoteObject *self)
{
  g_return_val_if_fail (PERCH_IS_REMOTE_OBJECT (self), NULL);

  return self->type_name;
}

/**
 * perch_remote_object_to_json:
 *
 * Who gives it to a call keeps @self until that call is over: else the backend may drop the object
 * before it comes to the call.
 *
 * Returns: (transfer full): what stands for the object where a value is wanted
 */
JsonNode *
perch_remote_object_to_json (PerchRemoteObject *self)
{
  JsonObject *reference = NULL;

  g_return_val_if_fail (PERCH_IS_REMOTE_OBJECT (self), NULL);

  reference = json_object_new ();
  json_object_set_string_member (reference, "handleId", self->id);
  return json_node_init_object (json_node_alloc (), g_steal_pointer (&reference));
}

/**
 * perch_remote_object_steal_id:
 *
 * Lets the object live on when the last reference here goes; somebody else has to drop it.
 *
 * Returns: (transfer full) (nullable): its handle
 */
char *
perch_remote_object_steal_id (PerchRemoteObject *self)
{
  g_return_val_if_fail (PERCH_IS_REMOTE_OBJECT (self), NULL);

  return g_steal_pointer (&self->id);
}

/* Returns: (transfer full): parameters about this object */
static JsonObject *
new_params (PerchRemoteObject *self, const char *key, const char *name_key, const char *name)
{
  JsonObject *params = json_object_new ();

  json_object_set_string_member (params, key, self->id);
  json_object_set_string_member (params, name_key, name);
  return params;
}

static void
add_arguments (JsonObject *params, const PerchObjectArguments *arguments)
{
  if (arguments == NULL)
    return;
  json_object_set_array_member (params, "args",
                                json_array_ref (perch_object_arguments_get_positional (arguments)));
  json_object_set_object_member (params, "kwargs",
                                 json_object_ref (perch_object_arguments_get_named (arguments)));
}

/**
 * perch_remote_object_create_async:
 * @self: a module, or whatever has classes
 * @class_name: the class, or any function
 * @arguments: (nullable): what it is called with
 * @cancellable: (nullable):
 *
 * Makes an object. Unlike a call this gives an object even where JSON could hold the value.
 */
void
perch_remote_object_create_async (PerchRemoteObject *self,
                                  const char *class_name,
                                  const PerchObjectArguments *arguments,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  GTask *task = NULL;
  JsonObject *params = NULL;

  g_return_if_fail (PERCH_IS_REMOTE_OBJECT (self) && self->id != NULL);
  g_return_if_fail (class_name != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, perch_remote_object_create_async);
  params = new_params (self, "moduleHandleId", "className", class_name);
  add_arguments (params, arguments);
  perch_object_service_ask (self->service, "create", params, perch_object_read_object, task);
}

/**
 * perch_remote_object_create_finish:
 * @error: as perch_backend_client_call_finish()
 *
 * Returns: (transfer full) (nullable): the new object
 */
PerchRemoteObject *
perch_remote_object_create_finish (PerchRemoteObject *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * perch_remote_object_call_async:
 * @method: name of a method, which may have dots ("linalg.norm")
 * @arguments: (nullable): what it is called with
 * @cancellable: (nullable):
 *
 * Calls a method.
 */
void
perch_remote_object_call_async (PerchRemoteObject *self,
                                const char *method,
                                const PerchObjectArguments *arguments,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  GTask *task = NULL;
  JsonObject *params = NULL;

  g_return_if_fail (PERCH_IS_REMOTE_OBJECT (self) && self->id != NULL);
  g_return_if_fail (method != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, perch_remote_object_call_async);
  params = new_params (self, "handleId", "methodName", method);
  add_arguments (params, arguments);
  perch_object_service_ask (self->service, "call", params, perch_object_read_result, task);
}

/**
 * perch_remote_object_call_finish:
 * @error: as perch_backend_client_call_finish(); %PERCH_BACKEND_ERROR_CALL with what Python raised
 *
 * Returns: (transfer full) (nullable): what it returned
 */
PerchObjectResult *
perch_remote_object_call_finish (PerchRemoteObject *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * perch_remote_object_dispose_async:
 * @cancellable: (nullable):
 *
 * Has the backend drop the object now. Whoever only lets go of @self need not do this.
 */
void
perch_remote_object_dispose_async (PerchRemoteObject *self,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  GTask *task = NULL;
  JsonObject *params = NULL;
  g_autofree char *id = NULL;

  g_return_if_fail (PERCH_IS_REMOTE_OBJECT (self) && self->id != NULL);

  id = g_steal_pointer (&self->id);
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, perch_remote_object_dispose_async);
  params = json_object_new ();
  json_object_set_string_member (params, "handleId", id);
  perch_object_service_ask (self->service, "dispose", params, perch_object_read_success, task);
}

/**
 * perch_remote_object_dispose_finish:
 * @error: as perch_backend_client_call_finish()
 *
 * Returns: whether there was an answer; that the backend had dropped the object already is none of
 *   the errors
 */
gboolean
perch_remote_object_dispose_finish (PerchRemoteObject *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_int (G_TASK (result), error) != -1;
}
