/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/config/settings.h"
#include "tests/unit/backend-manager/patience.h"

#include <glib/gstdio.h>
#include <string.h>

#include "tests/unit/backend-manager/scratch.h"

/* @outcome and @error are of the last change that was asked for, @n_outcomes counts them. */
typedef struct
{
  PerchScratch scratch;
  char *folder;
  char *path;
  PerchSettings *settings;
  guint n_applied;
  guint n_changed;
  GPtrArray *trace_ids; /* (element-type utf8): of each change; %NULL for who has none */
  guint n_problems_changed;
  gint64 port;
  gboolean works;
  guint n_outcomes;
  PerchSettingsOutcome *outcome;
  GError *error;
} Fixture;

static gboolean
apply_cb (JsonObject *values, gpointer user_data, GError **error)
{
  Fixture *fixture = user_data;

  fixture->n_applied++;
  fixture->port = json_object_get_int_member (values, "port");
  if (!fixture->works)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, "no luck");
  return fixture->works;
}

static void
changed_cb (PerchSettings *settings, const char *section, JsonObject *values, Fixture *fixture)
{
  g_assert_cmpstr (section, ==, "bridge");
  g_assert_true (values == perch_settings_get (settings, section)->values);
  fixture->n_changed++;
  g_ptr_array_add (fixture->trace_ids, g_strdup (perch_settings_get_trace_id (settings)));
}

static void
problems_changed_cb (PerchSettings *settings, Fixture *fixture)
{
  fixture->n_problems_changed++;
}

static void
open_settings (Fixture *fixture)
{
  fixture->settings = perch_settings_new (fixture->folder);
  perch_settings_set_apply (fixture->settings, "bridge", apply_cb, fixture);
  g_signal_connect (fixture->settings, "changed::bridge", G_CALLBACK (changed_cb), fixture);
  g_signal_connect (fixture->settings, "problems-changed", G_CALLBACK (problems_changed_cb),
                    fixture);
}

static void
setup (Fixture *fixture, gconstpointer data)
{
  perch_scratch_init (&fixture->scratch);
  fixture->folder = g_build_filename (fixture->scratch.dir, "perch", NULL);
  fixture->path = g_build_filename (fixture->folder, "bridge-settings.json", NULL);
  fixture->works = TRUE;
  fixture->trace_ids = g_ptr_array_new_with_free_func (g_free);
  if (data != NULL)
    {
      g_assert_cmpint (g_mkdir (fixture->folder, 0700), ==, 0);
      g_assert_true (g_file_set_contents (fixture->path, data, -1, NULL));
      g_test_expect_message ("perch", G_LOG_LEVEL_WARNING, "*bridge-settings.json: *");
    }
  open_settings (fixture);
  g_test_assert_expected_messages ();
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  g_object_add_weak_pointer (G_OBJECT (fixture->settings), (gpointer *) &fixture->settings);
  g_object_unref (fixture->settings);
  perch_wait_until (fixture->settings == NULL); /* it may be looking into a file */
  g_clear_pointer (&fixture->outcome, perch_settings_outcome_free);
  g_clear_error (&fixture->error);
  g_ptr_array_unref (fixture->trace_ids);
  g_free (fixture->path);
  g_free (fixture->folder);
  perch_scratch_clear (&fixture->scratch);
}

static void
done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *fixture = user_data;

  g_clear_pointer (&fixture->outcome, perch_settings_outcome_free);
  g_clear_error (&fixture->error);
  fixture->outcome =
      perch_settings_change_finish (PERCH_SETTINGS (source), result, &fixture->error);
  fixture->n_outcomes++;
}

static void
ask (Fixture *fixture, const char *section, const char *changes)
{
  g_autoptr (JsonNode) node = json_from_string (changes, NULL);

  perch_settings_change_async (fixture->settings, section, json_node_get_object (node), NULL,
                               done_cb, fixture);
}

static void
wait_for_outcomes (Fixture *fixture, guint n_outcomes)
{
  perch_wait_until (fixture->n_outcomes >= n_outcomes);
}

static void
change (Fixture *fixture, const char *section, const char *changes)
{
  guint n_outcomes = fixture->n_outcomes;

  ask (fixture, section, changes);
  wait_for_outcomes (fixture, n_outcomes + 1);
}

static void
write_file (Fixture *fixture, const char *text)
{
  g_assert_true (g_file_set_contents (fixture->path, text, -1, NULL));
}

static void
test_seeded (Fixture *fixture, gconstpointer data)
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
test_change (Fixture *fixture, gconstpointer data)
{
  change (fixture, "bridge", "{\"port\":7,\"host\":\"127.0.0.1\"}");
  g_assert_no_error (fixture->error);
  g_assert_cmpstr (fixture->outcome->changed[0], ==, "port");
  g_assert_null (fixture->outcome->changed[1]);
  g_assert_null (fixture->outcome->later[0]);
  g_assert_null (fixture->outcome->problem);
  g_assert_cmpint (fixture->port, ==, 7);
  g_assert_cmpuint (fixture->n_changed, ==, 1);

  change (fixture, "bridge", "{\"port\":7}");
  g_assert_null (fixture->outcome->changed[0]);
  g_assert_null (fixture->outcome->later[0]);
  g_assert_cmpuint (fixture->n_applied, ==, 1);
  g_assert_cmpuint (fixture->n_changed, ==, 1);

  change (fixture, "bridge", "{\"port\":null}");
  g_assert_cmpint (fixture->port, ==, 5001);
}

static void
test_many_changes (Fixture *fixture, gconstpointer data)
{
  JsonObject *limits = NULL;

  g_test_summary ("Of changes that are asked for at the same time, none gets lost.");
  ask (fixture, "bridge", "{\"port\":7}");
  ask (fixture, "bridge", "{\"limits\":{\"idle_timeout_s\":3}}");
  ask (fixture, "bridge", "{\"limits\":{\"max_connections\":4}}");
  wait_for_outcomes (fixture, 3);
  limits = json_object_get_object_member (perch_settings_get (fixture->settings, "bridge")->values,
                                          "limits");
  g_assert_cmpint (fixture->port, ==, 7);
  g_assert_cmpint (json_object_get_int_member (limits, "idle_timeout_s"), ==, 3);
  g_assert_cmpint (json_object_get_int_member (limits, "max_connections"), ==, 4);
}

static void
test_trace_id (Fixture *fixture, gconstpointer data)
{
  static const char trace_id[] = "0af7651916cd43dd8448eb211c80319c";
  g_autoptr (JsonNode) node = json_from_string ("{\"port\":7}", NULL);

  g_test_summary ("A change is told of with the trace id of who wanted it, and of nobody else.");
  perch_settings_change_traced_async (fixture->settings, "bridge", json_node_get_object (node),
                                      trace_id, NULL, done_cb, fixture);
  ask (fixture, "bridge", "{\"limits\":{\"idle_timeout_s\":3}}");
  wait_for_outcomes (fixture, 2);
  g_assert_cmpuint (fixture->trace_ids->len, ==, 2);
  g_assert_cmpstr (g_ptr_array_index (fixture->trace_ids, 0), ==, trace_id);
  g_assert_null (g_ptr_array_index (fixture->trace_ids, 1));
  g_assert_null (perch_settings_get_trace_id (fixture->settings));
}

static void
change_again_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *fixture = user_data;

  done_cb (source, result, fixture);
  ask (fixture, "bridge", "{\"port\":8}");
}

static void
test_change_when_told (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JsonNode) node = json_from_string ("{\"port\":7}", NULL);

  g_test_summary ("A change that is asked for when another one is over is made once.");
  perch_settings_change_async (fixture->settings, "bridge", json_node_get_object (node), NULL,
                               change_again_cb, fixture);
  wait_for_outcomes (fixture, 2);
  g_assert_cmpint (fixture->port, ==, 8);
  change (fixture, "bridge", "{\"port\":9}");
  g_assert_cmpint (fixture->port, ==, 9);
  g_assert_cmpuint (fixture->n_outcomes, ==, 3);
}

static void
test_refused (Fixture *fixture, gconstpointer data)
{
  change (fixture, "bridge", "{\"port\":-1}");
  g_assert_error (fixture->error, PERCH_SETTINGS_ERROR, PERCH_SETTINGS_ERROR_VALUE);
  change (fixture, "brigde", "{\"port\":1}");
  g_assert_error (fixture->error, PERCH_SETTINGS_ERROR, PERCH_SETTINGS_ERROR_SECTION);
  g_assert_cmpuint (fixture->n_applied, ==, 0);
  g_assert_cmpuint (fixture->n_problems_changed, ==, 0);
}

static void
test_nobody_applies (Fixture *fixture, gconstpointer data)
{
  perch_settings_set_apply (fixture->settings, "bridge", NULL, NULL);
  change (fixture, "bridge", "{\"port\":1}");
  g_assert_cmpstr (fixture->outcome->later[0], ==, "port");
  g_assert_cmpstr (fixture->outcome->changed[0], ==, "port");
}

static gboolean
take_cb (JsonObject *values, gpointer user_data, GError **error)
{
  return TRUE;
}

static void
test_late (Fixture *fixture, gconstpointer data)
{
  g_test_summary ("Texts that are on the screen stay in the language that they have.");
  perch_settings_set_apply (fixture->settings, "companion", take_cb, NULL);
  change (fixture, "companion", "{\"language\":\"de\",\"notifications\":false}");
  g_assert_cmpuint (g_strv_length (fixture->outcome->changed), ==, 2);
  g_assert_cmpuint (g_strv_length (fixture->outcome->later), ==, 1);
  g_assert_cmpstr (fixture->outcome->later[0], ==, "language");
}

static void
test_does_not_work (Fixture *fixture, gconstpointer data)
{
  fixture->works = FALSE;
  change (fixture, "bridge", "{\"port\":1}");
  g_assert_null (fixture->outcome->later[0]);
  g_assert_cmpstr (fixture->outcome->problem, ==, "no luck");
}

static void
test_by_hand (Fixture *fixture, gconstpointer data)
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
test_gone (Fixture *fixture, gconstpointer data)
{
  g_test_summary ("Without its file, a section stays as it was.");
  change (fixture, "bridge", "{\"port\":7}");
  g_assert_cmpint (g_remove (fixture->path), ==, 0);
  perch_settings_reread (fixture->settings, "bridge");
  change (fixture, "companion", "{\"autostart\":true}");
  g_assert_cmpint (fixture->port, ==, 7);
}

static void
remove_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *fixture = user_data;

  g_assert_cmpint (g_remove (fixture->path), ==, 0);
  done_cb (source, result, fixture);
}

static void
test_gone_before_it_is_read (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JsonNode) node = json_from_string ("{\"port\":7}", NULL);

  g_test_summary ("A file that goes while others wait for it leaves a section as it was, too.");
  perch_settings_change_async (fixture->settings, "bridge", json_node_get_object (node), NULL,
                               remove_cb, fixture);
  perch_settings_reread (fixture->settings, "bridge");
  ask (fixture, "companion", "{\"autostart\":true}");
  wait_for_outcomes (fixture, 2);
  g_assert_cmpint (fixture->port, ==, 7);
  g_assert_cmpuint (fixture->n_changed, ==, 1);
  g_assert_null (perch_settings_get (fixture->settings, "bridge")->problem);
}

static void
test_change_when_gone (Fixture *fixture, gconstpointer data)
{
  JsonObject *values = NULL;
  g_autofree char *text = NULL;

  g_test_summary ("A change writes a file that has gone anew from what is in force, and changes "
                  "nothing else.");
  change (fixture, "bridge",
          "{\"port\":7,\"require_token\":true,\"limits\":{\"idle_timeout_s\":3}}");
  g_assert_cmpint (g_remove (fixture->path), ==, 0);
  change (fixture, "bridge", "{\"limits\":{\"max_connections\":100}}");
  g_assert_no_error (fixture->error);
  g_assert_cmpuint (g_strv_length (fixture->outcome->changed), ==, 1);
  g_assert_cmpstr (fixture->outcome->changed[0], ==, "limits.max_connections");
  values = perch_settings_get (fixture->settings, "bridge")->values;
  g_assert_true (json_object_get_boolean_member (values, "require_token"));
  g_assert_cmpint (fixture->port, ==, 7);
  g_assert_true (g_file_get_contents (fixture->path, &text, NULL, NULL));
  g_assert_nonnull (strstr (text, "\"port\": 7,\n  \"require_token\": true"));
  g_assert_nonnull (
      strstr (text, "\"limits\": { \"idle_timeout_s\": 3, \"max_connections\": 100 }"));
  g_assert_null (strstr (text, "header_timeout_ms"));
  g_clear_pointer (&text, g_free);

  g_test_message ("It is written for what is in force already, too.");
  g_assert_cmpint (g_remove (fixture->path), ==, 0);
  change (fixture, "bridge", "{\"port\":7}");
  g_assert_null (fixture->outcome->changed[0]);
  g_assert_true (g_file_get_contents (fixture->path, &text, NULL, NULL));
  g_assert_nonnull (strstr (text, "\"require_token\": true"));

  g_test_message ("What is to be as usual again is.");
  g_assert_cmpint (g_remove (fixture->path), ==, 0);
  change (fixture, "bridge", "{\"port\":null}");
  g_assert_cmpstr (fixture->outcome->changed[0], ==, "port");
  g_assert_null (fixture->outcome->changed[1]);
  g_assert_cmpint (fixture->port, ==, 5001);
}

static void
test_broken_from_the_start (Fixture *fixture, gconstpointer data)
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
test_warnings (Fixture *fixture, gconstpointer data)
{
  const PerchSettingsState *bridge = perch_settings_get (fixture->settings, "bridge");

  g_auto (GStrv) problems = perch_settings_list_problems (fixture->settings);

  g_assert_cmpuint (g_strv_length (bridge->warnings), ==, 1);
  g_assert_null (bridge->problem);
  g_assert_cmpstr (problems[0], ==, bridge->warnings[0]);
  g_test_message ("It is not said again.");
  change (fixture, "bridge", "{\"port\":7}");
  g_assert_cmpuint (g_strv_length (bridge->warnings), ==, 1);
}

static void
test_unknown_when_gone (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JsonNode) said = NULL;
  g_autofree char *text = NULL;

  g_test_summary ("What nobody knows is not in force, and is gone with the file.");
  g_assert_cmpint (g_remove (fixture->path), ==, 0);
  change (fixture, "bridge", "{\"require_token\":true}");
  g_assert_no_error (fixture->error);
  g_assert_cmpint (fixture->port, ==, 7);
  g_assert_true (g_file_get_contents (fixture->path, &text, NULL, NULL));
  said = json_from_string (text, NULL);
  g_assert_cmpint (json_object_get_size (json_node_get_object (said)), ==, 6);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, text, func) g_test_add ("/settings/" name, Fixture, text, setup, func, teardown)
  ADD ("seeded", NULL, test_seeded);
  ADD ("change", NULL, test_change);
  ADD ("many-changes", NULL, test_many_changes);
  ADD ("trace-id", NULL, test_trace_id);
  ADD ("change-when-told", NULL, test_change_when_told);
  ADD ("refused", NULL, test_refused);
  ADD ("nobody-applies", NULL, test_nobody_applies);
  ADD ("late", NULL, test_late);
  ADD ("does-not-work", NULL, test_does_not_work);
  ADD ("by-hand", NULL, test_by_hand);
  ADD ("gone", NULL, test_gone);
  ADD ("gone-before-it-is-read", NULL, test_gone_before_it_is_read);
  ADD ("change-when-gone", NULL, test_change_when_gone);
  ADD ("unknown-when-gone", "{\"a\\\"b\":1,\"port\":7}", test_unknown_when_gone);
  ADD ("broken-from-the-start", "{\"port\":\"x\"}", test_broken_from_the_start);
  ADD ("warnings", "{\"prot\":1}", test_warnings);
  return g_test_run ();
}
