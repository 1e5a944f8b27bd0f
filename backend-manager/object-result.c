/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/object-result.h"

#include "backend-manager/error.h"
#include "backend-manager/object-service-private.h"

/**
 * perch_object_result_free:
 * @self: (transfer full): lets go of its object as well
 */
void
perch_object_result_free (PerchObjectResult *self)
{
  g_clear_pointer (&self->value, json_node_unref);
  g_clear_object (&self->object);
  g_strfreev (self->notes);
  g_free (self);
}

static void
return_no_answer (GTask *task, const char *name, const char *expected)
{
  g_task_return_new_error (task, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_CALL,
                           "The backend did not answer as the object service does: expected %s as "
                           "“%s”",
                           expected, name);
}

/* Returns: (transfer none) (nullable): a string; %NULL when it is none, or not there */
static const char *
get_string (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && json_node_get_value_type (node) == G_TYPE_STRING
             ? json_node_get_string (node)
             : NULL;
}

/* Returns: (transfer full) (nullable): the object that an answer names */
static PerchRemoteObject *
new_object (PerchObjectService *service, JsonObject *answer)
{
  const char *id = get_string (answer, "handleId");
  const char *type_name = get_string (answer, "typeName");

  return id != NULL ? perch_remote_object_new (service, id, type_name) : NULL;
}

static GStrv
read_notes (JsonObject *answer)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  JsonNode *node = json_object_get_member (answer, "notes");
  JsonArray *notes =
      node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  guint n_notes = notes != NULL ? json_array_get_length (notes) : 0;

  for (guint i = 0; i < n_notes; i++)
    {
      JsonNode *note = json_array_get_element (notes, i);

      if (json_node_get_value_type (note) == G_TYPE_STRING)
        g_strv_builder_add (builder, json_node_get_string (note));
    }
  return n_notes > 0 ? g_strv_builder_end (builder) : NULL;
}

/**
 * perch_object_read_object:
 *
 * Has @task return a #PerchRemoteObject.
 */
void
perch_object_read_object (PerchObjectService *self, JsonObject *answer, GTask *task)
{
  PerchRemoteObject *object = new_object (self, answer);

  if (object != NULL)
    g_task_return_pointer (task, object, g_object_unref);
  else
    return_no_answer (task, "handleId", "a string");
}

/**
 * perch_object_read_result:
 *
 * Has @task return a #PerchObjectResult.
 */
void
perch_object_read_result (PerchObjectService *self, JsonObject *answer, GTask *task)
{
  g_autoptr (PerchObjectResult) result = g_new0 (PerchObjectResult, 1);
  JsonNode *value = json_object_get_member (answer, "value");

  if (value != NULL)
    result->value = json_node_copy (value);
  else
    result->object = new_object (self, answer);
  result->notes = read_notes (answer);

  if (result->value != NULL || result->object != NULL)
    g_task_return_pointer (task, g_steal_pointer (&result),
                           (GDestroyNotify) perch_object_result_free);
  else
    return_no_answer (task, "value", "anything");
}

static void
read_flag (JsonObject *answer, const char *name, GTask *task)
{
  JsonNode *node = json_object_get_member (answer, name);

  if (node != NULL && json_node_get_value_type (node) == G_TYPE_BOOLEAN)
    g_task_return_int (task, json_node_get_boolean (node));
  else
    return_no_answer (task, name, "true or false");
}

/**
 * perch_object_read_success:
 *
 * Has @task return 0 or 1, or -1 with an error.
 */
void
perch_object_read_success (PerchObjectService *self, JsonObject *answer, GTask *task)
{
  read_flag (answer, "success", task);
}

/**
 * perch_object_read_available:
 *
 * Has @task return 0 or 1, or -1 with an error.
 */
void
perch_object_read_available (PerchObjectService *self, JsonObject *answer, GTask *task)
{
  read_flag (answer, "available", task);
}
