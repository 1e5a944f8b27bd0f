/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/python-interpreter.h"

#include <glib/gstdio.h>

#include "backend-manager/error.h"
#include "tests/unit/backend-manager/scratch.h"

typedef struct
{
  PerchScratch scratch;
  char *path; /* $PATH of the test program */
} Fixture;

static void
setup (Fixture *fixture, gconstpointer data)
{
  perch_scratch_init (&fixture->scratch);
  fixture->path = g_strdup (g_getenv ("PATH"));
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  g_setenv ("PATH", fixture->path, TRUE);
  g_free (fixture->path);
  perch_scratch_clear (&fixture->scratch);
}

/* Returns: (transfer full): the interpreter of a virtual environment that is made at @name */
static char *
make_venv (Fixture *fixture, const char *name)
{
  g_autofree char *config = g_build_filename (name, "pyvenv.cfg", NULL);
  g_autofree char *python = g_build_filename (name, "bin/python", NULL);

  g_free (perch_scratch_write (&fixture->scratch, config, "home = /usr/bin\n", 0644));
  return perch_scratch_write (&fixture->scratch, python, "#!/bin/sh\n", 0755);
}

static void
assert_found (Fixture *fixture, const char *script, const char *expected)
{
  g_autofree char *path = g_build_filename (fixture->scratch.dir, script, NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *found = perch_python_interpreter_find (path, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (found, ==, expected);
}

static void
test_in_venv (Fixture *fixture, gconstpointer data)
{
  g_autofree char *python = make_venv (fixture, "v");

  assert_found (fixture, "v/bin/main.py", python);
  assert_found (fixture, "v/lib/python3/site-packages/a/b/c/main.py", python);
}

static void
test_beside (Fixture *fixture, gconstpointer data)
{
  g_autofree char *fallback = g_find_program_in_path ("python3");
  g_autofree char *visible = make_venv (fixture, "venv");
  g_autofree char *hidden = NULL;

  assert_found (fixture, "main.py", visible);
  assert_found (fixture, "src/app/main.py", visible);
  assert_found (fixture, "a/src/app/main.py", fallback);
  hidden = make_venv (fixture, ".venv");
  assert_found (fixture, "main.py", hidden);
}

static void
test_broken_or_foreign_is_skipped (Fixture *fixture, gconstpointer data)
{
  g_autofree char *python = make_venv (fixture, "venv");
  g_autofree char *hidden = make_venv (fixture, ".venv");
  g_autofree char *folder = g_build_filename (fixture->scratch.dir, ".venv", NULL);

  assert_found (fixture, "main.py", hidden);
  g_assert_cmpint (g_chmod (folder, 0757), ==, 0);
  assert_found (fixture, "main.py", python);
  g_assert_cmpint (g_chmod (folder, 0755), ==, 0);
  g_assert_cmpint (g_remove (hidden), ==, 0);
  assert_found (fixture, "main.py", python);
}

static void
test_profile (Fixture *fixture, gconstpointer data)
{
  g_autofree char *beside = make_venv (fixture, "venv");
  g_autofree char *python = make_venv (fixture, "other");
  g_autofree char *venv = g_build_filename (fixture->scratch.dir, "other", NULL);
  g_autofree char *script = g_build_filename (fixture->scratch.dir, "main.py", NULL);
  g_autofree char *found = perch_python_interpreter_find (script, venv, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpstr (found, ==, python);
  g_assert_cmpstr (beside, !=, found);
  g_assert_cmpint (g_remove (python), ==, 0);
  g_assert_null (perch_python_interpreter_find (script, venv, &error));
  g_assert_error (error, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_NOT_FOUND);
  g_assert_true (g_str_has_prefix (error->message, "the virtual environment has no interpreter"));
}

static void
test_path (Fixture *fixture, gconstpointer data)
{
  g_autofree char *script = g_build_filename (fixture->scratch.dir, "main.py", NULL);
  g_autofree char *python =
      perch_scratch_write (&fixture->scratch, "bin/python3", "#!/bin/sh\n", 0755);
  g_autofree char *folder = g_path_get_dirname (python);
  g_autoptr (GError) error = NULL;

  g_setenv ("PATH", folder, TRUE);
  assert_found (fixture, "main.py", python);
  g_setenv ("PATH", "/no/such/folder", TRUE);
  g_assert_null (perch_python_interpreter_find (script, NULL, &error));
  g_assert_error (error, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_NOT_FOUND);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
#define ADD(name, func)                                                                            \
  g_test_add ("/python-interpreter/" name, Fixture, NULL, setup, func, teardown)
  ADD ("in-venv", test_in_venv);
  ADD ("beside", test_beside);
  ADD ("broken-or-foreign-is-skipped", test_broken_or_foreign_is_skipped);
  ADD ("profile", test_profile);
  ADD ("path", test_path);
  return g_test_run ();
}
