/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/executable.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "backend-manager/error.h"
#include "tests/unit/backend-manager/scratch.h"

typedef struct
{
  PerchScratch scratch;
  char *here;
} Fixture;

static void
setup (Fixture *fixture, gconstpointer data)
{
  perch_scratch_init (&fixture->scratch);
  fixture->here = g_get_current_dir ();
  g_unsetenv ("PERCH_BACKEND");
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpint (g_chdir (fixture->here), ==, 0);
  g_unsetenv ("PERCH_BACKEND");
  g_free (fixture->here);
  perch_scratch_clear (&fixture->scratch);
}

static void
assert_found (const PerchExecutablePlaces *places, const char *expected)
{
  g_autofree char *found = perch_executable_find (places);

  g_assert_cmpstr (found, ==, expected);
}

static void
test_order (Fixture *fixture, gconstpointer data)
{
  g_autofree char *installed =
      perch_scratch_write (&fixture->scratch, "lib/resources/python/backend", "x", 0755);
  g_autofree char *dist = perch_scratch_write (&fixture->scratch, "python/dist/backend", "x", 0755);
  g_autofree char *lib = g_build_filename (fixture->scratch.dir, "lib", NULL);
  g_autofree char *relative = g_build_filename (fixture->scratch.dir, "relative", NULL);
  PerchExecutablePlaces places = { "/o/missing", lib, "/e/missing", "/p/missing" };

  g_assert_cmpint (g_chdir (fixture->scratch.dir), ==, 0);
  g_setenv ("PERCH_BACKEND", "relative", TRUE);
  assert_found (&places, "/o/missing");
  places.override = NULL;
  assert_found (&places, relative);
  g_setenv ("PERCH_BACKEND", "", TRUE);
  assert_found (&places, "/p/missing");
  places.packaged = NULL;
  assert_found (&places, installed);
  g_assert_cmpint (g_remove (installed), ==, 0);
  assert_found (&places, dist);
  g_assert_cmpint (g_remove (dist), ==, 0);
  assert_found (&places, "/e/missing");
  places.example = NULL;
  assert_found (&places, NULL);
}

static void
test_onedir (Fixture *fixture, gconstpointer data)
{
  g_autofree char *program =
      perch_scratch_write (&fixture->scratch, "python/dist/backend/backend", "x", 0755);
  g_autofree char *other = perch_scratch_write (&fixture->scratch, "app/app", "x", 0755);
  g_autofree char *folder = g_path_get_dirname (other);
  PerchExecutablePlaces places = { NULL, NULL, "/e" };

  g_assert_cmpint (g_chdir (fixture->scratch.dir), ==, 0);
  assert_found (&places, program);
  g_assert_cmpint (g_chmod (program, 0644), ==, 0);
  assert_found (&places, "/e");

  places.override = folder;
  assert_found (&places, other);
}

static void
test_argv_native (Fixture *fixture, gconstpointer data)
{
  static const char *const args[] = { "-v", "", "\xff\xfe", NULL };
  g_autofree char *path = perch_scratch_write (&fixture->scratch,
                                               "b\xff"
                                               "end",
                                               "#!/bin/sh\n", 0755);
  g_autoptr (PerchProfile) profile = perch_profile_new ("main", path, args);
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) argv = perch_executable_build_argv (profile, path, &error);
  const char *const expected[] = { path, "-v", "", "\xff\xfe", NULL };

  g_assert_no_error (error);
  g_assert_cmpstrv (argv, expected);
}

static void
test_argv_python (Fixture *fixture, gconstpointer data)
{
  static const char *const args[] = { "-v", NULL };
  g_autofree char *path = perch_scratch_write (&fixture->scratch, "main.py", "pass\n", 0644);
  g_autofree char *python = g_find_program_in_path ("python3");
  g_autoptr (PerchProfile) profile = perch_profile_new ("main", path, args);
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) argv = perch_executable_build_argv (profile, path, &error);
  const char *const expected[] = { python, path, "-v", NULL };

  g_assert_no_error (error);
  g_assert_cmpstrv (argv, expected);
}

static void
test_argv_runs (Fixture *fixture, gconstpointer data)
{
  static const char *const args[] = { "a b", NULL };
  g_autofree char *path =
      perch_scratch_write (&fixture->scratch, "main.py", "import sys\nprint(sys.argv[1])\n", 0644);
  g_autoptr (PerchProfile) profile = perch_profile_new ("main", path, args);
  g_auto (GStrv) argv = perch_executable_build_argv (profile, path, NULL);
  g_autofree char *output = NULL;
  int status = -1;

  g_assert_true (
      g_spawn_sync (NULL, argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, &output, NULL, &status, NULL));
  g_assert_cmpint (status, ==, 0);
  g_assert_cmpstr (output, ==, "a b\n");
}

static void
test_argv_errors (Fixture *fixture, gconstpointer data)
{
  g_autofree char *missing = g_build_filename (fixture->scratch.dir, "missing.py", NULL);
  g_autofree char *garbage = perch_scratch_write (&fixture->scratch, "garbage", "\x01\x02", 0755);
  g_autoptr (PerchProfile) profile = perch_profile_new ("main", "/x", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (perch_executable_build_argv (profile, missing, &error));
  g_assert_error (error, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (perch_executable_build_argv (profile, garbage, &error));
  g_assert_error (error, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_NOT_EXECUTABLE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
#define ADD(name, func) g_test_add ("/executable/" name, Fixture, NULL, setup, func, teardown)
  ADD ("order", test_order);
  ADD ("onedir", test_onedir);
  ADD ("argv-native", test_argv_native);
  ADD ("argv-python", test_argv_python);
  ADD ("argv-runs", test_argv_runs);
  ADD ("argv-errors", test_argv_errors);
  return g_test_run ();
}
