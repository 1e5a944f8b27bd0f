/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/config/companion-settings.h"

#include "app/config/schema.h"

/* A flag of the settings, and what it is when nobody has said anything. */
typedef struct
{
  const char *name;
  gboolean (*get) (JsonObject *values);
  gboolean usual;
} Flag;

static const Flag flags[] = {
  { "autostart", perch_companion_settings_get_autostart, FALSE },
  { "start_at_login", perch_companion_settings_get_start_at_login, FALSE },
  { "notifications", perch_companion_settings_get_notifications, TRUE },
  { "notification_sound", perch_companion_settings_get_notification_sound, TRUE },
  { "setup_assistant", perch_companion_settings_get_setup_assistant, TRUE },
};

static void
test_flags (void)
{
  g_autoptr (JsonObject) nothing = json_object_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (flags); i++)
    {
      g_autoptr (JsonObject) other = json_object_new ();

      g_test_message ("%s", flags[i].name);
      json_object_set_boolean_member (other, flags[i].name, !flags[i].usual);
      g_assert_cmpint (flags[i].get (nothing), ==, flags[i].usual);
      g_assert_cmpint (flags[i].get (other), ==, !flags[i].usual);
    }
}

static void
test_words (void)
{
  g_autoptr (JsonNode) some =
      json_from_string ("{\"language\":\"de\",\"log_level\":\"debug\"}", NULL);
  g_autoptr (JsonObject) nothing = json_object_new ();

  g_assert_cmpstr (perch_companion_settings_get_log_level (nothing), ==, "info");
  g_assert_cmpstr (perch_companion_settings_get_log_level (json_node_get_object (some)), ==,
                   "debug");
}

/* What each setting may be is the schema's to say. */
static void
test_schema (void)
{
  static const struct
  {
    const char *text;
    gboolean good;
  } cases[] = {
    { "{\"language\":\"\"}", TRUE },
    { "{\"language\":\"zh_CN\"}", TRUE },
    { "{\"language\":\"ca@valencia\"}", TRUE },
    { "{\"language\":\"German\"}", FALSE },
    { "{\"language\":\"../de\"}", FALSE },
    { "{\"log_level\":\"error\"}", TRUE },
    { "{\"log_level\":\"loud\"}", FALSE },
    { "{\"start_at_login\":1}", FALSE },
  };
  g_autoptr (PerchSchema) schema = perch_schema_load ("companion-settings");

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (JsonNode) node = json_from_string (cases[i].text, NULL);
      g_autoptr (GPtrArray) problems = perch_settings_problems_new ();

      g_test_message ("%s", cases[i].text);
      perch_schema_check (schema, json_node_get_object (node), problems);
      g_assert_cmpuint (problems->len, ==, cases[i].good ? 0 : 1);
    }
}

static void
test_seed (void)
{
  g_autoptr (JsonNode) seed = json_from_string (perch_companion_settings_get_seed (), NULL);
  JsonObject *values = json_node_get_object (seed);

  g_test_summary ("The first file says what holds without it, so that people find what there is.");
  g_assert_true (json_object_has_member (values, "$schema"));
  for (gsize i = 0; i < G_N_ELEMENTS (flags); i++)
    g_assert_cmpint (flags[i].get (values), ==, flags[i].usual);
  g_assert_cmpstr (json_object_get_string_member (values, "language"), ==, "");
  g_assert_cmpstr (json_object_get_string_member (values, "log_level"), ==, "info");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/companion-settings/flags", test_flags);
  g_test_add_func ("/companion-settings/words", test_words);
  g_test_add_func ("/companion-settings/schema", test_schema);
  g_test_add_func ("/companion-settings/seed", test_seed);
  return g_test_run ();
}
