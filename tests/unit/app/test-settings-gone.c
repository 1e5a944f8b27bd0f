/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include <glib/gstdio.h>
#include <string.h>

#include "tests/unit/app/settings-fixture.h"

static void
test_gone (SettingsFixture *fixture, gconstpointer data)
{
  g_test_summary ("Without its file, a section stays as it was.");
  settings_fixture_change (fixture, "bridge", "{\"port\":7}");
  g_assert_cmpint (g_remove (fixture->path), ==, 0);
  perch_settings_reread (fixture->settings, "bridge");
  settings_fixture_change (fixture, "companion", "{\"autostart\":true}");
  g_assert_cmpint (fixture->port, ==, 7);
}

static void
remove_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  SettingsFixture *fixture = user_data;

  g_assert_cmpint (g_remove (fixture->path), ==, 0);
  settings_fixture_done_cb (source, result, fixture);
}

static void
test_gone_before_it_is_read (SettingsFixture *fixture, gconstpointer data)
{
  g_autoptr (JsonNode) node = json_from_string ("{\"port\":7}", NULL);

  g_test_summary ("A file that goes while others wait for it leaves a section as it was, too.");
  perch_settings_change_async (fixture->settings, "bridge", json_node_get_object (node), NULL,
                               remove_cb, fixture);
  perch_settings_reread (fixture->settings, "bridge");
  settings_fixture_ask (fixture, "companion", "{\"autostart\":true}");
  settings_fixture_wait (fixture, 2);
  g_assert_cmpint (fixture->port, ==, 7);
  g_assert_cmpuint (fixture->n_changed, ==, 1);
  g_assert_null (perch_settings_get (fixture->settings, "bridge")->problem);
}

static void
test_change_when_gone (SettingsFixture *fixture, gconstpointer data)
{
  JsonObject *values = NULL;
  g_autofree char *text = NULL;

  g_test_summary ("A change writes a file that has gone anew from what is in force, and changes "
                  "nothing else.");
  settings_fixture_change (fixture, "bridge",
                           "{\"port\":7,\"require_token\":true,\"limits\":{\"idle_timeout_s\":3}}");
  g_assert_cmpint (g_remove (fixture->path), ==, 0);
  settings_fixture_change (fixture, "bridge", "{\"limits\":{\"max_connections\":100}}");
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
  settings_fixture_change (fixture, "bridge", "{\"port\":7}");
  g_assert_null (fixture->outcome->changed[0]);
  g_assert_true (g_file_get_contents (fixture->path, &text, NULL, NULL));
  g_assert_nonnull (strstr (text, "\"require_token\": true"));

  g_test_message ("What is to be as usual again is.");
  g_assert_cmpint (g_remove (fixture->path), ==, 0);
  settings_fixture_change (fixture, "bridge", "{\"port\":null}");
  g_assert_cmpstr (fixture->outcome->changed[0], ==, "port");
  g_assert_null (fixture->outcome->changed[1]);
  g_assert_cmpint (fixture->port, ==, 5001);
}

static void
test_unknown_when_gone (SettingsFixture *fixture, gconstpointer data)
{
  g_autoptr (JsonNode) said = NULL;
  g_autofree char *text = NULL;

  g_test_summary ("What nobody knows is not in force, and is gone with the file.");
  g_assert_cmpint (g_remove (fixture->path), ==, 0);
  settings_fixture_change (fixture, "bridge", "{\"require_token\":true}");
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
#define ADD(name, text, func)                                                                      \
  g_test_add ("/settings-gone/" name, SettingsFixture, text, settings_fixture_set_up, func,        \
              settings_fixture_tear_down)
  ADD ("kept", NULL, test_gone);
  ADD ("before-it-is-read", NULL, test_gone_before_it_is_read);
  ADD ("change", NULL, test_change_when_gone);
  ADD ("unknown", "{\"a\\\"b\":1,\"port\":7}", test_unknown_when_gone);
  return g_test_run ();
}
