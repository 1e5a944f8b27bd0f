/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/venv-packages.h"

#include "tests/unit/backend-manager/scratch.h"

static const char *const names[] = { "fastapi", "grpcio", "numpy", "typing-extensions", NULL };

static void
add (PerchScratch *scratch, const char *file)
{
  g_free (perch_scratch_write (scratch, file, "", 0644));
}

static const char *
find (GHashTable *found, const char *name)
{
  return g_hash_table_lookup (found, name);
}

static void
test_spellings (void)
{
  g_auto (PerchScratch) scratch = { NULL };
  const char *folders[] = { perch_scratch_init (&scratch), NULL };
  g_autoptr (GHashTable) found = NULL;

  add (&scratch, "FastAPI-0.115.6.dist-info/METADATA");
  add (&scratch, "typing_extensions-4.12.2.dist-info/METADATA");
  add (&scratch, "grpcio-1.51.1.egg-info/PKG-INFO");
  add (&scratch, "numpy-1.24.2-py3.11.egg-info");
  found = perch_venv_packages_read (folders, names);
  g_assert_cmpstr (find (found, "fastapi"), ==, "0.115.6");
  g_assert_cmpstr (find (found, "typing-extensions"), ==, "4.12.2");
  g_assert_cmpstr (find (found, "grpcio"), ==, "1.51.1");
  g_assert_cmpstr (find (found, "numpy"), ==, "1.24.2");
}

static void
test_first_folder_counts (void)
{
  g_auto (PerchScratch) scratch = { NULL };
  g_autofree char *a = g_build_filename (perch_scratch_init (&scratch), "a", NULL);
  g_autofree char *b = g_build_filename (scratch.dir, "b", NULL);
  const char *folders[] = { "/no/such/folder", a, b, NULL };
  g_autoptr (GHashTable) found = NULL;

  add (&scratch, "a/numpy-2.0.dist-info/METADATA");
  add (&scratch, "b/numpy-1.0.dist-info/METADATA");
  add (&scratch, "b/grpcio-1.60.dist-info/METADATA");
  found = perch_venv_packages_read (folders, names);
  g_assert_cmpstr (find (found, "numpy"), ==, "2.0");
  g_assert_cmpstr (find (found, "grpcio"), ==, "1.60");
}

static void
test_no_packages (void)
{
  g_auto (PerchScratch) scratch = { NULL };
  const char *folders[] = { perch_scratch_init (&scratch), NULL };
  g_autoptr (GHashTable) found = NULL;

  add (&scratch, "numpy-1.0.dist-info/RECORD"); /* half of it was removed */
  add (&scratch, "numpy.dist-info/METADATA");
  add (&scratch, "numpy-.dist-info/METADATA");
  add (&scratch, "~umpy-1.0.dist-info/METADATA");
  add (&scratch, "numpy-1.0.data/METADATA");
  add (&scratch, "numpy/__init__.py");
  add (&scratch, "numpy_extras-1.0.dist-info/METADATA");
  add (&scratch, "grpcio-1.0");
  found = perch_venv_packages_read (folders, names);
  g_assert_cmpuint (g_hash_table_size (found), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/venv-packages/spellings", test_spellings);
  g_test_add_func ("/venv-packages/first-folder-counts", test_first_folder_counts);
  g_test_add_func ("/venv-packages/no-packages", test_no_packages);
  return g_test_run ();
}
