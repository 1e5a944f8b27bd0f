/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/cli/python-json.h"

#include "backend-manager/carried-server.h"
#include "backend-manager/json-text.h"
#include "backend-manager/python-runtimes.h"
#include "backend-manager/venv-needs.h"

static JsonNode *
wrap_object (JsonObject *object)
{
  JsonNode *node = json_node_alloc ();

  json_node_init_object (node, object);
  json_object_unref (object);
  return node;
}

static JsonNode *
wrap_array (JsonArray *array)
{
  JsonNode *node = json_node_alloc ();

  json_node_init_array (node, array);
  json_array_unref (array);
  return node;
}

/**
 * perch_python_json_for_runtimes:
 * @runtimes: (element-type PerchPythonRuntime): Pythons
 *
 * Returns: (transfer full): an array of objects, for programs
 */
JsonNode *
perch_python_json_for_runtimes (GPtrArray *runtimes)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < runtimes->len; i++)
    {
      const PerchPythonRuntime *runtime = g_ptr_array_index (runtimes, i);
      JsonObject *object = json_object_new ();

      perch_json_set_text (object, "path", runtime->path);
      perch_json_set_text (object, "version", runtime->version);
      perch_json_set_text (object, "architecture", runtime->machine);
      perch_json_set_text (object, "origin", perch_python_origin_to_string (runtime->origin));
      perch_json_set_text (object, "problem", runtime->problem);
      json_array_add_object_element (array, object);
    }
  return wrap_array (array);
}

static JsonObject *
describe_packages (const PerchPythonEnvironment *environment)
{
  JsonObject *object = json_object_new ();
  const char *const *names = perch_venv_needs_list_packages ();

  for (; *names != NULL; names++)
    perch_json_set_text (object, *names, g_hash_table_lookup (environment->packages, *names));
  return object;
}

static JsonObject *
describe_fitness (const PerchPythonEnvironment *environment)
{
  gsize n_kinds = 0;
  const PerchBackendKind *kinds = perch_carried_server_list_kinds (&n_kinds);
  JsonObject *object = json_object_new ();

  for (gsize i = 0; i < n_kinds; i++)
    json_object_set_boolean_member (object, perch_backend_kind_to_string (kinds[i]),
                                    perch_venv_needs_check (environment, kinds[i], NULL));
  return object;
}

/**
 * perch_python_json_for_environment:
 *
 * Returns: (transfer full): an object, for programs
 */
JsonNode *
perch_python_json_for_environment (const PerchPythonEnvironment *environment)
{
  JsonObject *object = json_object_new ();

  perch_json_set_text (object, "path", environment->path);
  perch_json_set_text (object, "name", environment->name);
  perch_json_set_text (object, "kind", perch_environment_kind_to_string (environment->kind));
  perch_json_set_text (object, "python", environment->python);
  perch_json_set_text (object, "version", environment->version);
  perch_json_set_text (object, "architecture", environment->machine);
  json_object_set_boolean_member (object, "made_by_perch", environment->made_by_perch);
  json_object_set_object_member (object, "packages", describe_packages (environment));
  json_object_set_object_member (object, "can_run", describe_fitness (environment));
  perch_json_set_text (object, "problem", environment->problem);
  return wrap_object (object);
}

/**
 * perch_python_json_for_environments:
 * @environments: (element-type PerchPythonEnvironment): environments
 *
 * Returns: (transfer full): an array of objects, for programs
 */
JsonNode *
perch_python_json_for_environments (GPtrArray *environments)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < environments->len; i++)
    json_array_add_element (array, perch_python_json_for_environment (environments->pdata[i]));
  return wrap_array (array);
}
