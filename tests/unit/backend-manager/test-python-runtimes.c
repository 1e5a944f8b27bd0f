/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/python-runtimes.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "tests/unit/backend-manager/scratch.h"

/* A home with Pythons that are shell scripts: each answers as the one whose version it is made
 * for. Nothing outside of it is in PATH, but the folders of the system are always looked at. */
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
add_python (Fixture *fixture, const char *name, const char *version)
{
  g_autofree char *text =
      g_strdup_printf ("#!/bin/sh\necho a warning >&2\necho this is Python %s $0\n", version);

  g_free (perch_scratch_write (&fixture->scratch, name, text, 0755));
}

static void
link_to (Fixture *fixture, const char *name, const char *target)
{
  g_autofree char *path = g_build_filename (fixture->scratch.dir, name, NULL);
  g_autofree char *folder = g_path_get_dirname (path);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0755), ==, 0);
  g_assert_cmpint (symlink (target, path), ==, 0);
}

static PerchPythonSurroundings *
make_surroundings (Fixture *fixture)
{
  const char *home = fixture->scratch.dir;
  g_autofree char *path = g_strdup_printf ("PATH=%s/a:%s/shims:relative:%s/b", home, home, home);
  g_autofree char *project = g_build_filename (home, "project", NULL);
  g_autofree char *own = g_build_filename (home, "own", NULL);
  const char *const variables[] = { path, "PYENV_ROOT=not/absolute", NULL };

  return perch_python_surroundings_new (variables, home, project, own);
}

static void
runtimes_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *fixture = user_data;

  fixture->found = perch_python_runtimes_find_finish (result, &fixture->error);
  g_main_loop_quit (fixture->loop);
}

static void
find_runtimes (Fixture *fixture)
{
  g_autoptr (PerchPythonSurroundings) surroundings = make_surroundings (fixture);

  g_clear_pointer (&fixture->found, g_ptr_array_unref);
  perch_python_runtimes_find_async (surroundings, NULL, runtimes_cb, fixture);
  g_main_loop_run (fixture->loop);
  g_assert_no_error (fixture->error);
}

/* Returns: the Python at @name below the home; it is there once at the most */
static const PerchPythonRuntime *
get_runtime (Fixture *fixture, const char *name)
{
  g_autofree char *path = g_build_filename (fixture->scratch.dir, name, NULL);
  const PerchPythonRuntime *found = NULL;

  for (guint i = 0; i < fixture->found->len; i++)
    {
      const PerchPythonRuntime *runtime = g_ptr_array_index (fixture->found, i);

      if (!g_str_equal (runtime->path, path))
        continue;
      g_assert_null (found);
      found = runtime;
    }
  return found;
}

static void
assert_runtime (Fixture *fixture, const char *name, PerchPythonOrigin origin, const char *version)
{
  const PerchPythonRuntime *runtime = get_runtime (fixture, name);

  g_assert_nonnull (runtime);
  g_assert_cmpint (runtime->origin, ==, origin);
  g_assert_cmpstr (runtime->version, ==, version);
  g_assert_cmpstr (runtime->problem, ==, NULL);
}

static void
test_origins (Fixture *fixture, gconstpointer data)
{
  add_python (fixture, "a/python3.9", "3.9.1");
  link_to (fixture, "a/python3", "python3.9");
  add_python (fixture, "shims/python3", "3.9.1");
  add_python (fixture, ".pyenv/versions/3.12.1/bin/python3.12", "3.12.1");
  link_to (fixture, ".pyenv/versions/3.12.1/bin/python", "python3.12");
  link_to (fixture, "b/python3", "../.pyenv/versions/3.12.1/bin/python3.12");
  add_python (fixture, "miniconda3/bin/python3.10", "3.10.4");
  add_python (fixture, ".local/share/uv/python/cpython-3.13/bin/python3.13t", "3.13.0");
  add_python (fixture, "b/pypy3", "3.8.16");
  add_python (fixture, "b/python3-config", "1.0.0");
  find_runtimes (fixture);
  assert_runtime (fixture, "a/python3.9", PERCH_PYTHON_ORIGIN_PATH, "3.9.1");
  assert_runtime (fixture, ".pyenv/versions/3.12.1/bin/python3.12", PERCH_PYTHON_ORIGIN_PYENV,
                  "3.12.1");
  assert_runtime (fixture, "miniconda3/bin/python3.10", PERCH_PYTHON_ORIGIN_CONDA, "3.10.4");
  assert_runtime (fixture, ".local/share/uv/python/cpython-3.13/bin/python3.13t",
                  PERCH_PYTHON_ORIGIN_UV, "3.13.0");
  assert_runtime (fixture, "b/pypy3", PERCH_PYTHON_ORIGIN_PATH, "3.8.16");
  g_assert_null (get_runtime (fixture, "shims/python3"));
  g_assert_null (get_runtime (fixture, "b/python3-config"));
}

/* What its header file says need not be asked for: it would say something else. */
static void
test_header (Fixture *fixture, gconstpointer data)
{
  add_python (fixture, ".pyenv/versions/x/bin/python3.12", "0.0.0");
  g_free (perch_scratch_write (&fixture->scratch,
                               ".pyenv/versions/x/include/python3.12/patchlevel.h",
                               "#define PY_MAJOR_VERSION 3\n"
                               "#define PY_VERSION              \"3.12.7+\"\n",
                               0644));
  find_runtimes (fixture);
  assert_runtime (fixture, ".pyenv/versions/x/bin/python3.12", PERCH_PYTHON_ORIGIN_PYENV, "3.12.7");
}

static void
test_newest_first (Fixture *fixture, gconstpointer data)
{
  const PerchPythonRuntime *first = NULL;

  add_python (fixture, "a/python3.9", "3.9.1");
  add_python (fixture, "a/python9.10", "9.10.1");
  add_python (fixture, "a/python9.9", "9.9.1");
  find_runtimes (fixture);
  first = g_ptr_array_index (fixture->found, 0);
  g_assert_cmpstr (first->version, ==, "9.10.1");
  first = g_ptr_array_index (fixture->found, 1);
  g_assert_cmpstr (first->version, ==, "9.9.1");
}

static void
assert_broken (Fixture *fixture, const char *name, const char *reason)
{
  const PerchPythonRuntime *runtime = get_runtime (fixture, name);

  g_assert_nonnull (runtime);
  g_assert_null (runtime->version);
  if (strstr (runtime->problem, reason) == NULL)
    g_error ("\"%s\" says nothing of \"%s\"", runtime->problem, reason);
}

static void
test_broken (Fixture *fixture, gconstpointer data)
{
  PerchScratch *scratch = &fixture->scratch;

  g_free (
      perch_scratch_write (scratch, "a/python3.7", "#!/bin/sh\necho no library; exit 1\n", 0755));
  g_free (perch_scratch_write (scratch, "a/python3.8", "#!/bin/sh\necho hello\n", 0755));
  g_free (perch_scratch_write (scratch, "a/python3.9", "#!/bin/sh\n", 0644));
  g_free (perch_scratch_write (scratch, "a/python3.10", "#!/no/such/program\n", 0755));
  link_to (fixture, "a/python3", "nothing");
  find_runtimes (fixture);
  assert_broken (fixture, "a/python3.7", "no library");
  assert_broken (fixture, "a/python3.8", "does not answer");
  assert_broken (fixture, "a/python3.9", "executable");
  assert_broken (fixture, "a/python3.10", "/no/such/program");
  g_assert_null (get_runtime (fixture, "a/python3"));
}

static void
test_not_in_venv (Fixture *fixture, gconstpointer data)
{
  add_python (fixture, "v/bin/python3.11", "3.11.2");
  g_free (perch_scratch_write (&fixture->scratch, "v/pyvenv.cfg", "home = /usr/bin\n", 0644));
  link_to (fixture, "a", "v/bin");
  find_runtimes (fixture);
  g_assert_null (get_runtime (fixture, "v/bin/python3.11"));
}

static void
test_cancelled (Fixture *fixture, gconstpointer data)
{
  g_autoptr (PerchPythonSurroundings) surroundings = make_surroundings (fixture);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  g_cancellable_cancel (cancellable);
  perch_python_runtimes_find_async (surroundings, cancellable, runtimes_cb, fixture);
  g_main_loop_run (fixture->loop);
  g_assert_null (fixture->found);
  g_assert_error (fixture->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
#define ADD(name, func) g_test_add ("/python-runtimes/" name, Fixture, NULL, setup, func, teardown)
  ADD ("origins", test_origins);
  ADD ("header", test_header);
  ADD ("newest-first", test_newest_first);
  ADD ("broken", test_broken);
  ADD ("not-in-venv", test_not_in_venv);
  ADD ("cancelled", test_cancelled);
  return g_test_run ();
}
