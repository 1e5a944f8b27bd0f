/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/error.h"
#include "backend-manager/object-service-private.h"

/* Answers of servers that are not ours, or not quite. */

/* Returns: (transfer full): the task that has read @text */
static GTask *
read_answer (PerchObjectRead read, const char *text)
{
  g_autoptr (JsonNode) node = json_from_string (text, NULL);
  g_autoptr (PerchBackendEndpoint) endpoint =
      perch_backend_endpoint_new_for_socket ("/nowhere", NULL);
  g_autoptr (PerchBackendClient) client = perch_backend_client_new (endpoint, NULL, NULL);
  g_autoptr (PerchObjectService) service = perch_object_service_new (client);
  GTask *task = g_task_new (NULL, NULL, NULL, NULL);

  g_assert_nonnull (node);
  read (service, json_node_get_object (node), task);
  return task;
}

static void
test_values (void)
{
  static const struct
  {
    const char *answer;
    const char *value;
    guint n_notes;
  } cases[] = {
    { "{\"value\": null}", "null", 0 },
    { "{\"value\": [false]}", "[false]", 0 },
    { "{\"value\": 0, \"handleId\": \"handle_1\"}", "0", 0 },
    { "{\"value\": 1, \"notes\": [\"one\", 2, \"two\"]}", "1", 2 },
    { "{\"value\": 1, \"notes\": {}}", "1", 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GTask) task = read_answer (perch_object_read_result, cases[i].answer);
      g_autoptr (PerchObjectResult) result = g_task_propagate_pointer (task, NULL);
      g_autofree char *value = NULL;

      g_assert_nonnull (result);
      g_assert_null (result->object);
      value = json_to_string (result->value, FALSE);
      g_assert_cmpstr (value, ==, cases[i].value);
      g_assert_cmpuint (result->notes != NULL ? g_strv_length (result->notes) : 0, ==,
                        cases[i].n_notes);
    }
}

static void
test_objects (void)
{
  g_autoptr (GTask) task =
      read_answer (perch_object_read_result, "{\"isHandle\": true, \"handleId\": \"handle_1\"}");
  g_autoptr (PerchObjectResult) result = g_task_propagate_pointer (task, NULL);
  g_autoptr (GTask) typed =
      read_answer (perch_object_read_object, "{\"handleId\": \"handle_2\", \"typeName\": \"set\"}");
  g_autoptr (PerchRemoteObject) object = g_task_propagate_pointer (typed, NULL);
  g_autofree char *first = perch_remote_object_steal_id (result->object);
  g_autofree char *second = perch_remote_object_steal_id (object);

  g_assert_null (result->value);
  g_assert_cmpstr (first, ==, "handle_1");
  g_assert_cmpstr (second, ==, "handle_2");
  g_assert_cmpstr (perch_remote_object_get_type_name (object), ==, "set");
}

static void
test_flags (void)
{
  g_autoptr (GTask) yes = read_answer (perch_object_read_success, "{\"success\": true}");
  g_autoptr (GTask) no = read_answer (perch_object_read_available, "{\"available\": false}");

  g_assert_cmpint (g_task_propagate_int (yes, NULL), ==, 1);
  g_assert_cmpint (g_task_propagate_int (no, NULL), ==, 0);
}

static void
test_wrong_answers (void)
{
  static const struct
  {
    PerchObjectRead read;
    const char *answer;
  } cases[] = {
    { perch_object_read_object, "{}" },
    { perch_object_read_object, "{\"handleId\": 3}" },
    { perch_object_read_object, "{\"handleId\": null}" },
    { perch_object_read_result, "{\"result\": 1}" },
    { perch_object_read_result, "{\"isHandle\": true}" },
    { perch_object_read_success, "{\"success\": \"yes\"}" },
    { perch_object_read_success, "{}" },
    { perch_object_read_available, "{\"success\": true}" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GTask) task = read_answer (cases[i].read, cases[i].answer);
      g_autoptr (GError) error = NULL;

      g_task_propagate_int (task, &error);
      g_assert_error (error, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_CALL);
      g_assert_nonnull (g_strstr_len (error->message, -1, "as the object service does"));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/object-result/values", test_values);
  g_test_add_func ("/object-result/objects", test_objects);
  g_test_add_func ("/object-result/flags", test_flags);
  g_test_add_func ("/object-result/wrong-answers", test_wrong_answers);
  return g_test_run ();
}
