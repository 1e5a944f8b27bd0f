/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/venv-create.h"

#include <string.h>
#include <unistd.h>

#include "backend-manager/error.h"
#include "backend-manager/python-environment.h"
#include "backend-manager/venv-delete.h"
#include "tests/unit/backend-manager/scratch.h"

/* A "python" that is a shell script makes, or fails to make, environments at @path. It gets
 * `-m venv PATH`. */
typedef struct
{
  PerchScratch scratch;
  GMainLoop *loop;
  GCancellable *cancellable;
  char *path;
  gboolean done;
  GError *error;
} Fixture;

static const char makes_one[] = "#!/bin/sh\n"
                                "mkdir -p \"$3/bin\" && echo home = /usr/bin > \"$3/pyvenv.cfg\" &&"
                                " cp \"$0\" \"$3/bin/python\"\n";

static void
setup (Fixture *fixture, gconstpointer data)
{
  fixture->path = g_build_filename (perch_scratch_init (&fixture->scratch), "deep", "v", NULL);
  fixture->loop = g_main_loop_new (NULL, FALSE);
  fixture->cancellable = g_cancellable_new ();
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  g_main_loop_unref (fixture->loop);
  g_assert_finalize_object (fixture->cancellable);
  g_free (fixture->path);
  g_clear_error (&fixture->error);
  perch_scratch_clear (&fixture->scratch);
}

static void
created_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *fixture = user_data;

  fixture->done = perch_venv_create_finish (result, &fixture->error);
  g_main_loop_quit (fixture->loop);
}

static void
line_cb (const char *line, gpointer user_data)
{
  Fixture *fixture = user_data;

  if (g_str_equal (line, "stop"))
    g_cancellable_cancel (fixture->cancellable);
}

static void
create (Fixture *fixture, const char *script, const char *requirement)
{
  g_autofree char *python = perch_scratch_write (&fixture->scratch, "python", script, 0755);
  const char *const requirements[] = { requirement, NULL };

  perch_venv_create_async (fixture->path, python, requirements, line_cb, fixture,
                           fixture->cancellable, created_cb, fixture);
  g_main_loop_run (fixture->loop);
}

static void
assert_nothing_is_left (Fixture *fixture)
{
  g_autofree char *parent = g_path_get_dirname (fixture->path);
  g_autoptr (GDir) dir = g_dir_open (parent, 0, NULL);

  g_assert_false (fixture->done);
  g_assert_nonnull (dir);
  g_assert_null (g_dir_read_name (dir));
}

static void
test_good (Fixture *fixture, gconstpointer data)
{
  g_autoptr (PerchPythonEnvironment) environment = NULL;

  create (fixture, makes_one, NULL);
  g_assert_no_error (fixture->error);
  g_assert_true (fixture->done);
  environment = perch_python_environment_load (fixture->path);
  g_assert_cmpstr (environment->problem, ==, NULL);
  g_assert_true (environment->made_by_perch);
}

static void
test_there_already (Fixture *fixture, gconstpointer data)
{
  g_autofree char *file = perch_scratch_write (&fixture->scratch, "deep/v/mine", "mine", 0644);

  create (fixture, makes_one, NULL);
  g_assert_error (fixture->error, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_NOT_EXECUTABLE);
  g_assert_nonnull (strstr (fixture->error->message, "is there already"));
  g_assert_true (g_file_test (file, G_FILE_TEST_EXISTS));
}

static void
test_failure (Fixture *fixture, gconstpointer data)
{
  create (fixture, "#!/bin/sh\nmkdir \"$3/half\"; echo out of luck; exit 1\n", NULL);
  g_assert_error (fixture->error, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_EXITED);
  g_assert_cmpstr (fixture->error->message, ==, "python -m venv: out of luck");
  assert_nothing_is_left (fixture);
}

/* The copy of the script is the environment's Python, and gets `-m pip …`. */
static void
test_failure_of_pip (Fixture *fixture, gconstpointer data)
{
  g_autofree char *script =
      g_strconcat ("#!/bin/sh\nif [ $2 = pip ]; then echo ERROR: no luck; exit 1; fi\n",
                   strchr (makes_one, '\n') + 1, NULL);

  create (fixture, script, "fastapi>=1");
  g_assert_error (fixture->error, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_EXITED);
  g_assert_cmpstr (fixture->error->message, ==, "pip can’t install \"fastapi>=1\": ERROR: no luck");
  assert_nothing_is_left (fixture);
}

static void
test_cancelled (Fixture *fixture, gconstpointer data)
{
  create (fixture, "#!/bin/sh\nmkdir \"$3/half\"; echo stop; sleep 1000\n", NULL);
  g_assert_error (fixture->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  assert_nothing_is_left (fixture);
}

static void
deleted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *fixture = user_data;

  fixture->done = perch_venv_delete_finish (result, &fixture->error);
  g_main_loop_quit (fixture->loop);
}

static void
test_delete (Fixture *fixture, gconstpointer data)
{
  g_autofree char *kept = perch_scratch_write (&fixture->scratch, "kept/file", "", 0644);
  g_autofree char *folder = g_path_get_dirname (kept);
  g_autofree char *link = g_build_filename (fixture->path, "a", "link", NULL);

  g_free (perch_scratch_write (&fixture->scratch, "deep/v/a/b/c", "", 0400));
  g_assert_cmpint (symlink (folder, link), ==, 0);
  perch_venv_delete_async (fixture->path, deleted_cb, fixture);
  g_main_loop_run (fixture->loop);
  g_assert_no_error (fixture->error);
  g_assert_true (fixture->done);
  g_assert_true (g_file_test (kept, G_FILE_TEST_EXISTS));
  g_assert_false (g_file_test (fixture->path, G_FILE_TEST_EXISTS));
}

static void
test_delete_no_folder (Fixture *fixture, gconstpointer data)
{
  g_autofree char *file = perch_scratch_write (&fixture->scratch, "deep/v", "", 0644);

  perch_venv_delete_async (file, deleted_cb, fixture);
  g_main_loop_run (fixture->loop);
  g_assert_error (fixture->error, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_LEFTOVERS);
  g_assert_true (g_file_test (file, G_FILE_TEST_EXISTS));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add ("/venv-create/" name, Fixture, NULL, setup, func, teardown)
  ADD ("good", test_good);
  ADD ("there-already", test_there_already);
  ADD ("failure", test_failure);
  ADD ("failure-of-pip", test_failure_of_pip);
  ADD ("cancelled", test_cancelled);
  ADD ("delete", test_delete);
  ADD ("delete-no-folder", test_delete_no_folder);
  return g_test_run ();
}
