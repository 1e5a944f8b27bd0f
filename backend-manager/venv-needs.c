/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/venv-needs.h"

#include "backend-manager/error.h"
#include "backend-manager/version-number.h"

/* The only place that says which versions the servers that Perch carries work with: with all from
 * the oldest one that is tested, Debian's, up to the next that may break what it promises. */
static const struct
{
  PerchBackendKind kind;
  const char *package;
  const char *at_least;
  const char *below;
} needs[] = {
  { PERCH_BACKEND_KIND_HTTP, "fastapi", "0.92", "1" },
  { PERCH_BACKEND_KIND_HTTP, "uvicorn", "0.17", "1" },
  { PERCH_BACKEND_KIND_RPC, "grpcio", "1.51", "2" },
  { PERCH_BACKEND_KIND_RPC, "protobuf", "3.21", "7" },
};

#define OLDEST_PYTHON "3.8"

/**
 * perch_venv_needs_list_packages:
 *
 * Returns: (transfer none) (array zero-terminated=1): names of the packages that are shown of an
 *   environment: those that a kind of backend needs, and numpy, which makes arrays fast
 */
const char *const *
perch_venv_needs_list_packages (void)
{
  static const char *const names[] = {
    "fastapi", "uvicorn", "grpcio", "protobuf", "numpy", NULL,
  };

  return names;
}

/**
 * perch_venv_needs_list_requirements:
 * @kind: a kind of backend
 *
 * Returns: (transfer full) (array zero-terminated=1): what pip is to install for the server of that
 *   kind; empty when Python alone is enough
 */
GStrv
perch_venv_needs_list_requirements (PerchBackendKind kind)
{
  g_autoptr (GStrvBuilder) requirements = g_strv_builder_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (needs); i++)
    {
      g_autofree char *requirement =
          g_strdup_printf ("%s>=%s,<%s", needs[i].package, needs[i].at_least, needs[i].below);

      if (needs[i].kind == kind)
        g_strv_builder_add (requirements, requirement);
    }
  return g_strv_builder_end (requirements);
}

/* Returns: (transfer full): what is wrong with its packages, "" when nothing is */
static char *
find_wants (const PerchPythonEnvironment *environment, PerchBackendKind kind)
{
  GString *wants = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (needs); i++)
    {
      const char *version = g_hash_table_lookup (environment->packages, needs[i].package);
      const char *between = wants->len > 0 ? ", " : "";

      if (needs[i].kind != kind)
        continue;
      if (version == NULL)
        g_string_append_printf (wants, "%sit has no %s", between, needs[i].package);
      else if (perch_version_number_compare (version, needs[i].at_least) < 0)
        g_string_append_printf (wants, "%sits %s %s is older than %s", between, needs[i].package,
                                version, needs[i].at_least);
      else if (perch_version_number_compare (version, needs[i].below) >= 0)
        g_string_append_printf (wants, "%sits %s %s is not below %s", between, needs[i].package,
                                version, needs[i].below);
    }
  return g_string_free (wants, FALSE);
}

/**
 * perch_venv_needs_check:
 * @environment: an environment
 * @kind: a kind of backend
 * @error: %PERCH_BACKEND_ERROR_NOT_EXECUTABLE when it is broken, %PERCH_BACKEND_ERROR_NOT_FOUND
 *   when it has not what is needed; the text goes behind its name
 *
 * Returns: whether it can run the server that Perch carries for @kind
 */
gboolean
perch_venv_needs_check (const PerchPythonEnvironment *environment,
                        PerchBackendKind kind,
                        GError **error)
{
  const char *version = NULL;
  g_autofree char *wants = NULL;

  g_return_val_if_fail (environment != NULL, FALSE);

  version = environment->version;
  if (environment->problem != NULL)
    {
      g_set_error_literal (error, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_NOT_EXECUTABLE,
                           environment->problem);
      return FALSE;
    }
  if (version != NULL && perch_version_number_compare (version, OLDEST_PYTHON) < 0)
    {
      g_set_error (error, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_NOT_EXECUTABLE,
                   "its Python %s is older than %s", version, OLDEST_PYTHON);
      return FALSE;
    }
  wants = find_wants (environment, kind);
  if (*wants == '\0')
    return TRUE;
  g_set_error_literal (error, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_NOT_FOUND, wants);
  return FALSE;
}
