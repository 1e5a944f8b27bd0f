/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "tests/unit/app/settings-fixture.h"
#include "tests/unit/backend-manager/patience.h"

static void
write_file (SettingsFixture *fixture, const char *text)
{
  g_assert_true (g_file_set_contents (fixture->path, text, -1, NULL));
}

static void
test_seeded (SettingsFixture *fixture, gconstpointer data)
{
  g_autofree char *hook = g_build_filename (fixture->folder, "hook-settings.json", NULL);
  g_auto (GStrv) problems = perch_settings_list_problems (fixture->settings);
  const PerchSettingsState *bridge = perch_settings_get (fixture->settings, "bridge");

  g_assert_true (g_file_test (fixture->path, G_FILE_TEST_EXISTS));
  g_assert_false (g_file_test (hook, G_FILE_TEST_EXISTS));
  g_assert_cmpstr (bridge->path, ==, fixture->path);
  g_assert_cmpint (json_object_get_int_member (bridge->values, "port"), ==, 5001);
  g_assert_false (json_object_has_member (bridge->values, "$schema"));
  g_assert_cmpuint (g_strv_length (problems), ==, 0);
  g_assert_null (perch_settings_get (fixture->settings, "nothing"));
  g_assert_cmpstr (perch_settings_get_folder (fixture->settings), ==, fixture->folder);
}

static void
test_change (SettingsFixture *fixture, gconstpointer data)
{
  settings_fixture_change (fixture, "bridge", "{\"port\":7,\"host\":\"127.0.0.1\"}");
  g_assert_no_error (fixture->error);
  g_assert_cmpstr (fixture->outcome->changed[0], ==, "port");
  g_assert_null (fixture->outcome->changed[1]);
  g_assert_null (fixture->outcome->later[0]);
  g_assert_null (fixture->outcome->problem);
  g_assert_cmpint (fixture->port, ==, 7);
  g_assert_cmpuint (fixture->n_changed, ==, 1);

  settings_fixture_change (fixture, "bridge", "{\"port\":7}");
  g_assert_null (fixture->outcome->changed[0]);
  g_assert_null (fixture->outcome->later[0]);
  g_assert_cmpuint (fixture->n_applied, ==, 1);
  g_assert_cmpuint (fixture->n_changed, ==, 1);

  settings_fixture_change (fixture, "bridge", "{\"port\":null}");
  g_assert_cmpint (fixture->port, ==, 5001);
}

static void
test_many_changes (SettingsFixture *fixture, gconstpointer data)
{
  JsonObject *limits = NULL;

  g_test_summary ("Of changes that are asked for at the same time, none gets lost.");
  settings_fixture_ask (fixture, "bridge", "{\"port\":7}");
  settings_fixture_ask (fixture, "bridge", "{\"limits\":{\"idle_timeout_s\":3}}");
  settings_fixture_ask (fixture, "bridge", "{\"limits\":{\"max_connections\":4}}");
  settings_fixture_wait (fixture, 3);
  limits = json_object_get_object_member (perch_settings_get (fixture->settings, "bridge")->values,
                                          "limits");
  g_assert_cmpint (fixture->port, ==, 7);
  g_assert_cmpint (json_object_get_int_member (limits, "idle_timeout_s"), ==, 3);
  g_assert_cmpint (json_object_get_int_member (limits, "max_connections"), ==, 4);
}

static void
test_trace_id (SettingsFixture *fixture, gconstpointer data)
{
  static const char trace_id[] = "0af7651916cd43dd8448eb211c80319c";
  g_autoptr (JsonNode) node = json_from_string ("{\"port\":7}", NULL);

  g_test_summary ("A change is told of with the trace id of who wanted it, and of nobody else.");
  perch_settings_change_traced_async (fixture->settings, "bridge", json_node_get_object (node),
                                      trace_id, NULL, settings_fixture_done_cb, fixture);
  settings_fixture_ask (fixture, "bridge", "{\"limits\":{\"idle_timeout_s\":3}}");
  settings_fixture_wait (fixture, 2);
  g_assert_cmpuint (fixture->trace_ids->len, ==, 2);
  g_assert_cmpstr (g_ptr_array_index (fixture->trace_ids, 0), ==, trace_id);
  g_assert_null (g_ptr_array_index (fixture->trace_ids, 1));
  g_assert_null (perch_settings_get_trace_id (fixture->settings));
}

static void
change_again_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  SettingsFixture *fixture = user_data;

  settings_fixture_done_cb (source, result, fixture);
  settings_fixture_ask (fixture, "bridge", "{\"port\":8}");
}

static void
test_change_when_told (SettingsFixture *fixture, gconstpointer data)
{
  g_autoptr (JsonNode) node = json_from_string ("{\"port\":7}", NULL);

  g_test_summary ("A change that is asked for when another one is over is made once.");
  perch_settings_change_async (fixture->settings, "bridge", json_node_get_object (node), NULL,
                               change_again_cb, fixture);
  settings_fixture_wait (fixture, 2);
  g_assert_cmpint (fixture->port, ==, 8);
  settings_fixture_change (fixture, "bridge", "{\"port\":9}");
  g_assert_cmpint (fixture->port, ==, 9);
  g_assert_cmpuint (fixture->n_outcomes, ==, 3);
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
}

static void
test_unsaved (SettingsFixture *fixture, gconstpointer data)
{
  gboolean saved = FALSE;

  g_test_summary ("Who waits until all is saved waits for the last change, or not at all.");
  settings_fixture_ask (fixture, "bridge", "{\"port\":7}");
  settings_fixture_ask (fixture, "companion", "{\"autostart\":true}");
  perch_unsaved_wait_async (perch_settings_get_unsaved (fixture->settings), saved_cb, &saved);
  perch_wait_until (saved);
  g_assert_cmpuint (fixture->n_outcomes, ==, 2);
  saved = FALSE;
  perch_unsaved_wait_async (perch_settings_get_unsaved (fixture->settings), saved_cb, &saved);
  perch_wait_until (saved);
}

static void
test_refused (SettingsFixture *fixture, gconstpointer data)
{
  settings_fixture_change (fixture, "bridge", "{\"port\":-1}");
  g_assert_error (fixture->error, PERCH_SETTINGS_ERROR, PERCH_SETTINGS_ERROR_VALUE);
  settings_fixture_change (fixture, "brigde", "{\"port\":1}");
  g_assert_error (fixture->error, PERCH_SETTINGS_ERROR, PERCH_SETTINGS_ERROR_SECTION);
  g_assert_cmpuint (fixture->n_applied, ==, 0);
  g_assert_cmpuint (fixture->n_problems_changed, ==, 0);
}

static void
test_nobody_applies (SettingsFixture *fixture, gconstpointer data)
{
  perch_settings_set_apply (fixture->settings, "bridge", NULL, NULL);
  settings_fixture_change (fixture, "bridge", "{\"port\":1}");
  g_assert_cmpstr (fixture->outcome->later[0], ==, "port");
  g_assert_cmpstr (fixture->outcome->changed[0], ==, "port");
}

static gboolean
take_cb (JsonObject *values, gpointer user_data, GError **error)
{
  return TRUE;
}

static void
test_late (SettingsFixture *fixture, gconstpointer data)
{
  g_test_summary ("Texts that are on the screen stay in the language that they have.");
  perch_settings_set_apply (fixture->settings, "companion", take_cb, NULL);
  settings_fixture_change (fixture, "companion", "{\"language\":\"de\",\"notifications\":false}");
  g_assert_cmpuint (g_strv_length (fixture->outcome->changed), ==, 2);
  g_assert_cmpuint (g_strv_length (fixture->outcome->later), ==, 1);
  g_assert_cmpstr (fixture->outcome->later[0], ==, "language");
}

static void
test_does_not_work (SettingsFixture *fixture, gconstpointer data)
{
  fixture->works = FALSE;
  settings_fixture_change (fixture, "bridge", "{\"port\":1}");
  g_assert_null (fixture->outcome->later[0]);
  g_assert_cmpstr (fixture->outcome->problem, ==, "no luck");
}

static void
test_by_hand (SettingsFixture *fixture, gconstpointer data)
{
  write_file (fixture, "{\"port\":8}");
  perch_wait_until (fixture->port == 8);

  g_test_expect_message ("perch", G_LOG_LEVEL_WARNING, "*1:10: *stays in force");
  write_file (fixture, "{\"port\":9");
  perch_wait_until (perch_settings_get (fixture->settings, "bridge")->problem != NULL);
  g_test_assert_expected_messages ();
  g_assert_cmpint (fixture->port, ==, 8);
  g_assert_nonnull (perch_settings_get (fixture->settings, "bridge")->problem);

  write_file (fixture, "{\"port\":9}");
  perch_wait_until (fixture->port == 9);
  g_assert_null (perch_settings_get (fixture->settings, "bridge")->problem);
  g_assert_cmpuint (fixture->n_problems_changed, >=, 3);
}

static void
test_broken_from_the_start (SettingsFixture *fixture, gconstpointer data)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) problems = perch_settings_list_problems (fixture->settings);

  g_assert_cmpuint (g_strv_length (problems), ==, 1);
  g_assert_cmpint (
      json_object_get_int_member (perch_settings_get (fixture->settings, "bridge")->values, "port"),
      ==, 5001);
  g_assert_true (g_file_get_contents (fixture->path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, data);

  g_test_message ("It is applied as soon as it is good, even if that is what holds already.");
  write_file (fixture, "{}");
  perch_wait_until (fixture->n_applied != 0);
  g_assert_cmpuint (fixture->n_changed, ==, 0);
}

static void
test_warnings (SettingsFixture *fixture, gconstpointer data)
{
  const PerchSettingsState *bridge = perch_settings_get (fixture->settings, "bridge");

  g_auto (GStrv) problems = perch_settings_list_problems (fixture->settings);

  g_assert_cmpuint (g_strv_length (bridge->warnings), ==, 1);
  g_assert_null (bridge->problem);
  g_assert_cmpstr (problems[0], ==, bridge->warnings[0]);
  g_test_message ("It is not said again.");
  settings_fixture_change (fixture, "bridge", "{\"port\":7}");
  g_assert_cmpuint (g_strv_length (bridge->warnings), ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, text, func)                                                                      \
  g_test_add ("/settings/" name, SettingsFixture, text, settings_fixture_set_up, func,             \
              settings_fixture_tear_down)
  ADD ("seeded", NULL, test_seeded);
  ADD ("change", NULL, test_change);
  ADD ("many-changes", NULL, test_many_changes);
  ADD ("trace-id", NULL, test_trace_id);
  ADD ("change-when-told", NULL, test_change_when_told);
  ADD ("unsaved", NULL, test_unsaved);
  ADD ("refused", NULL, test_refused);
  ADD ("nobody-applies", NULL, test_nobody_applies);
  ADD ("late", NULL, test_late);
  ADD ("does-not-work", NULL, test_does_not_work);
  ADD ("by-hand", NULL, test_by_hand);
  ADD ("broken-from-the-start", "{\"port\":\"x\"}", test_broken_from_the_start);
  ADD ("warnings", "{\"prot\":1}", test_warnings);
  return g_test_run ();
}
