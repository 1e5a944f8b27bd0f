/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/python-environments.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "tests/unit/backend-manager/scratch.h"

typedef struct
{
  PerchScratch scratch;
  GMainLoop *loop;
  GPtrArray *found;
  GError *error;
} Fixture;

static void
setup (Fixture *fixture, gconstpointer data)
{
  perch_scratch_init (&fixture->scratch);
  fixture->loop = g_main_loop_new (NULL, FALSE);
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  g_main_loop_unref (fixture->loop);
  g_clear_pointer (&fixture->found, g_ptr_array_unref);
  g_clear_error (&fixture->error);
  perch_scratch_clear (&fixture->scratch);
}

static void
found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *fixture = user_data;

  fixture->found = perch_python_environments_find_finish (result, &fixture->error);
  g_main_loop_quit (fixture->loop);
}

static void
find (Fixture *fixture, GCancellable *cancellable)
{
  const char *home = fixture->scratch.dir;
  g_autofree char *workon = g_strdup_printf ("WORKON_HOME=%s/works", home);
  g_autofree char *active = g_strdup_printf ("VIRTUAL_ENV=%s/active", home);
  const char *const variables[] = { workon, active, NULL };
  g_autofree char *project = g_build_filename (home, "project", NULL);
  g_autofree char *own = g_build_filename (home, "own", NULL);
  g_autoptr (PerchPythonSurroundings) surroundings =
      perch_python_surroundings_new (variables, home, project, own);

  perch_python_environments_find_async (surroundings, cancellable, found_cb, fixture);
  g_main_loop_run (fixture->loop);
}

static void
add_venv (Fixture *fixture, const char *name)
{
  g_autofree char *config = g_build_filename (name, "pyvenv.cfg", NULL);

  g_free (perch_scratch_write (&fixture->scratch, config, "home = /usr/bin\n", 0644));
}

static void
link_to (Fixture *fixture, const char *name, const char *target)
{
  g_autofree char *path = g_build_filename (fixture->scratch.dir, name, NULL);

  g_assert_cmpint (symlink (target, path), ==, 0);
}

static void
assert_found (Fixture *fixture, const char *const *expected, guint n_expected)
{
  g_assert_no_error (fixture->error);
  for (guint i = 0; i < MIN (n_expected, fixture->found->len); i++)
    {
      const PerchPythonEnvironment *environment = g_ptr_array_index (fixture->found, i);
      g_autofree char *path = g_build_filename (fixture->scratch.dir, expected[i], NULL);

      g_assert_cmpstr (environment->path, ==, path);
    }
  g_assert_cmpuint (fixture->found->len, ==, n_expected);
}

static void
test_places (Fixture *fixture, gconstpointer data)
{
  static const char *const expected[] = {
    "own/a",
    "own/b",
    "project/.venv",
    "project/venv",
    "active",
    "works/w",
    ".virtualenvs/x",
    "miniconda3/envs/c",
    ".conda/envs/d",
    "elsewhere/e",
    ".pyenv/versions/3.9.1/envs/p",
  };
  g_autofree char *noted = g_strdup_printf ("%s/elsewhere/e\nrubbish\n", fixture->scratch.dir);

  for (gsize i = 0; i < G_N_ELEMENTS (expected); i++)
    add_venv (fixture, expected[i]);
  add_venv (fixture, "project/other");
  g_free (perch_scratch_write (&fixture->scratch, "own/file", "", 0644));
  g_free (perch_scratch_write (&fixture->scratch, "own/nothing/file", "", 0644));
  g_free (perch_scratch_write (&fixture->scratch, ".conda/environments.txt", noted, 0644));
  find (fixture, NULL);
  assert_found (fixture, expected, G_N_ELEMENTS (expected));
}

/* As pyenv makes links to environments. */
static void
test_once_each (Fixture *fixture, gconstpointer data)
{
  static const char *const expected[] = { "own/b", ".pyenv/versions/3.9.1/envs/p" };

  add_venv (fixture, expected[0]);
  add_venv (fixture, expected[1]);
  link_to (fixture, "own/c", "b");
  link_to (fixture, "own/d", "nowhere");
  link_to (fixture, "works", "own");
  link_to (fixture, ".pyenv/versions/p", "3.9.1/envs/p");
  find (fixture, NULL);
  assert_found (fixture, expected, G_N_ELEMENTS (expected));
}

static void
test_none (Fixture *fixture, gconstpointer data)
{
  find (fixture, NULL);
  assert_found (fixture, NULL, 0);
}

static void
test_cancelled (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  g_cancellable_cancel (cancellable);
  find (fixture, cancellable);
  g_assert_null (fixture->found);
  g_assert_error (fixture->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
#define ADD(name, func)                                                                            \
  g_test_add ("/python-environments/" name, Fixture, NULL, setup, func, teardown)
  ADD ("places", test_places);
  ADD ("once-each", test_once_each);
  ADD ("none", test_none);
  ADD ("cancelled", test_cancelled);
  return g_test_run ();
}
