/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include <string.h>

#include <glib/gstdio.h>

#include "tests/unit/backend-manager/manager-fixture.h"
#include "tests/unit/backend-manager/patience.h"

static void
test_default (ManagerFixture *fixture, gconstpointer data)
{
  PerchBackend *backend = NULL;

  g_test_summary ("Without any profile there is one backend, for what is found.");

  manager_fixture_load (fixture, NULL, NULL);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->manager)), ==, 1);
  backend = perch_backend_manager_lookup (fixture->manager, "main");
  g_assert_cmpstr (perch_backend_get_executable (backend), ==, "/bin/true");
  g_assert_cmpstr (perch_backend_get_label (backend), ==, "Python backend");
  g_assert_false (perch_backend_manager_get_autostart (fixture->manager, backend));
  g_assert_null (perch_backend_manager_get_problems (fixture->manager)[0]);
}

static void
test_sound_beside_broken (ManagerFixture *fixture, gconstpointer data)
{
  const char *const *problems = NULL;

  g_test_summary ("What is wrong with one profile is said, and the others are there.");

  manager_fixture_write (fixture, "a.json", "{ \"executable\": \"/bin/true\", \"name\": \"one\" }");
  manager_fixture_write (fixture, "b.json", "{ \"executable\": ");
  manager_fixture_write (fixture, "c.json", "{ \"executable\": \"/bin/true\", \"name\": \"one\" }");
  manager_fixture_write (fixture, "d.json",
                         "{ \"executable\": \"/bin/true\", \"autostart\": true }");
  manager_fixture_write (fixture, "e.txt", "not a profile");
  g_test_expect_message ("perch", G_LOG_LEVEL_WARNING, "*b.json: *");
  g_test_expect_message ("perch", G_LOG_LEVEL_WARNING, "*c.json: /name: *a.json*");
  manager_fixture_load (fixture, NULL, NULL);
  g_test_assert_expected_messages ();

  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->manager)), ==, 2);
  g_assert_nonnull (perch_backend_manager_lookup (fixture->manager, "one"));
  g_assert_true (perch_backend_manager_get_autostart (
      fixture->manager, perch_backend_manager_lookup (fixture->manager, "d")));
  problems = perch_backend_manager_get_problems (fixture->manager);
  g_assert_cmpuint (g_strv_length ((GStrv) problems), ==, 2);
}

static void
test_only_broken (ManagerFixture *fixture, gconstpointer data)
{
  g_test_summary ("A broken profile is no reason to run something else in its place.");

  manager_fixture_write (fixture, "main.json", "[]");
  g_test_expect_message ("perch", G_LOG_LEVEL_WARNING, "*main.json: *");
  manager_fixture_load (fixture, NULL, NULL);
  g_test_assert_expected_messages ();
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->manager)), ==, 0);
}

static void
test_override (ManagerFixture *fixture, gconstpointer data)
{
  const char *args[] = { "--by", "hand", NULL };
  PerchBackend *backend = NULL;
  const PerchProfile *profile = NULL;

  g_test_summary ("--backend takes the place of main's executable and arguments, not of the rest.");

  manager_fixture_write (
      fixture, "main.json",
      "{ \"executable\": \"/bin/true\", \"args\": [\"x\"], \"label\": \"Mine\" }");
  manager_fixture_load (fixture, "/bin/echo", args);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->manager)), ==, 1);
  backend = perch_backend_manager_lookup (fixture->manager, "main");
  profile = perch_backend_get_profile (backend);
  g_assert_cmpstr (perch_backend_get_executable (backend), ==, "/bin/echo");
  g_assert_cmpstr (profile->label, ==, "Mine");
  g_assert_cmpstr (profile->args[0], ==, "--by");
}

static void
test_autostart (ManagerFixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->scratch.dir, "main.json", NULL);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  PerchBackend *backend = NULL;

  manager_fixture_write (fixture, "main.json", "{ \"executable\": \"/bin/true\" }");
  manager_fixture_load (fixture, NULL, NULL);
  backend = perch_backend_manager_lookup (fixture->manager, "main");
  g_assert_true (perch_backend_manager_set_autostart (fixture->manager, backend, TRUE, &error));
  g_assert_no_error (error);
  g_assert_true (perch_backend_manager_get_autostart (fixture->manager, backend));
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_nonnull (strstr (text, "\"autostart\": true"));

  /* What can't be saved is not changed either. */
  g_assert_cmpint (g_unlink (path), ==, 0);
  g_assert_false (perch_backend_manager_set_autostart (fixture->manager, backend, FALSE, &error));
  g_assert_nonnull (error);
  g_assert_true (perch_backend_manager_get_autostart (fixture->manager, backend));
}

static void
stopped_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  gboolean *stopped = user_data;

  *stopped = perch_backend_manager_stop_all_finish (PERCH_BACKEND_MANAGER (source), result, &error);
  g_assert_no_error (error);
}

static void
test_stop_all (ManagerFixture *fixture, gconstpointer data)
{
  gboolean stopped = FALSE;

  g_test_summary ("All are stopped when the last one is; where nothing runs, at once.");

  manager_fixture_write (fixture, "a.json",
                         "{ \"executable\": \"/bin/sleep\", \"args\": [\"100\"] }");
  manager_fixture_write (fixture, "b.json",
                         "{ \"executable\": \"/bin/sleep\", \"args\": [\"100\"] }");
  manager_fixture_write (fixture, "c.json",
                         "{ \"executable\": \"/bin/sleep\", \"args\": [\"100\"] }");
  manager_fixture_load (fixture, NULL, NULL);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (PerchBackend) backend = g_list_model_get_item (G_LIST_MODEL (fixture->manager), i);

      perch_backend_start_async (backend, NULL, NULL, NULL);
      perch_wait_until (perch_backend_get_state (backend) == PERCH_BACKEND_STATE_RUNNING);
    }

  perch_backend_manager_stop_all_async (fixture->manager, stopped_cb, &stopped);
  perch_wait_until (stopped);
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (PerchBackend) backend = g_list_model_get_item (G_LIST_MODEL (fixture->manager), i);

      g_assert_cmpint (perch_backend_get_state (backend), ==, PERCH_BACKEND_STATE_STOPPED);
    }
}

static void
test_autostart_after_stop (ManagerFixture *fixture, gconstpointer data)
{
  g_test_summary ("What was stopped before its time to start had come stays so.");

  manager_fixture_write (fixture, "a.json",
                         "{ \"executable\": \"/bin/sleep\", \"args\": [\"100\"], "
                         "\"autostart\": true }");
  manager_fixture_write (fixture, "b.json",
                         "{ \"executable\": \"/bin/sleep\", \"args\": [\"100\"], "
                         "\"autostart\": true }");
  manager_fixture_load (fixture, NULL, NULL);
  perch_backend_manager_start_autostart (fixture->manager);
  perch_backend_stop_async (manager_fixture_find (fixture, "a"), NULL, NULL, NULL);
  manager_fixture_wait (manager_fixture_find (fixture, "b"), PERCH_BACKEND_STATE_RUNNING);
  g_assert_cmpint (perch_backend_get_state (manager_fixture_find (fixture, "a")), ==,
                   PERCH_BACKEND_STATE_STOPPED);
  perch_backend_stop_async (manager_fixture_find (fixture, "b"), NULL, NULL, NULL);
  manager_fixture_wait (manager_fixture_find (fixture, "b"), PERCH_BACKEND_STATE_STOPPED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_unsetenv ("PERCH_BACKEND");
#define ADD(name, func)                                                                            \
  g_test_add ("/backend-manager/" name, ManagerFixture, NULL, manager_fixture_set_up, func,        \
              manager_fixture_tear_down)
  ADD ("default", test_default);
  ADD ("sound-beside-broken", test_sound_beside_broken);
  ADD ("only-broken", test_only_broken);
  ADD ("override", test_override);
  ADD ("autostart", test_autostart);
  ADD ("autostart-after-stop", test_autostart_after_stop);
  ADD ("stop-all", test_stop_all);
#undef ADD
  return g_test_run ();
}
