/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/backend-manager.h"
#include "tests/unit/backend-manager/patience.h"

#include <glib/gstdio.h>

#include "tests/unit/backend-manager/scratch.h"

typedef struct
{
  PerchScratch scratch;
  PerchBackendManager *manager; /* (owned) (nullable) */
} Fixture;

static void
setup (Fixture *fixture, gconstpointer data)
{
  perch_scratch_init (&fixture->scratch);
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  if (fixture->manager != NULL)
    g_assert_finalize_object (fixture->manager);
  perch_scratch_clear (&fixture->scratch);
}

static void
load (Fixture *fixture, const char *override, const char *const *args)
{
  g_autofree char *guard =
      g_build_filename (g_getenv ("PERCH_TOP_BUILDDIR"), "backend-manager/guard/perch-guard", NULL);
  g_autofree char *run_dir = g_build_filename (fixture->scratch.dir, "run", NULL);
  PerchBackendManagerOptions options = {
    .profiles_dir = fixture->scratch.dir,
    .run_dir = run_dir,
    .guard = guard,
    .places = { .override = override, .example = "/bin/true" },
    .args = args,
  };

  fixture->manager = perch_backend_manager_new (&options);
  perch_backend_manager_load (fixture->manager);
}

static void
write_profile (Fixture *fixture, const char *name, const char *text)
{
  g_autofree char *path = perch_scratch_write (&fixture->scratch, name, text, 0600);

  g_assert_nonnull (path);
}

static void
expect_problem (const char *pattern)
{
  g_test_expect_message ("perch", G_LOG_LEVEL_WARNING, pattern);
}

static void
test_default (Fixture *fixture, gconstpointer data)
{
  PerchBackend *backend = NULL;

  g_test_summary ("Without any profile there is one backend, for what is found.");

  load (fixture, NULL, NULL);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->manager)), ==, 1);
  backend = perch_backend_manager_lookup (fixture->manager, "main");
  g_assert_cmpstr (perch_backend_get_executable (backend), ==, "/bin/true");
  g_assert_cmpstr (perch_backend_get_label (backend), ==, "Python backend");
  g_assert_false (perch_backend_manager_get_autostart (fixture->manager, backend));
  g_assert_null (perch_backend_manager_get_problems (fixture->manager)[0]);
}

static void
test_sound_beside_broken (Fixture *fixture, gconstpointer data)
{
  const char *const *problems = NULL;

  g_test_summary ("What is wrong with one profile is said, and the others are there.");

  write_profile (fixture, "a.json", "{ \"executable\": \"/bin/true\", \"name\": \"one\" }");
  write_profile (fixture, "b.json", "{ \"executable\": ");
  write_profile (fixture, "c.json", "{ \"executable\": \"/bin/true\", \"name\": \"one\" }");
  write_profile (fixture, "d.json", "{ \"executable\": \"/bin/true\", \"autostart\": true }");
  write_profile (fixture, "e.txt", "not a profile");
  expect_problem ("*b.json: *");
  expect_problem ("*c.json: /name: *a.json*");
  load (fixture, NULL, NULL);
  g_test_assert_expected_messages ();

  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->manager)), ==, 2);
  g_assert_nonnull (perch_backend_manager_lookup (fixture->manager, "one"));
  g_assert_true (perch_backend_manager_get_autostart (
      fixture->manager, perch_backend_manager_lookup (fixture->manager, "d")));
  problems = perch_backend_manager_get_problems (fixture->manager);
  g_assert_cmpuint (g_strv_length ((GStrv) problems), ==, 2);
}

static void
test_only_broken (Fixture *fixture, gconstpointer data)
{
  g_test_summary ("A broken profile is no reason to run something else in its place.");

  write_profile (fixture, "main.json", "[]");
  expect_problem ("*main.json: *");
  load (fixture, NULL, NULL);
  g_test_assert_expected_messages ();
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->manager)), ==, 0);
}

static void
test_override (Fixture *fixture, gconstpointer data)
{
  const char *args[] = { "--by", "hand", NULL };
  PerchBackend *backend = NULL;
  const PerchProfile *profile = NULL;

  g_test_summary ("--backend takes the place of main's executable and arguments, not of the rest.");

  write_profile (fixture, "main.json",
                 "{ \"executable\": \"/bin/true\", \"args\": [\"x\"], \"label\": \"Mine\" }");
  load (fixture, "/bin/echo", args);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->manager)), ==, 1);
  backend = perch_backend_manager_lookup (fixture->manager, "main");
  profile = perch_backend_get_profile (backend);
  g_assert_cmpstr (perch_backend_get_executable (backend), ==, "/bin/echo");
  g_assert_cmpstr (profile->label, ==, "Mine");
  g_assert_cmpstr (profile->args[0], ==, "--by");
}

static void
test_autostart (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->scratch.dir, "main.json", NULL);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  PerchBackend *backend = NULL;

  write_profile (fixture, "main.json", "{ \"executable\": \"/bin/true\" }");
  load (fixture, NULL, NULL);
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
test_stop_all (Fixture *fixture, gconstpointer data)
{
  gboolean stopped = FALSE;

  g_test_summary ("All are stopped when the last one is; where nothing runs, at once.");

  write_profile (fixture, "a.json", "{ \"executable\": \"/bin/sleep\", \"args\": [\"100\"] }");
  write_profile (fixture, "b.json", "{ \"executable\": \"/bin/sleep\", \"args\": [\"100\"] }");
  write_profile (fixture, "c.json", "{ \"executable\": \"/bin/sleep\", \"args\": [\"100\"] }");
  load (fixture, NULL, NULL);
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
note_change_cb (PerchBackendManager *manager,
                const char *name,
                const char *change,
                GString *changes)
{
  g_string_append_printf (changes, "%s %s, ", name, change);
}

/* What the manager tells is the end of a reload, or the problems are. */
static void
reload (Fixture *fixture, const char *told)
{
  g_autoptr (GString) changes = g_string_new (NULL);
  gulong id = 0;

  id = g_signal_connect (fixture->manager, "profile-changed", G_CALLBACK (note_change_cb), changes);
  perch_backend_manager_reload (fixture->manager);
  perch_wait_until (g_str_equal (changes->str, told));
  g_signal_handler_disconnect (fixture->manager, id);
}

static void
reload_until_problems (Fixture *fixture, guint n_problems)
{
  perch_backend_manager_reload (fixture->manager);
  perch_wait_until (g_strv_length ((GStrv) perch_backend_manager_get_problems (fixture->manager)) ==
                    n_problems);
}

static void
remove_profile (Fixture *fixture, const char *name)
{
  g_autofree char *path = g_build_filename (fixture->scratch.dir, name, NULL);

  g_assert_cmpint (g_unlink (path), ==, 0);
}

static PerchBackend *
find (Fixture *fixture, const char *name)
{
  return perch_backend_manager_lookup (fixture->manager, name);
}

static void
test_reload_idle (Fixture *fixture, gconstpointer data)
{
  g_test_summary ("Of backends that don't run, profiles come, change and go at once.");

  load (fixture, NULL, NULL);
  write_profile (fixture, "b.json", "{ \"executable\": \"/bin/true\" }");
  reload (fixture, "main removed, b added, ");
  g_assert_null (find (fixture, "main"));

  write_profile (fixture, "a.json", "{ \"executable\": \"/bin/true\", \"autostart\": true }");
  reload (fixture, "a added, ");
  g_assert_true (perch_backend_manager_get_autostart (fixture->manager, find (fixture, "a")));
  g_assert_cmpint (perch_backend_get_state (find (fixture, "a")), ==, PERCH_BACKEND_STATE_STOPPED);

  write_profile (fixture, "a.json", "{ \"executable\": \"/no/such\", \"label\": \"Other\" }");
  reload (fixture, "a changed, ");
  g_assert_cmpstr (perch_backend_get_label (find (fixture, "a")), ==, "Other");
  g_assert_cmpint (perch_backend_get_state (find (fixture, "a")), ==,
                   PERCH_BACKEND_STATE_NOT_FOUND);
  g_assert_false (perch_backend_manager_get_autostart (fixture->manager, find (fixture, "a")));

  remove_profile (fixture, "a.json");
  remove_profile (fixture, "b.json");
  reload (fixture, "a removed, b removed, main added, ");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->manager)), ==, 1);
}

static void
test_reload_broken (Fixture *fixture, gconstpointer data)
{
  g_test_summary (
      "A broken file leaves its backend as it is, and is a problem until it is mended.");

  write_profile (fixture, "a.json", "{ \"executable\": \"/bin/true\" }");
  load (fixture, NULL, NULL);
  g_assert_true (
      perch_backend_manager_set_autostart (fixture->manager, find (fixture, "a"), TRUE, NULL));
  write_profile (fixture, "a.json", "{ \"executable\": ");
  expect_problem ("*a.json: *");
  reload_until_problems (fixture, 1);
  g_test_assert_expected_messages ();
  g_assert_true (perch_backend_manager_get_autostart (fixture->manager, find (fixture, "a")));
  g_assert_cmpstr (perch_backend_get_executable (find (fixture, "a")), ==, "/bin/true");

  write_profile (fixture, "a.json", "{ \"executable\": \"/bin/true\" }");
  reload_until_problems (fixture, 0);
  g_assert_nonnull (find (fixture, "a"));

  write_profile (fixture, "b.json", "{ \"executable\": \"/bin/echo\", \"name\": \"a\" }");
  expect_problem ("*b.json: /name: *");
  reload_until_problems (fixture, 1);
  g_test_assert_expected_messages ();
  g_assert_cmpstr (perch_backend_get_executable (find (fixture, "a")), ==, "/bin/true");
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
test_reload_waits (Fixture *fixture, gconstpointer data)
{
  guint n_answers = 0;

  g_test_summary (
      "Who waits for a reload goes on with what was in the files when it was asked for.");

  load (fixture, NULL, NULL);
  write_profile (fixture, "a.json", "{ \"executable\": \"/bin/true\" }");
  perch_backend_manager_reload_async (fixture->manager, reloaded_cb, &n_answers);
  write_profile (fixture, "b.json", "{ \"executable\": \"/bin/true\" }");
  perch_backend_manager_reload_async (fixture->manager, reloaded_cb, &n_answers);
  g_assert_null (find (fixture, "a"));
  perch_wait_until (n_answers >= 2);
  g_assert_nonnull (find (fixture, "a"));
  g_assert_nonnull (find (fixture, "b"));
}

static void
test_reload_and_autostart (Fixture *fixture, gconstpointer data)
{
  guint n_answers = 0;

  g_test_summary ("What was read before a click does not undo it.");

  write_profile (fixture, "a.json", "{ \"executable\": \"/bin/true\" }");
  load (fixture, NULL, NULL);
  perch_backend_manager_reload_async (fixture->manager, reloaded_cb, &n_answers);
  /* It has been read; nobody has looked at it yet. */
  while (!g_main_context_pending (NULL))
    g_thread_yield ();
  g_assert_true (
      perch_backend_manager_set_autostart (fixture->manager, find (fixture, "a"), TRUE, NULL));
  perch_wait_until (n_answers == 1);
  g_assert_true (perch_backend_manager_get_autostart (fixture->manager, find (fixture, "a")));
}

static void
until_state (PerchBackend *backend, PerchBackendState state)
{
  perch_wait_until (perch_backend_get_state (backend) == state);
}

static void
test_reload_running (Fixture *fixture, gconstpointer data)
{
  g_autoptr (PerchBackend) backend = NULL;

  g_test_summary ("What runs is left alone: changed at its next start, gone when it has stopped.");

  write_profile (fixture, "a.json", "{ \"executable\": \"/bin/sleep\", \"args\": [\"100\"] }");
  load (fixture, NULL, NULL);
  backend = g_object_ref (find (fixture, "a"));
  perch_backend_start_async (backend, NULL, NULL, NULL);
  until_state (backend, PERCH_BACKEND_STATE_RUNNING);

  write_profile (fixture, "a.json", "{ \"executable\": \"/bin/sleep\", \"args\": [\"200\"] }");
  reload (fixture, "a changed, ");
  g_assert_cmpstr (perch_backend_get_profile (backend)->args[0], ==, "100");
  g_assert_nonnull (strstr (perch_backend_get_notice (backend), "next start"));
  perch_backend_restart_async (backend, NULL, NULL, NULL);
  until_state (backend, PERCH_BACKEND_STATE_STOPPING);
  until_state (backend, PERCH_BACKEND_STATE_RUNNING);
  g_assert_cmpstr (perch_backend_get_profile (backend)->args[0], ==, "200");
  g_assert_null (perch_backend_get_notice (backend));

  remove_profile (fixture, "a.json");
  reload (fixture, "a removed, main added, ");
  g_assert_cmpint (perch_backend_get_state (backend), ==, PERCH_BACKEND_STATE_RUNNING);
  g_assert_true (find (fixture, "a") == backend);
  g_assert_nonnull (strstr (perch_backend_get_notice (backend), "removed"));
  perch_backend_stop_async (backend, NULL, NULL, NULL);
  perch_wait_until (find (fixture, "a") == NULL);
  g_assert_cmpint (perch_backend_get_state (backend), ==, PERCH_BACKEND_STATE_STOPPED);
}

static void
test_autostart_after_stop (Fixture *fixture, gconstpointer data)
{
  g_test_summary ("What was stopped before its time to start had come stays so.");

  write_profile (fixture, "a.json",
                 "{ \"executable\": \"/bin/sleep\", \"args\": [\"100\"], "
                 "\"autostart\": true }");
  write_profile (fixture, "b.json",
                 "{ \"executable\": \"/bin/sleep\", \"args\": [\"100\"], "
                 "\"autostart\": true }");
  load (fixture, NULL, NULL);
  perch_backend_manager_start_autostart (fixture->manager);
  perch_backend_stop_async (find (fixture, "a"), NULL, NULL, NULL);
  until_state (find (fixture, "b"), PERCH_BACKEND_STATE_RUNNING);
  g_assert_cmpint (perch_backend_get_state (find (fixture, "a")), ==, PERCH_BACKEND_STATE_STOPPED);
  perch_backend_stop_async (find (fixture, "b"), NULL, NULL, NULL);
  until_state (find (fixture, "b"), PERCH_BACKEND_STATE_STOPPED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_unsetenv ("PERCH_BACKEND");
#define ADD(name, func) g_test_add ("/backend-manager/" name, Fixture, NULL, setup, func, teardown)
  ADD ("default", test_default);
  ADD ("sound-beside-broken", test_sound_beside_broken);
  ADD ("only-broken", test_only_broken);
  ADD ("override", test_override);
  ADD ("autostart", test_autostart);
  ADD ("reload-idle", test_reload_idle);
  ADD ("reload-broken", test_reload_broken);
  ADD ("reload-waits", test_reload_waits);
  ADD ("reload-and-autostart", test_reload_and_autostart);
  ADD ("reload-running", test_reload_running);
  ADD ("autostart-after-stop", test_autostart_after_stop);
  ADD ("stop-all", test_stop_all);
#undef ADD
  return g_test_run ();
}
