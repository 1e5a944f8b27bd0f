/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/python-environment.h"

#include <elf.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "backend-manager/machine.h"
#include "tests/unit/backend-manager/scratch.h"

/* Environments at "v", made of a Python at "opt/bin/python3.11". */
typedef struct
{
  PerchScratch scratch;
} Fixture;

static void
write_file (Fixture *fixture, const char *name, const char *text, int mode)
{
  g_free (perch_scratch_write (&fixture->scratch, name, text, mode));
}

static void
link_to (Fixture *fixture, const char *name, const char *target)
{
  g_autofree char *path = g_build_filename (fixture->scratch.dir, name, NULL);
  g_autofree char *folder = g_path_get_dirname (path);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0755), ==, 0);
  g_remove (path);
  g_assert_cmpint (symlink (target, path), ==, 0);
}

static void
setup (Fixture *fixture, gconstpointer data)
{
  g_autofree char *config = g_strdup_printf ("home = %s/opt/bin\nversion = 3.11.2\n",
                                             perch_scratch_init (&fixture->scratch));

  write_file (fixture, "opt/bin/python3.11", "#!/bin/sh\n", 0755);
  write_file (fixture, "v/pyvenv.cfg", config, 0644);
  write_file (fixture, "v/lib/python3.11/site-packages/fastapi-0.99.dist-info/METADATA", "", 0644);
  link_to (fixture, "v/bin/python", "python3");
  link_to (fixture, "v/bin/python3", "../../opt/bin/python3.11");
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  perch_scratch_clear (&fixture->scratch);
}

static PerchPythonEnvironment *
load (Fixture *fixture, const char *name)
{
  g_autofree char *path = g_build_filename (fixture->scratch.dir, name, NULL);

  return perch_python_environment_load (path);
}

static void
assert_broken (Fixture *fixture, const char *reason)
{
  g_autoptr (PerchPythonEnvironment) environment = load (fixture, "v");

  g_assert_nonnull (environment);
  g_assert_nonnull (environment->problem);
  if (strstr (environment->problem, reason) == NULL)
    g_error ("\"%s\" says nothing of \"%s\"", environment->problem, reason);
}

static void
test_venv (Fixture *fixture, gconstpointer data)
{
  g_autoptr (PerchPythonEnvironment) environment = load (fixture, "v");
  g_autofree char *path = g_build_filename (fixture->scratch.dir, "v", NULL);

  g_assert_cmpstr (environment->problem, ==, NULL);
  g_assert_cmpstr (environment->path, ==, path);
  g_assert_cmpstr (environment->name, ==, "v");
  g_assert_cmpint (environment->kind, ==, PERCH_ENVIRONMENT_VENV);
  g_assert_cmpstr (environment->version, ==, "3.11.2");
  g_assert_false (environment->made_by_perch);
  g_assert_cmpstr (g_hash_table_lookup (environment->packages, "fastapi"), ==, "0.99");
  g_assert_null (g_hash_table_lookup (environment->packages, "numpy"));
}

static void
test_system_packages (Fixture *fixture, gconstpointer data)
{
  g_autofree char *config = g_strdup_printf (
      "home = %s/opt/bin\ninclude-system-site-packages = true\nuv = 0.4\nversion_info = 3.11.2\n",
      fixture->scratch.dir);
  g_autoptr (PerchPythonEnvironment) environment = NULL;
  GHashTable *packages = NULL;

  write_file (fixture, "v/pyvenv.cfg", config, 0644);
  write_file (fixture, "opt/lib/python3.11/site-packages/numpy-1.24.dist-info/METADATA", "", 0644);
  write_file (fixture, "opt/lib/python3/dist-packages/grpcio-1.51.egg-info", "", 0644);
  write_file (fixture, "opt/lib/python3/dist-packages/fastapi-0.1.egg-info", "", 0644);
  environment = load (fixture, "v");
  packages = environment->packages;
  g_assert_cmpint (environment->kind, ==, PERCH_ENVIRONMENT_UV);
  g_assert_cmpstr (g_hash_table_lookup (packages, "numpy"), ==, "1.24");
  g_assert_cmpstr (g_hash_table_lookup (packages, "grpcio"), ==, "1.51");
  g_assert_cmpstr (g_hash_table_lookup (packages, "fastapi"), ==, "0.99");
}

static void
test_none (Fixture *fixture, gconstpointer data)
{
  g_assert_null (load (fixture, "opt"));
  g_assert_null (load (fixture, "opt/bin/python3.11"));
  g_assert_null (load (fixture, "nothing"));
}

static void
test_broken_python (Fixture *fixture, gconstpointer data)
{
  g_autofree char *python = g_build_filename (fixture->scratch.dir, "opt/bin/python3.11", NULL);
  g_autofree char *link = g_build_filename (fixture->scratch.dir, "v/bin/python", NULL);

  g_assert_cmpint (g_chmod (python, 0644), ==, 0);
  assert_broken (fixture, "not marked as executable");
  g_assert_cmpint (g_remove (python), ==, 0);
  assert_broken (fixture, "opt/bin/python3.11, which is not there any more");
  g_assert_cmpint (g_remove (link), ==, 0);
  assert_broken (fixture, "it has no bin/python");
  link_to (fixture, "v/bin/python", "python");
  assert_broken (fixture, "bin/python: ");
}

static void
test_broken_config (Fixture *fixture, gconstpointer data)
{
  g_autofree char *config = g_build_filename (fixture->scratch.dir, "v/pyvenv.cfg", NULL);

  write_file (fixture, "v/pyvenv.cfg", "version = 3.11.2\n", 0644);
  assert_broken (fixture, "its pyvenv.cfg has no line");
  g_assert_cmpint (g_remove (config), ==, 0);
  g_assert_null (load (fixture, "v"));
  write_file (fixture, "v/bin/activate", "", 0644);
  assert_broken (fixture, "it has no pyvenv.cfg");
  g_assert_cmpint (g_mkdir (config, 0755), ==, 0);
  assert_broken (fixture, "is a directory");
}

/* As with --copies: the interpreter is there, and what belongs to it is not. */
static void
test_home_gone (Fixture *fixture, gconstpointer data)
{
  write_file (fixture, "v/pyvenv.cfg", "home = /no/such/bin\nversion = 3.11.2\n", 0644);
  assert_broken (fixture, "/no/such/bin, is not there any more");
}

static void
test_other_version (Fixture *fixture, gconstpointer data)
{
  write_file (fixture, "opt/bin/python3.12", "#!/bin/sh\n", 0755);
  link_to (fixture, "v/bin/python3", "../../opt/bin/python3.12");
  assert_broken (fixture, "for Python 3.11.2, but its bin/python leads to Python 3.12 now");
}

static void
test_other_machine (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->scratch.dir, "opt/bin/python3.11", NULL);
  gboolean on_arm = g_str_equal (perch_machine_of_program ("/proc/self/exe"), "aarch64");
  guchar header[64] = { ELFMAG0, ELFMAG1, ELFMAG2, ELFMAG3, ELFCLASS64, ELFDATA2LSB };
  g_autoptr (PerchPythonEnvironment) environment = NULL;

  header[18] = on_arm ? EM_X86_64 : EM_AARCH64;
  g_assert_true (g_file_set_contents (path, (const char *) header, sizeof header, NULL));
  g_assert_cmpint (g_chmod (path, 0755), ==, 0);
  assert_broken (fixture, "which this machine is not");
  environment = load (fixture, "v");
  g_assert_cmpstr (environment->machine, ==, on_arm ? "x86_64" : "aarch64");
}

static void
test_mark (Fixture *fixture, gconstpointer data)
{
  g_autoptr (PerchPythonEnvironment) environment = NULL;

  write_file (fixture, "v/" PERCH_ENVIRONMENT_MARK, PERCH_ENVIRONMENT_UNFINISHED, 0644);
  assert_broken (fixture, "interrupted");
  write_file (fixture, "v/" PERCH_ENVIRONMENT_MARK, PERCH_ENVIRONMENT_FINISHED, 0644);
  environment = load (fixture, "v");
  g_assert_true (environment->made_by_perch);
  g_assert_cmpstr (environment->problem, ==, NULL);
}

static void
test_conda (Fixture *fixture, gconstpointer data)
{
  g_autoptr (PerchPythonEnvironment) environment = NULL;
  g_autoptr (PerchPythonEnvironment) empty = NULL;
  g_autoptr (PerchPythonEnvironment) base = NULL;

  write_file (fixture, "conda/conda-meta/python-dateutil-2.8-0.json", "{}", 0644);
  write_file (fixture, "conda/bin/python", "#!/bin/sh\n", 0755);
  empty = load (fixture, "conda");
  g_assert_cmpint (empty->kind, ==, PERCH_ENVIRONMENT_CONDA);
  g_assert_nonnull (strstr (empty->problem, "it has no Python"));

  write_file (fixture, "conda/conda-meta/python-3.10.4-h12debd9_0.json", "{}", 0644);
  write_file (fixture, "conda/lib/python3.10/site-packages/numpy-1.26.dist-info/METADATA", "",
              0644);
  environment = load (fixture, "conda");
  g_assert_cmpstr (environment->problem, ==, NULL);
  g_assert_cmpstr (environment->name, ==, "conda");
  g_assert_cmpstr (environment->version, ==, "3.10.4");
  g_assert_cmpstr (g_hash_table_lookup (environment->packages, "numpy"), ==, "1.26");

  write_file (fixture, "conda/condabin/conda", "", 0755);
  write_file (fixture, "conda/envs/.keep", "", 0644);
  base = load (fixture, "conda");
  g_assert_cmpstr (base->name, ==, "base");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
#define ADD(name, func)                                                                            \
  g_test_add ("/python-environment/" name, Fixture, NULL, setup, func, teardown)
  ADD ("venv", test_venv);
  ADD ("system-packages", test_system_packages);
  ADD ("none", test_none);
  ADD ("broken-python", test_broken_python);
  ADD ("broken-config", test_broken_config);
  ADD ("home-gone", test_home_gone);
  ADD ("other-version", test_other_version);
  ADD ("other-machine", test_other_machine);
  ADD ("mark", test_mark);
  ADD ("conda", test_conda);
  return g_test_run ();
}
