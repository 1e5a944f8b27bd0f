/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/cli/python-list.h"

#include "app/cli/await.h"
#include "app/cli/table.h"
#include "backend-manager/python-environments.h"
#include "backend-manager/python-runtimes.h"
#include "backend-manager/text.h"

/**
 * perch_python_list_runtimes:
 * @cancellable: (nullable): to stop waiting for them
 *
 * Finds the Pythons that are installed. For the command line only: it blocks.
 *
 * Returns: (transfer full) (element-type PerchPythonRuntime) (nullable): the Pythons; %NULL only
 *   when cancelled
 */
GPtrArray *
perch_python_list_runtimes (GCancellable *cancellable)
{
  g_autoptr (PerchPythonSurroundings) surroundings = perch_python_surroundings_new_for_user ();
  g_autoptr (PerchAwait) await = perch_await_new ();

  perch_python_runtimes_find_async (surroundings, cancellable, perch_await_ready_cb, await);
  return perch_python_runtimes_find_finish (perch_await_result (await), NULL);
}

/**
 * perch_python_list_environments:
 *
 * Finds the environments of the person, and of the folder that is worked in. For the command line
 * only: it blocks.
 *
 * Returns: (transfer full) (element-type PerchPythonEnvironment): the environments
 */
GPtrArray *
perch_python_list_environments (void)
{
  g_autoptr (PerchPythonSurroundings) surroundings = perch_python_surroundings_new_for_user ();
  g_autoptr (PerchAwait) await = perch_await_new ();

  perch_python_environments_find_async (surroundings, NULL, perch_await_ready_cb, await);
  return perch_python_environments_find_finish (perch_await_result (await), NULL);
}

static const char *
or_dash (const char *text)
{
  return text != NULL ? text : "-";
}

static void
append_problem (GString *text, const char *what, const char *problem)
{
  g_autofree char *shown = perch_text_escape (what);
  g_autofree char *reason = NULL;

  if (problem == NULL)
    return;
  reason = perch_text_escape (problem);
  g_string_append_printf (text, "\n%s: %s\n", shown, reason);
}

/**
 * perch_python_list_format_runtimes:
 * @runtimes: (element-type PerchPythonRuntime): Pythons
 *
 * Returns: (transfer full): a table of them, and what is wrong with which
 */
char *
perch_python_list_format_runtimes (GPtrArray *runtimes)
{
  static const char *const headings[] = { "PYTHON", "FROM", "ARCHITECTURE", "PATH", NULL };
  g_autoptr (PerchTable) table = perch_table_new (headings);
  g_autofree char *rows = NULL;
  GString *text = NULL;

  for (guint i = 0; i < runtimes->len; i++)
    {
      const PerchPythonRuntime *runtime = g_ptr_array_index (runtimes, i);
      const char *const cells[] = {
        runtime->problem != NULL ? "broken" : or_dash (runtime->version),
        perch_python_origin_to_string (runtime->origin),
        or_dash (runtime->machine),
        runtime->path,
        NULL,
      };

      perch_table_add_row (table, cells);
    }
  rows = perch_table_format (table, FALSE);
  text = g_string_new (rows);
  for (guint i = 0; i < runtimes->len; i++)
    {
      const PerchPythonRuntime *runtime = g_ptr_array_index (runtimes, i);
      append_problem (text, runtime->path, runtime->problem);
    }
  return g_string_free (text, FALSE);
}

static void
add_environment (PerchTable *table, const PerchPythonEnvironment *environment)
{
  GHashTable *packages = environment->packages;
  const char *const cells[] = {
    environment->name,
    perch_environment_kind_to_string (environment->kind),
    environment->problem != NULL ? "broken" : or_dash (environment->version),
    or_dash (g_hash_table_lookup (packages, "fastapi")),
    or_dash (g_hash_table_lookup (packages, "uvicorn")),
    or_dash (g_hash_table_lookup (packages, "grpcio")),
    or_dash (g_hash_table_lookup (packages, "numpy")),
    environment->path,
    NULL,
  };

  perch_table_add_row (table, cells);
}

/**
 * perch_python_list_format_environments:
 * @environments: (element-type PerchPythonEnvironment): environments
 *
 * Returns: (transfer full): a table of them, and what is wrong with which
 */
char *
perch_python_list_format_environments (GPtrArray *environments)
{
  static const char *const headings[] = { "ENVIRONMENT", "KIND",  "PYTHON", "FASTAPI", "UVICORN",
                                          "GRPCIO",      "NUMPY", "PATH",   NULL };
  g_autoptr (PerchTable) table = perch_table_new (headings);
  g_autofree char *rows = NULL;
  GString *text = NULL;

  for (guint i = 0; i < environments->len; i++)
    add_environment (table, g_ptr_array_index (environments, i));
  rows = perch_table_format (table, FALSE);
  text = g_string_new (rows);
  for (guint i = 0; i < environments->len; i++)
    {
      const PerchPythonEnvironment *environment = g_ptr_array_index (environments, i);
      append_problem (text, environment->path, environment->problem);
    }
  return g_string_free (text, FALSE);
}
