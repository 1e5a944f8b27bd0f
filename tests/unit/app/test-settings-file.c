/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/config/settings-file.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#include "app/config/settings-error.h"
#include "app/config/settings-problem.h"
#include "tests/unit/backend-manager/scratch.h"

typedef struct
{
  PerchScratch scratch;
  char *path;
  const PerchSection *section;
} Fixture;

static void
setup (Fixture *fixture, gconstpointer data)
{
  perch_scratch_init (&fixture->scratch);
  fixture->path = g_build_filename (fixture->scratch.dir, "bridge-settings.json", NULL);
  fixture->section = perch_sections_find ("bridge", NULL);
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  g_free (fixture->path);
  perch_scratch_clear (&fixture->scratch);
}

static void
write_file (Fixture *fixture, const char *text)
{
  g_assert_true (g_file_set_contents (fixture->path, text, -1, NULL));
}

static void
assert_file (Fixture *fixture, const char *expected)
{
  g_autofree char *text = NULL;

  g_assert_true (g_file_get_contents (fixture->path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, expected);
}

static void
test_load_none (Fixture *fixture, gconstpointer data)
{
  g_auto (GStrv) warnings = NULL;
  g_autoptr (JsonObject) values =
      perch_settings_file_load (fixture->section, fixture->path, &warnings, NULL);

  g_assert_cmpuint (json_object_get_size (values), ==, 0);
  g_assert_null (warnings[0]);
  g_assert_false (g_file_test (fixture->path, G_FILE_TEST_EXISTS));
}

static void
test_load_if_there (Fixture *fixture, gconstpointer data)
{
  g_auto (GStrv) warnings = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) values = NULL;

  g_assert_null (
      perch_settings_file_load_if_there (fixture->section, fixture->path, &warnings, &error));
  g_assert_no_error (error);
  write_file (fixture, "{}");
  values = perch_settings_file_load_if_there (fixture->section, fixture->path, &warnings, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (json_object_get_size (values), ==, 0);
}

static void
test_load_broken (Fixture *fixture, gconstpointer data)
{
  static const char text[] = "{\"port\":\"x\",\"host\":1}";
  g_auto (GStrv) warnings = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *expected = g_strconcat (
      fixture->path,
      ": /port: expected an integer from 0 to 65535, found the string \"x\" (and 1 more, see "
      "\"perch config validate\")",
      NULL);

  write_file (fixture, text);
  g_assert_null (perch_settings_file_load (fixture->section, fixture->path, &warnings, &error));
  g_assert_error (error, PERCH_SETTINGS_ERROR, PERCH_SETTINGS_ERROR_FILE);
  g_assert_cmpstr (error->message, ==, expected);
  assert_file (fixture, text);
}

/* Returns: (transfer full): what the file says afterwards */
static JsonObject *
change (Fixture *fixture, const char *changes, GError **error)
{
  g_autoptr (JsonNode) node = json_from_string (changes, NULL);
  g_auto (GStrv) warnings = NULL;

  return perch_settings_file_change (fixture->section, fixture->path, json_node_get_object (node),
                                     &warnings, error);
}

static void
test_change (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JsonObject) values = NULL;
  g_autoptr (GError) error = NULL;
  GStatBuf info;

  g_test_summary ("All else stays as the person wrote it, what nobody knows as well.");
  write_file (fixture, "{ \"mine\": 1,\n  \"port\":  7 }\n");
  g_assert_cmpint (g_chmod (fixture->path, 0640), ==, 0);
  values = change (fixture, "{\"port\":8,\"limits\":{\"idle_timeout_s\":5}}", &error);
  g_assert_no_error (error);
  g_assert_cmpint (json_object_get_int_member (values, "port"), ==, 8);
  assert_file (fixture,
               "{ \"mine\": 1,\n  \"port\":  8, \"limits\": { \"idle_timeout_s\": 5 } }\n");
  g_assert_cmpint (g_stat (fixture->path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0640);
}

static void
test_change_none (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JsonObject) values = NULL;
  g_autofree char *folder = g_build_filename (fixture->scratch.dir, "new", NULL);
  GStatBuf info;

  g_test_summary ("Where there is no file, nor a folder, they are made for the person alone.");
  g_free (fixture->path);
  fixture->path = g_build_filename (folder, "bridge-settings.json", NULL);
  values = change (fixture, "{\"port\":8}", NULL);
  g_assert_true (json_object_has_member (values, "$schema"));
  g_assert_cmpint (g_stat (fixture->path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);
  g_assert_cmpint (g_stat (folder, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0700);
}

static void
test_change_nothing (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JsonObject) values = NULL;
  GStatBuf before;
  GStatBuf after;

  write_file (fixture, "{\"port\":8}");
  g_assert_cmpint (g_stat (fixture->path, &before), ==, 0);
  values = change (fixture, "{\"port\":8,\"host\":null}", NULL);
  g_assert_nonnull (values);
  g_assert_cmpint (g_stat (fixture->path, &after), ==, 0);
  g_assert_cmpuint (before.st_ino, ==, after.st_ino);
}

static void
test_change_refused (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *before;
    const char *changes;
    PerchSettingsError code;
    const char *message;
  } cases[] = {
    { "{\"port\":8}", "{\"port\":\"x\"}", PERCH_SETTINGS_ERROR_VALUE,
      "/port: expected an integer" },
    { "{\"port\":8}", "{\"prot\":1}", PERCH_SETTINGS_ERROR_VALUE,
      "/prot: there is no such setting; did you mean \"port\"?" },
    { "{\"port\":8}", "{\"limits\":{\"x\":1}}", PERCH_SETTINGS_ERROR_VALUE, "/limits/x: " },
    { "{\"port\":8}", "{\"a\\\"b\":1}", PERCH_SETTINGS_ERROR_VALUE, "no such setting" },
    { "{\"port\":8}", "{\"limits\":1}", PERCH_SETTINGS_ERROR_VALUE, "/limits: expected an object" },
    { "{\"port\":8}", "{\"allowed_origins\":[\"*\"]}", PERCH_SETTINGS_ERROR_VALUE,
      "/allowed_origins/0: expected an origin" },
    { "{\"port\":8", "{\"port\":9}", PERCH_SETTINGS_ERROR_FILE, "1:10: " },
    { "{\"p\\u006frt\":8}", "{\"port\":9}", PERCH_SETTINGS_ERROR_VALUE, "there twice" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      write_file (fixture, cases[i].before);
      g_assert_null (change (fixture, cases[i].changes, &error));
      g_test_message ("%s", error->message);
      g_assert_error (error, PERCH_SETTINGS_ERROR, (int) cases[i].code);
      g_assert_nonnull (strstr (error->message, cases[i].message));
      assert_file (fixture, cases[i].before);
    }
}

static void
test_change_heals (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JsonObject) values = NULL;

  g_test_summary ("Only the outcome has to be good.");
  write_file (fixture, "{\"port\":\"x\"}");
  values = change (fixture, "{\"port\":9}", NULL);
  g_assert_nonnull (values);
  assert_file (fixture, "{\"port\":9}");
}

static void
test_change_unsaved (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *inside = g_build_filename (fixture->path, "inside.json", NULL);

  g_test_summary ("A file where its folder should be.");
  write_file (fixture, "{}");
  g_free (fixture->path);
  fixture->path = g_steal_pointer (&inside);
  g_assert_null (change (fixture, "{\"port\":9}", &error));
  g_assert_error (error, PERCH_SETTINGS_ERROR, PERCH_SETTINGS_ERROR_SAVE);
  g_assert_true (g_str_has_prefix (error->message, fixture->path));
}

static void
test_examine (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) problems = NULL;
  const char *ends[] = { ":2: /port: expected an integer from 0 to 65535, found true",
                         ":3: /prot: there is no such setting; did you mean \"port\"?",
                         ":5: /allowed_origins/1: expected a string, found 2" };

  write_file (fixture,
              "{\n\"port\": true,\n\"prot\": 1,\n\"allowed_origins\": [\"https://a\",\n2]}");
  problems = perch_settings_file_examine (fixture->path, "bridge-settings");
  g_assert_cmpuint (problems->len, ==, G_N_ELEMENTS (ends));
  for (guint i = 0; i < problems->len; i++)
    {
      const PerchSettingsProblem *problem = g_ptr_array_index (problems, i);

      g_test_message ("%s", problem->text);
      g_assert_true (g_str_has_prefix (problem->text, fixture->path));
      g_assert_nonnull (strstr (problem->text, ends[i]));
    }
  g_clear_pointer (&problems, g_ptr_array_unref);

  write_file (fixture, "{\n]");
  problems = perch_settings_file_examine (fixture->path, "bridge-settings");
  g_assert_cmpuint (problems->len, ==, 1);
  g_assert_nonnull (strstr (perch_settings_problems_find_error (problems)->text, ": 2:1: "));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add ("/settings-file/" name, Fixture, NULL, setup, func, teardown)
  ADD ("load-none", test_load_none);
  ADD ("load-if-there", test_load_if_there);
  ADD ("load-broken", test_load_broken);
  ADD ("change", test_change);
  ADD ("change-none", test_change_none);
  ADD ("change-nothing", test_change_nothing);
  ADD ("change-refused", test_change_refused);
  ADD ("change-heals", test_change_heals);
  ADD ("change-unsaved", test_change_unsaved);
  ADD ("examine", test_examine);
  return g_test_run ();
}
