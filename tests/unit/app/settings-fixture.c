/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "tests/unit/app/settings-fixture.h"

#include <glib/gstdio.h>

#include "tests/unit/backend-manager/patience.h"

static gboolean
apply_cb (JsonObject *values, gpointer user_data, GError **error)
{
  SettingsFixture *fixture = user_data;

  fixture->n_applied++;
  fixture->port = json_object_get_int_member (values, "port");
  if (!fixture->works)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, "no luck");
  return fixture->works;
}

static void
changed_cb (PerchSettings *settings,
            const char *section,
            JsonObject *values,
            SettingsFixture *fixture)
{
  g_assert_cmpstr (section, ==, "bridge");
  g_assert_true (values == perch_settings_get (settings, section)->values);
  fixture->n_changed++;
  g_ptr_array_add (fixture->trace_ids, g_strdup (perch_settings_get_trace_id (settings)));
}

static void
problems_changed_cb (PerchSettings *settings, SettingsFixture *fixture)
{
  fixture->n_problems_changed++;
}

static void
open_settings (SettingsFixture *fixture)
{
  fixture->settings = perch_settings_new (fixture->folder);
  perch_settings_set_apply (fixture->settings, "bridge", apply_cb, fixture);
  g_signal_connect (fixture->settings, "changed::bridge", G_CALLBACK (changed_cb), fixture);
  g_signal_connect (fixture->settings, "problems-changed", G_CALLBACK (problems_changed_cb),
                    fixture);
}

/**
 * settings_fixture_set_up:
 * @data: (nullable): what the file of the bridge says; %NULL for no file
 *
 * Opens the settings. What the file says has to be wrong somewhere.
 */
void
settings_fixture_set_up (SettingsFixture *fixture, gconstpointer data)
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

/** settings_fixture_tear_down: */
void
settings_fixture_tear_down (SettingsFixture *fixture, gconstpointer data)
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

/** settings_fixture_done_cb: of perch_settings_change_async() */
void
settings_fixture_done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  SettingsFixture *fixture = user_data;

  g_clear_pointer (&fixture->outcome, perch_settings_outcome_free);
  g_clear_error (&fixture->error);
  fixture->outcome =
      perch_settings_change_finish (PERCH_SETTINGS (source), result, &fixture->error);
  fixture->n_outcomes++;
}

/**
 * settings_fixture_ask:
 * @changes: JSON
 *
 * Asks for a change, and does not wait for the outcome.
 */
void
settings_fixture_ask (SettingsFixture *fixture, const char *section, const char *changes)
{
  g_autoptr (JsonNode) node = json_from_string (changes, NULL);

  perch_settings_change_async (fixture->settings, section, json_node_get_object (node), NULL,
                               settings_fixture_done_cb, fixture);
}

/** settings_fixture_wait: until there have been @n_outcomes */
void
settings_fixture_wait (SettingsFixture *fixture, guint n_outcomes)
{
  perch_wait_until (fixture->n_outcomes >= n_outcomes);
}

/**
 * settings_fixture_change:
 * @changes: JSON
 *
 * Asks for a change, and waits for the outcome.
 */
void
settings_fixture_change (SettingsFixture *fixture, const char *section, const char *changes)
{
  guint n_outcomes = fixture->n_outcomes;

  settings_fixture_ask (fixture, section, changes);
  settings_fixture_wait (fixture, n_outcomes + 1);
}
