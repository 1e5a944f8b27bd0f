/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include <string.h>

#include <glib/gstdio.h>

#include "tests/unit/backend-manager/manager-fixture.h"
#include "tests/unit/backend-manager/patience.h"

static void
note_change_cb (PerchBackendManager *manager,
                const char *name,
                const char *change,
                GString *changes)
{
  g_string_append_printf (changes, "%s %s, ", name, change);
}

/* What the manager tells is the end of a reload, or the problems are. */
static void
reload (ManagerFixture *fixture, const char *told)
{
  g_autoptr (GString) changes = g_string_new (NULL);
  gulong id = 0;

  id = g_signal_connect (fixture->manager, "profile-changed", G_CALLBACK (note_change_cb), changes);
  perch_backend_manager_reload (fixture->manager);
  perch_wait_until (g_str_equal (changes->str, told));
  g_signal_handler_disconnect (fixture->manager, id);
}

static void
reload_until_problems (ManagerFixture *fixture, guint n_problems)
{
  perch_backend_manager_reload (fixture->manager);
  perch_wait_until (g_strv_length ((GStrv) perch_backend_manager_get_problems (fixture->manager)) ==
                    n_problems);
}

static void
remove_profile (ManagerFixture *fixture, const char *name)
{
  g_autofree char *path = g_build_filename (fixture->scratch.dir, name, NULL);

  g_assert_cmpint (g_unlink (path), ==, 0);
}

static void
test_idle (ManagerFixture *fixture, gconstpointer data)
{
  g_test_summary ("Of backends that don't run, profiles come, change and go at once.");

  manager_fixture_load (fixture, NULL, NULL);
  manager_fixture_write (fixture, "b.json", "{ \"executable\": \"/bin/true\" }");
  reload (fixture, "main removed, b added, ");
  g_assert_null (manager_fixture_find (fixture, "main"));

  manager_fixture_write (fixture, "a.json",
                         "{ \"executable\": \"/bin/true\", \"autostart\": true }");
  reload (fixture, "a added, ");
  g_assert_true (
      perch_backend_manager_get_autostart (fixture->manager, manager_fixture_find (fixture, "a")));
  g_assert_cmpint (perch_backend_get_state (manager_fixture_find (fixture, "a")), ==,
                   PERCH_BACKEND_STATE_STOPPED);

  manager_fixture_write (fixture, "a.json",
                         "{ \"executable\": \"/no/such\", \"label\": \"Other\" }");
  reload (fixture, "a changed, ");
  g_assert_cmpstr (perch_backend_get_label (manager_fixture_find (fixture, "a")), ==, "Other");
  g_assert_cmpint (perch_backend_get_state (manager_fixture_find (fixture, "a")), ==,
                   PERCH_BACKEND_STATE_NOT_FOUND);
  g_assert_false (
      perch_backend_manager_get_autostart (fixture->manager, manager_fixture_find (fixture, "a")));

  remove_profile (fixture, "a.json");
  remove_profile (fixture, "b.json");
  reload (fixture, "a removed, b removed, main added, ");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->manager)), ==, 1);
}

static void
test_broken (ManagerFixture *fixture, gconstpointer data)
{
  g_test_summary (
      "A broken file leaves its backend as it is, and is a problem until it is mended.");

  manager_fixture_write (fixture, "a.json", "{ \"executable\": \"/bin/true\" }");
  manager_fixture_load (fixture, NULL, NULL);
  g_assert_true (perch_backend_manager_set_autostart (
      fixture->manager, manager_fixture_find (fixture, "a"), TRUE, NULL));
  manager_fixture_write (fixture, "a.json", "{ \"executable\": ");
  g_test_expect_message ("perch", G_LOG_LEVEL_WARNING, "*a.json: *");
  reload_until_problems (fixture, 1);
  g_test_assert_expected_messages ();
  g_assert_true (
      perch_backend_manager_get_autostart (fixture->manager, manager_fixture_find (fixture, "a")));
  g_assert_cmpstr (perch_backend_get_executable (manager_fixture_find (fixture, "a")), ==,
                   "/bin/true");

  manager_fixture_write (fixture, "a.json", "{ \"executable\": \"/bin/true\" }");
  reload_until_problems (fixture, 0);
  g_assert_nonnull (manager_fixture_find (fixture, "a"));

  manager_fixture_write (fixture, "b.json", "{ \"executable\": \"/bin/echo\", \"name\": \"a\" }");
  g_test_expect_message ("perch", G_LOG_LEVEL_WARNING, "*b.json: /name: *");
  reload_until_problems (fixture, 1);
  g_test_assert_expected_messages ();
  g_assert_cmpstr (perch_backend_get_executable (manager_fixture_find (fixture, "a")), ==,
                   "/bin/true");
}

static void
reloaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  guint *n_answers = user_data;

  g_assert_true (
      perch_backend_manager_reload_finish (PERCH_BACKEND_MANAGER (source), result, NULL));
  ++*n_answers;
}

static void
test_waits (ManagerFixture *fixture, gconstpointer data)
{
  guint n_answers = 0;

  g_test_summary (
      "Who waits for a reload goes on with what was in the files when it was asked for.");

  manager_fixture_load (fixture, NULL, NULL);
  manager_fixture_write (fixture, "a.json", "{ \"executable\": \"/bin/true\" }");
  perch_backend_manager_reload_async (fixture->manager, reloaded_cb, &n_answers);
  manager_fixture_write (fixture, "b.json", "{ \"executable\": \"/bin/true\" }");
  perch_backend_manager_reload_async (fixture->manager, reloaded_cb, &n_answers);
  g_assert_null (manager_fixture_find (fixture, "a"));
  perch_wait_until (n_answers >= 2);
  g_assert_nonnull (manager_fixture_find (fixture, "a"));
  g_assert_nonnull (manager_fixture_find (fixture, "b"));
}

static void
test_and_autostart (ManagerFixture *fixture, gconstpointer data)
{
  guint n_answers = 0;

  g_test_summary ("What was read before a click does not undo it.");

  manager_fixture_write (fixture, "a.json", "{ \"executable\": \"/bin/true\" }");
  manager_fixture_load (fixture, NULL, NULL);
  perch_backend_manager_reload_async (fixture->manager, reloaded_cb, &n_answers);
  /* It has been read; nobody has looked at it yet. */
  while (!g_main_context_pending (NULL))
    g_thread_yield ();
  g_assert_true (perch_backend_manager_set_autostart (
      fixture->manager, manager_fixture_find (fixture, "a"), TRUE, NULL));
  perch_wait_until (n_answers == 1);
  g_assert_true (
      perch_backend_manager_get_autostart (fixture->manager, manager_fixture_find (fixture, "a")));
}

static void
test_running (ManagerFixture *fixture, gconstpointer data)
{
  g_autoptr (PerchBackend) backend = NULL;

  g_test_summary ("What runs is left alone: changed at its next start, gone when it has stopped.");

  manager_fixture_write (fixture, "a.json",
                         "{ \"executable\": \"/bin/sleep\", \"args\": [\"100\"] }");
  manager_fixture_load (fixture, NULL, NULL);
  backend = g_object_ref (manager_fixture_find (fixture, "a"));
  perch_backend_start_async (backend, NULL, NULL, NULL);
  manager_fixture_wait (backend, PERCH_BACKEND_STATE_RUNNING);

  manager_fixture_write (fixture, "a.json",
                         "{ \"executable\": \"/bin/sleep\", \"args\": [\"200\"] }");
  reload (fixture, "a changed, ");
  g_assert_cmpstr (perch_backend_get_profile (backend)->args[0], ==, "100");
  g_assert_nonnull (strstr (perch_backend_get_notice (backend), "next start"));
  perch_backend_restart_async (backend, NULL, NULL, NULL);
  manager_fixture_wait (backend, PERCH_BACKEND_STATE_STOPPING);
  manager_fixture_wait (backend, PERCH_BACKEND_STATE_RUNNING);
  g_assert_cmpstr (perch_backend_get_profile (backend)->args[0], ==, "200");
  g_assert_null (perch_backend_get_notice (backend));

  remove_profile (fixture, "a.json");
  reload (fixture, "a removed, main added, ");
  g_assert_cmpint (perch_backend_get_state (backend), ==, PERCH_BACKEND_STATE_RUNNING);
  g_assert_true (manager_fixture_find (fixture, "a") == backend);
  g_assert_nonnull (strstr (perch_backend_get_notice (backend), "removed"));
  perch_backend_stop_async (backend, NULL, NULL, NULL);
  perch_wait_until (manager_fixture_find (fixture, "a") == NULL);
  g_assert_cmpint (perch_backend_get_state (backend), ==, PERCH_BACKEND_STATE_STOPPED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_unsetenv ("PERCH_BACKEND");
#define ADD(name, func)                                                                            \
  g_test_add ("/backend-manager-reload/" name, ManagerFixture, NULL, manager_fixture_set_up, func, \
              manager_fixture_tear_down)
  ADD ("idle", test_idle);
  ADD ("broken", test_broken);
  ADD ("waits", test_waits);
  ADD ("and-autostart", test_and_autostart);
  ADD ("running", test_running);
#undef ADD
  return g_test_run ();
}
