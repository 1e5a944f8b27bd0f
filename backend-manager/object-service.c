/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/object-service-private.h"

#define DEFAULT_TIMEOUT_MS 30000

/**
 * PerchObjectService:
 *
 * The modules and objects of a Python backend, such as http_server.py, pipe_server.py and
 * rpc_server.py are. They are reached through any #PerchBackendClient.
 *
 * Answers are read where the caller's main loop runs: a MiB of JSON takes about 10 ms. Arrays of
 * numbers are better fetched with perch_remote_object_get_floats_async().
 */
struct _PerchObjectService
{
  GObject parent_instance;
  PerchBackendClient *client; /* (owned) */
  guint timeout_ms;
};
G_DEFINE_FINAL_TYPE (PerchObjectService, perch_object_service, G_TYPE_OBJECT)

static void
perch_object_service_finalize (GObject *object)
{
  PerchObjectService *self = PERCH_OBJECT_SERVICE (object);

  g_clear_object (&self->client);
  G_OBJECT_CLASS (perch_object_service_parent_class)->finalize (object);
}

static void
perch_object_service_class_init (PerchObjectServiceClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = perch_object_service_finalize;
}

static void
perch_object_service_init (PerchObjectService *self)
{
  self->timeout_ms = DEFAULT_TIMEOUT_MS;
}

/**
 * perch_object_service_new:
 * @client: the way to the backend
 *
 * Returns: (transfer full): its object service; whether it has one, the first call tells
 */
PerchObjectService *
perch_object_service_new (PerchBackendClient *client)
{
  PerchObjectService *self = NULL;

  g_return_val_if_fail (PERCH_IS_BACKEND_CLIENT (client), NULL);

  self = g_object_new (PERCH_TYPE_OBJECT_SERVICE, NULL);
  self->client = g_object_ref (client);
  return self;
}

/**
 * perch_object_service_set_timeout:
 * @timeout_ms: how long an answer may take from now on, in milliseconds; 30 s if nothing is said
 */
void
perch_object_service_set_timeout (PerchObjectService *self, guint timeout_ms)
{
  g_return_if_fail (PERCH_IS_OBJECT_SERVICE (self));

  self->timeout_ms = timeout_ms;
}

/**
 * perch_object_service_get_timeout:
 *
 * Returns: how long an answer may take, in milliseconds
 */
guint
perch_object_service_get_timeout (PerchObjectService *self)
{
  g_return_val_if_fail (PERCH_IS_OBJECT_SERVICE (self), 0);

  return self->timeout_ms;
}

/**
 * perch_object_service_get_client:
 *
 * Returns: (transfer none): the way to the backend
 */
PerchBackendClient *
perch_object_service_get_client (PerchObjectService *self)
{
  g_return_val_if_fail (PERCH_IS_OBJECT_SERVICE (self), NULL);

  return self->client;
}

/**
 * perch_object_service_import_async:
 * @module: a module's name, which may have dots
 * @cancellable: (nullable):
 *
 * Imports a module. From then on expressions know it by its name, too.
 */
void
perch_object_service_import_async (PerchObjectService *self,
                                   const char *module,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  GTask *task = NULL;
  JsonObject *params = NULL;

  g_return_if_fail (PERCH_IS_OBJECT_SERVICE (self));
  g_return_if_fail (module != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, perch_object_service_import_async);
  params = json_object_new ();
  json_object_set_string_member (params, "moduleName", module);
  perch_object_service_ask (self, "import", params, perch_object_read_object, task);
}

/**
 * perch_object_service_import_finish:
 * @error: as perch_backend_client_call_finish(); %PERCH_BACKEND_ERROR_CALL when there is no such
 * module
 *
 * Returns: (transfer full) (nullable): the module
 */
PerchRemoteObject *
perch_object_service_import_finish (PerchObjectService *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * perch_object_service_eval_async:
 * @expression: an expression of Python
 * @locals: (nullable): values that the expression knows by name; those without a name are not sent
 * @cancellable: (nullable):
 *
 * Evaluates an expression.
 */
void
perch_object_service_eval_async (PerchObjectService *self,
                                 const char *expression,
                                 const PerchObjectArguments *locals,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  GTask *task = NULL;
  JsonObject *params = NULL;

  g_return_if_fail (PERCH_IS_OBJECT_SERVICE (self));
  g_return_if_fail (expression != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, perch_object_service_eval_async);
  params = json_object_new ();
  json_object_set_string_member (params, "expression", expression);
  if (locals != NULL)
    json_object_set_object_member (params, "locals",
                                   json_object_ref (perch_object_arguments_get_named (locals)));
  perch_object_service_ask (self, "eval", params, perch_object_read_result, task);
}

/**
 * perch_object_service_eval_finish:
 * @error: as perch_backend_client_call_finish(); %PERCH_BACKEND_ERROR_CALL with what Python has
 * raised
 *
 * Returns: (transfer full) (nullable): what came of it
 */
PerchObjectResult *
perch_object_service_eval_finish (PerchObjectService *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * perch_object_service_wrap_async:
 * @value: any value
 * @cancellable: (nullable):
 *
 * Makes an object of a value, so that it need not be sent again with each call.
 */
void
perch_object_service_wrap_async (PerchObjectService *self,
                                 JsonNode *value,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  GTask *task = NULL;
  JsonObject *params = NULL;

  g_return_if_fail (PERCH_IS_OBJECT_SERVICE (self));
  g_return_if_fail (value != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, perch_object_service_wrap_async);
  params = json_object_new ();
  json_object_set_member (params, "value", json_node_copy (value));
  perch_object_service_ask (self, "wrap", params, perch_object_read_object, task);
}

/**
 * perch_object_service_wrap_finish:
 * @error: as perch_backend_client_call_finish()
 *
 * Returns: (transfer full) (nullable): the object
 */
PerchRemoteObject *
perch_object_service_wrap_finish (PerchObjectService *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * perch_object_service_has_module_async:
 * @module: a module's name, which may have dots
 * @cancellable: (nullable):
 *
 * Asks whether a module could be imported.
 */
void
perch_object_service_has_module_async (PerchObjectService *self,
                                       const char *module,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data)
{
  GTask *task = NULL;
  JsonObject *params = NULL;

  g_return_if_fail (PERCH_IS_OBJECT_SERVICE (self));
  g_return_if_fail (module != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, perch_object_service_has_module_async);
  params = json_object_new ();
  json_object_set_string_member (params, "moduleName", module);
  perch_object_service_ask (self, "module_available", params, perch_object_read_available, task);
}

/**
 * perch_object_service_has_module_finish:
 * @has_module: (out): whether it could
 * @error: as perch_backend_client_call_finish()
 *
 * Returns: whether there was an answer
 */
gboolean
perch_object_service_has_module_finish (PerchObjectService *self,
                                        GAsyncResult *result,
                                        gboolean *has_module,
                                        GError **error)
{
  gssize answer = -1;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (has_module != NULL, FALSE);

  answer = g_task_propagate_int (G_TASK (result), error);
  *has_module = answer == 1;
  return answer != -1;
}
