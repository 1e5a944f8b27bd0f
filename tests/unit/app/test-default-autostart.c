/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/config/companion-settings.h"
#include "app/default-autostart.h"
#include "tests/unit/app/settings-fixture.h"
#include "tests/unit/backend-manager/patience.h"

/* @seen has a letter for each value that the manager has had since the start: y or n. */
typedef struct
{
  SettingsFixture files;
  PerchBackendManager *manager;
  GString *seen;
} Fixture;

static gboolean
get_manager (Fixture *fixture)
{
  gboolean autostart = FALSE;

  g_object_get (fixture->manager, "default-autostart", &autostart, NULL);
  return autostart;
}

static gboolean
get_settings (Fixture *fixture)
{
  return perch_companion_settings_get_autostart (
      perch_settings_get (fixture->files.settings, "companion")->values);
}

static void
note_cb (PerchBackendManager *manager, GParamSpec *pspec, Fixture *fixture)
{
  g_string_append_c (fixture->seen, get_manager (fixture) ? 'y' : 'n');
}

static void
count_cb (PerchSettings *settings, const char *section, JsonObject *values, guint *n_changes)
{
  ++*n_changes;
}

static void
setup (Fixture *fixture, gconstpointer data)
{
  g_autofree char *profiles_dir = NULL;
  g_autofree char *run_dir = NULL;

  settings_fixture_set_up (&fixture->files, NULL);
  profiles_dir = g_build_filename (fixture->files.folder, "backends", NULL);
  run_dir = g_build_filename (fixture->files.scratch.dir, "run", NULL);
  fixture->manager = perch_backend_manager_new (&(PerchBackendManagerOptions){
      .profiles_dir = profiles_dir, .run_dir = run_dir, .guard = "/bin/true" });
  perch_backend_manager_load (fixture->manager);
  perch_default_autostart_join (fixture->files.settings, fixture->manager);
  fixture->seen = g_string_new (NULL);
  g_signal_connect (fixture->manager, "notify::default-autostart", G_CALLBACK (note_cb), fixture);
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->manager);
  g_string_free (fixture->seen, TRUE);
  settings_fixture_tear_down (&fixture->files, NULL);
}

static void
tick (Fixture *fixture, gboolean autostart)
{
  PerchBackend *backend = perch_backend_manager_lookup (fixture->manager, "main");

  g_assert_true (perch_backend_manager_set_autostart (fixture->manager, backend, autostart, NULL));
}

static void
test_tick (Fixture *fixture, gconstpointer data)
{
  g_test_summary ("What is ticked is saved.");
  tick (fixture, TRUE);
  perch_wait_until (get_settings (fixture));
  g_assert_true (get_manager (fixture));
}

static void
test_twice (Fixture *fixture, gconstpointer data)
{
  guint n_changes = 0;

  g_test_summary ("A second tick counts while the first is being saved, and stays.");
  g_signal_connect (fixture->files.settings, "changed::companion", G_CALLBACK (count_cb),
                    &n_changes);
  tick (fixture, TRUE);
  tick (fixture, FALSE);
  perch_wait_until (n_changes == 2);
  g_assert_false (get_settings (fixture));
  settings_fixture_change (&fixture->files, "companion", "{\"notifications\":false}");
  g_assert_cmpstr (fixture->seen->str, ==, "yn");
}

static void
test_settings (Fixture *fixture, gconstpointer data)
{
  g_test_summary ("What the settings say holds.");
  settings_fixture_change (&fixture->files, "companion", "{\"autostart\":true}");
  g_assert_true (get_manager (fixture));
  settings_fixture_change (&fixture->files, "companion", "{\"autostart\":null}");
  g_assert_false (get_manager (fixture));
}

static void
write_companion (Fixture *fixture, const char *text)
{
  g_autofree char *path = g_build_filename (fixture->files.folder, "companion-settings.json", NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

static guint
count_problems (Fixture *fixture)
{
  return g_strv_length ((GStrv) perch_backend_manager_get_problems (fixture->manager));
}

static void
test_not_saved (Fixture *fixture, gconstpointer data)
{
  const PerchSettingsState *state = perch_settings_get (fixture->files.settings, "companion");
  guint n_problems = count_problems (fixture);

  g_test_summary ("What can't be saved is not ticked any more, and people see why.");
  write_companion (fixture, "{");
  g_test_expect_message ("perch", G_LOG_LEVEL_WARNING,
                         "Whether the backend starts with Perch was not saved: "
                         "*companion-settings.json: 1:2: *");
  g_test_expect_message ("perch", G_LOG_LEVEL_WARNING, "*companion-settings.json: 1:2: *");
  tick (fixture, TRUE);
  perch_wait_until (state->problem != NULL);
  g_test_assert_expected_messages ();
  g_assert_cmpstr (fixture->seen->str, ==, "yn");
  g_assert_cmpuint (count_problems (fixture), ==, n_problems + 1);

  write_companion (fixture, "{}");
  perch_wait_until (state->problem == NULL);
  tick (fixture, TRUE);
  perch_wait_until (count_problems (fixture) == n_problems);
  g_assert_true (get_settings (fixture));
  g_assert_cmpstr (fixture->seen->str, ==, "yny");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func)                                                                            \
  g_test_add ("/default-autostart/" name, Fixture, NULL, setup, func, teardown)
  ADD ("tick", test_tick);
  ADD ("twice", test_twice);
  ADD ("settings", test_settings);
  ADD ("not-saved", test_not_saved);
#undef ADD
  return g_test_run ();
}
