/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/venv-needs.h"

#include "backend-manager/error.h"

static PerchPythonEnvironment *
make (const char *version)
{
  PerchPythonEnvironment *environment = g_new0 (PerchPythonEnvironment, 1);

  environment->version = g_strdup (version);
  environment->packages = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return environment;
}

static void
install (PerchPythonEnvironment *environment, const char *name, const char *version)
{
  g_hash_table_insert (environment->packages, g_strdup (name), g_strdup (version));
}

static void
assert_lacks (PerchPythonEnvironment *environment, PerchBackendKind kind, const char *expected)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (perch_venv_needs_check (environment, kind, &error));
  g_assert_true (error->domain == PERCH_BACKEND_ERROR);
  g_assert_cmpstr (error->message, ==, expected);
}

static void
test_packages (void)
{
  g_autoptr (PerchPythonEnvironment) environment = make ("3.11.2");

  g_assert_true (perch_venv_needs_check (environment, PERCH_BACKEND_KIND_PIPE, NULL));
  assert_lacks (environment, PERCH_BACKEND_KIND_HTTP, "it has no fastapi, it has no uvicorn");
  install (environment, "fastapi", "0.10");
  install (environment, "uvicorn", "0.17.6");
  assert_lacks (environment, PERCH_BACKEND_KIND_HTTP, "its fastapi 0.10 is older than 0.92");
  install (environment, "fastapi", "1.0");
  assert_lacks (environment, PERCH_BACKEND_KIND_HTTP, "its fastapi 1.0 is not below 1");
  install (environment, "fastapi", "0.115.6");
  g_assert_true (perch_venv_needs_check (environment, PERCH_BACKEND_KIND_HTTP, NULL));
}

static void
test_broken_or_old (void)
{
  g_autoptr (PerchPythonEnvironment) old = make ("3.7.16");
  g_autoptr (PerchPythonEnvironment) broken = make (NULL);

  assert_lacks (old, PERCH_BACKEND_KIND_PIPE, "its Python 3.7.16 is older than 3.8");
  broken->problem = g_strdup ("it has no bin/python");
  assert_lacks (broken, PERCH_BACKEND_KIND_PIPE, "it has no bin/python");
}

static void
test_requirements (void)
{
  g_auto (GStrv) http = perch_venv_needs_list_requirements (PERCH_BACKEND_KIND_HTTP);
  g_auto (GStrv) pipe = perch_venv_needs_list_requirements (PERCH_BACKEND_KIND_PIPE);
  g_auto (GStrv) rpc = perch_venv_needs_list_requirements (PERCH_BACKEND_KIND_RPC);

  g_assert_cmpuint (g_strv_length (http), ==, 2);
  g_assert_true (g_str_has_prefix (http[0], "fastapi>="));
  g_assert_true (g_str_has_prefix (http[1], "uvicorn>="));
  g_assert_cmpuint (g_strv_length (pipe), ==, 0);
  g_assert_true (g_str_has_prefix (rpc[0], "grpcio>="));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/venv-needs/packages", test_packages);
  g_test_add_func ("/venv-needs/broken-or-old", test_broken_or_old);
  g_test_add_func ("/venv-needs/requirements", test_requirements);
  return g_test_run ();
}
