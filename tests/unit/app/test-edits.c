/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/config/edits.h"

#include <glib/gstdio.h>
#include <string.h>

#include "app/config/edit.h"
#include "tests/unit/backend-manager/patience.h"
#include "tests/unit/backend-manager/scratch.h"

/* @outcome and @error are of the last change, @n_outcomes counts them. */
typedef struct
{
  PerchScratch scratch;
  char *profiles_dir;
  char *profile;
  char *program;
  PerchSettings *settings;
  PerchEdits *edits;
  guint n_changed;
  guint n_outcomes;
  PerchSettingsOutcome *outcome;
  GError *error;
} Fixture;

static gboolean
apply_cb (JsonObject *values, gpointer user_data, GError **error)
{
  return TRUE;
}

static void
changed_cb (PerchEdits *edits, const char *target, Fixture *fixture)
{
  fixture->n_changed++;
}

static void
setup (Fixture *fixture, gconstpointer data)
{
  perch_scratch_init (&fixture->scratch);
  fixture->profiles_dir = g_build_filename (fixture->scratch.dir, "backends", NULL);
  fixture->profile = g_build_filename (fixture->profiles_dir, "main.json", NULL);
  fixture->program = g_build_filename (fixture->scratch.dir, "program", NULL);
  g_assert_true (g_file_set_contents_full (fixture->program, "#!/bin/sh\n", -1,
                                           G_FILE_SET_CONTENTS_CONSISTENT, 0700, NULL));
  fixture->settings = perch_settings_new (fixture->scratch.dir);
  perch_settings_set_apply (fixture->settings, "companion", apply_cb, NULL);
  fixture->edits = perch_edits_new (fixture->settings, fixture->profiles_dir);
  g_signal_connect (fixture->edits, "changed", G_CALLBACK (changed_cb), fixture);
}

static void
wait_until_gone (gpointer object)
{
  gpointer waited = object;

  g_object_add_weak_pointer (object, &waited);
  g_object_unref (object);
  perch_wait_until (waited == NULL); /* it may be looking into a file */
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  wait_until_gone (fixture->edits);
  wait_until_gone (fixture->settings);
  g_clear_pointer (&fixture->outcome, perch_settings_outcome_free);
  g_clear_error (&fixture->error);
  g_free (fixture->program);
  g_free (fixture->profile);
  g_free (fixture->profiles_dir);
  perch_scratch_clear (&fixture->scratch);
}

static void
done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *fixture = user_data;

  g_clear_pointer (&fixture->outcome, perch_settings_outcome_free);
  g_clear_error (&fixture->error);
  fixture->outcome = perch_edits_finish (PERCH_EDITS (source), result, &fixture->error);
  fixture->n_outcomes++;
}

static void
wait_for (Fixture *fixture, guint n_outcomes)
{
  perch_wait_until (fixture->n_outcomes >= n_outcomes);
}

static void
ask (Fixture *fixture, const char *target, const char *changes, const char *label)
{
  g_autoptr (JsonNode) node = json_from_string (changes, NULL);

  perch_edits_change_async (fixture->edits, target, json_node_get_object (node), label, done_cb,
                            fixture);
}

static void
change (Fixture *fixture, const char *target, const char *changes, const char *label)
{
  guint n_outcomes = fixture->n_outcomes;

  ask (fixture, target, changes, label);
  wait_for (fixture, n_outcomes + 1);
}

static void
undo (Fixture *fixture)
{
  guint n_outcomes = fixture->n_outcomes;

  perch_edits_undo_async (fixture->edits, done_cb, fixture);
  wait_for (fixture, n_outcomes + 1);
}

static gboolean
notifies (Fixture *fixture)
{
  return json_node_get_boolean (perch_edits_get (fixture->edits, "companion", "notifications"));
}

static void
test_sections (Fixture *fixture, gconstpointer data)
{
  g_assert_null (perch_edits_get_undo_label (fixture->edits));
  change (fixture, "companion", "{\"notifications\":false}", "Notifications");
  g_assert_no_error (fixture->error);
  g_assert_false (notifies (fixture));
  g_assert_cmpstr (perch_edits_get_undo_label (fixture->edits), ==, "Notifications");
  g_assert_cmpuint (fixture->n_changed, ==, 1);
  change (fixture, "companion", "{\"log_level\":\"error\"}", "Log");
  g_assert_cmpstr (perch_edits_get_undo_label (fixture->edits), ==, "Log");

  undo (fixture);
  g_assert_no_error (fixture->error);
  g_assert_cmpstr (
      json_node_get_string (perch_edits_get (fixture->edits, "companion", "log_level")), ==,
      "info");
  g_assert_false (notifies (fixture));
  undo (fixture);
  g_assert_true (notifies (fixture));
  g_assert_null (perch_edits_get_undo_label (fixture->edits));
  undo (fixture);
  g_assert_error (fixture->error, PERCH_SETTINGS_ERROR, PERCH_SETTINGS_ERROR_VALUE);
}

static void
test_at_once (Fixture *fixture, gconstpointer data)
{
  g_test_summary ("Changes that don't wait for each other are undone one by one all the same.");
  ask (fixture, "companion", "{\"notifications\":false}", "Off");
  ask (fixture, "companion", "{\"notifications\":true}", "On");
  perch_edits_undo_async (fixture->edits, done_cb, fixture);
  wait_for (fixture, 3);
  g_assert_no_error (fixture->error);
  g_assert_false (notifies (fixture));
  g_assert_cmpstr (perch_edits_get_undo_label (fixture->edits), ==, "Off");
}

static void
test_no_change (Fixture *fixture, gconstpointer data)
{
  change (fixture, "companion", "{\"notifications\":true}", "Notifications");
  g_assert_no_error (fixture->error);
  g_assert_null (perch_edits_get_undo_label (fixture->edits));
  change (fixture, "companion", "{\"notifications\":5}", "Notifications");
  g_assert_error (fixture->error, PERCH_SETTINGS_ERROR, PERCH_SETTINGS_ERROR_VALUE);
  g_assert_null (perch_edits_get_undo_label (fixture->edits));
}

static void
set_elsewhere_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *fixture = user_data;

  g_clear_pointer (&fixture->outcome, perch_settings_outcome_free);
  fixture->outcome = perch_settings_change_finish (PERCH_SETTINGS (source), result, NULL);
  fixture->n_outcomes++;
}

static void
test_changed_elsewhere (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JsonNode) node = json_from_string ("{\"log_level\":\"debug\"}", NULL);

  change (fixture, "companion", "{\"log_level\":\"error\"}", "Log");
  perch_settings_change_async (fixture->settings, "companion", json_node_get_object (node), NULL,
                               set_elsewhere_cb, fixture);
  wait_for (fixture, 2);
  undo (fixture);
  g_assert_error (fixture->error, PERCH_SETTINGS_ERROR, PERCH_SETTINGS_ERROR_VALUE);
  g_assert_nonnull (strstr (fixture->error->message, "“Log”"));
  g_assert_null (perch_edits_get_undo_label (fixture->edits));
}

static char *
read_profile (Fixture *fixture)
{
  char *text = NULL;

  return g_file_get_contents (fixture->profile, &text, NULL, NULL) ? text : NULL;
}

static void
test_new_profile (Fixture *fixture, gconstpointer data)
{
  g_autofree char *changes = g_strdup_printf ("{\"executable\":\"%s\"}", fixture->program);
  g_autofree char *text = NULL;

  g_assert_null (perch_edits_get (fixture->edits, fixture->profile, "executable"));
  change (fixture, fixture->profile, changes, "Program");
  g_assert_no_error (fixture->error);
  text = read_profile (fixture);
  g_assert_nonnull (strstr (text, "backend-profile.schema.json"));
  g_assert_cmpstr (
      json_node_get_string (perch_edits_get (fixture->edits, fixture->profile, "executable")), ==,
      fixture->program);

  change (fixture, fixture->profile, "{\"restart\":\"always\"}", "Restart");
  undo (fixture);
  g_assert_null (perch_edits_get (fixture->edits, fixture->profile, "restart"));
  undo (fixture);
  g_assert_no_error (fixture->error);
  g_assert_null (read_profile (fixture));
}

static void
test_profile_with_more_in_it (Fixture *fixture, gconstpointer data)
{
  g_autofree char *changes = g_strdup_printf ("{\"executable\":\"%s\"}", fixture->program);
  g_autofree char *text = g_strdup_printf ("{\"executable\":\"%s\",\"port\":1}", fixture->program);
  g_autofree char *left = NULL;

  g_test_summary ("A file is not removed with what somebody else has put into it.");
  change (fixture, fixture->profile, changes, "Program");
  g_assert_true (g_file_set_contents (fixture->profile, text, -1, NULL));
  perch_wait_until (perch_edits_get (fixture->edits, fixture->profile, "port") != NULL);
  undo (fixture);
  g_assert_error (fixture->error, PERCH_SETTINGS_ERROR, PERCH_SETTINGS_ERROR_VALUE);
  left = read_profile (fixture);
  g_assert_cmpstr (left, ==, text);
}

static void
test_program_that_cannot_run (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *changes;
    const char *words;
  } cases[] = {
    { "{\"executable\":\"/nowhere/backend\"}", "there is no such file" },
    { "{\"executable\":\"/etc/passwd\"}", "chmod +x" },
    { "{\"executable\":\"../program\",\"venv\":\"/nowhere\"}", "virtual environment" },
    { "{\"executable\":\"../program\",\"restart\":\"often\"}", "\"never\"" },
    { "{\"executable\":\"../program\",\"exec\":1}", "/exec" },
    { "{\"executable\":null}", "/executable" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s", cases[i].changes);
      change (fixture, fixture->profile, cases[i].changes, "Program");
      g_assert_error (fixture->error, PERCH_SETTINGS_ERROR, PERCH_SETTINGS_ERROR_VALUE);
      g_assert_nonnull (strstr (fixture->error->message, cases[i].words));
      g_assert_false (g_file_test (fixture->profile, G_FILE_TEST_EXISTS));
    }
  change (fixture, fixture->profile, "{\"executable\":\"../program\"}", "Program");
  g_assert_no_error (fixture->error);
}

static void
test_broken_profile (Fixture *fixture, gconstpointer data)
{
  g_autofree char *left = NULL;

  g_assert_cmpint (g_mkdir (fixture->profiles_dir, 0700), ==, 0);
  g_assert_true (g_file_set_contents (fixture->profile, "{", -1, NULL));
  change (fixture, fixture->profile, "{\"restart\":\"never\"}", "Restart");
  g_assert_error (fixture->error, PERCH_SETTINGS_ERROR, PERCH_SETTINGS_ERROR_FILE);
  left = read_profile (fixture);
  g_assert_cmpstr (left, ==, "{");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add ("/edits/" name, Fixture, NULL, setup, func, teardown)
  ADD ("sections", test_sections);
  ADD ("at-once", test_at_once);
  ADD ("no-change", test_no_change);
  ADD ("changed-elsewhere", test_changed_elsewhere);
  ADD ("new-profile", test_new_profile);
  ADD ("profile-with-more-in-it", test_profile_with_more_in_it);
  ADD ("program-that-cannot-run", test_program_that_cannot_run);
  ADD ("broken-profile", test_broken_profile);
#undef ADD
  return g_test_run ();
}
