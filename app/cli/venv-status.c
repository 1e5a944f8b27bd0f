/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/cli/output.h"
#include "app/cli/python-json.h"
#include "app/cli/python-list.h"
#include "app/cli/venv-commands.h"
#include "backend-manager/carried-server.h"
#include "backend-manager/text.h"
#include "backend-manager/venv-needs.h"

/**
 * perch_venv_list:
 * @json: whether programs are to read it
 *
 * Lists the environments.
 *
 * Returns: what to exit with
 */
PerchExitStatus
perch_venv_list (gboolean json)
{
  g_autoptr (GPtrArray) environments = perch_python_list_environments ();
  g_autofree char *text = NULL;
  g_autoptr (JsonNode) node = NULL;

  if (json)
    {
      node = json_from_string ("{\"status\":\"ok\"}", NULL);
      json_object_set_member (json_node_get_object (node), "environments",
                              perch_python_json_for_environments (environments));
      perch_output_json (node);
      return PERCH_EXIT_OK;
    }
  text = perch_python_list_format_environments (environments);
  g_print ("%s", text);
  return PERCH_EXIT_OK;
}

static void
print_field (const char *name, const char *value)
{
  g_autofree char *shown = perch_text_escape (value != NULL ? value : "-");

  g_print ("%-12s %s\n", name, shown);
}

static void
print_fitness (const PerchPythonEnvironment *environment)
{
  gsize n_kinds = 0;
  const PerchBackendKind *kinds = perch_carried_server_list_kinds (&n_kinds);

  for (gsize i = 0; i < n_kinds; i++)
    {
      const char *kind = perch_backend_kind_to_string (kinds[i]);
      g_autofree char *heading = g_strdup_printf ("for %s", kind);
      g_autoptr (GError) error = NULL;

      if (perch_venv_needs_check (environment, kinds[i], &error))
        print_field (heading, "good");
      else
        print_field (heading, error->message);
    }
}

static void
print_environment (const PerchPythonEnvironment *environment)
{
  const char *const *names = perch_venv_needs_list_packages ();
  const char *kind = perch_environment_kind_to_string (environment->kind);
  g_autofree char *maker =
      g_strconcat (kind, environment->made_by_perch ? ", made by Perch" : NULL, NULL);

  print_field ("name", environment->name);
  print_field ("folder", environment->path);
  print_field ("kind", maker);
  print_field ("Python", environment->version);
  print_field ("made for", environment->machine);
  for (; *names != NULL; names++)
    print_field (*names, g_hash_table_lookup (environment->packages, *names));
  if (environment->problem != NULL)
    print_field ("problem", environment->problem);
  else
    print_fitness (environment);
}

/**
 * perch_venv_status:
 * @typed: which environment
 * @json: whether programs are to read it
 *
 * Says what is in an environment, and what it can be used for.
 *
 * Returns: what to exit with; %PERCH_EXIT_FAILED for a broken one, too
 */
PerchExitStatus
perch_venv_status (const char *typed, gboolean json)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PerchPythonEnvironment) environment = perch_venv_find (typed, &error);
  g_autoptr (JsonNode) node = NULL;

  if (environment == NULL)
    return perch_output_failure (json, NULL, error);
  if (json)
    {
      node = perch_python_json_for_environment (environment);
      perch_output_json (node);
    }
  else
    print_environment (environment);
  return environment->problem == NULL ? PERCH_EXIT_OK : PERCH_EXIT_FAILED;
}
