/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/branding/branding.h"

#include <glib/gstdio.h>
#include <string.h>

#include "app/config/settings-error.h"

typedef struct
{
  char *folder;
  char *file;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("perch-test-XXXXXX", NULL);
  fixture->file = g_build_filename (fixture->folder, "branding.json", NULL);
}

static void
remove_file (Fixture *fixture, const char *name)
{
  g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

  g_unlink (path);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  remove_file (fixture, "branding.json");
  remove_file (fixture, "icon.svg");
  remove_file (fixture, "bridge-settings.json");
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_free (fixture->folder);
  g_free (fixture->file);
}

static void
write_file (const char *path, const char *text)
{
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

static void
test_whole (Fixture *fixture, gconstpointer data)
{
  g_autofree char *icon = g_build_filename (fixture->folder, "icon.svg", NULL);
  g_autofree char *backend = g_build_filename (fixture->folder, "bin", "words", NULL);
  g_autoptr (PerchBranding) branding = NULL;
  g_autoptr (GError) error = NULL;

  write_file (icon, "<svg/>");
  write_file (fixture->file, "{\"id\": \"org.example.WordCounter\", \"name\": \"Word Counter\","
                             " \"icon\": \"icon.svg\", \"backend\": \"./bin/words\","
                             " \"hidden_entries\": [\"pid\", \"usage\"],"
                             " \"settings\": {\"bridge\": {\"port\": 5101}}}");
  branding = perch_branding_load (fixture->file, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (branding->id, ==, "org.example.WordCounter");
  g_assert_cmpstr (branding->name, ==, "Word Counter");
  g_assert_cmpstr (branding->icon, ==, icon);
  g_assert_cmpstr (branding->backend, ==, backend);
  g_assert_null (branding->icon_dir);
  g_assert_cmpuint (g_strv_length (branding->hidden_entries), ==, 2);
  g_assert_cmpstr (branding->hidden_entries[1], ==, "usage");
  g_assert_nonnull (branding->settings);
}

static void
test_empty (Fixture *fixture, gconstpointer data)
{
  g_autoptr (PerchBranding) branding = NULL;
  g_autoptr (GError) error = NULL;

  write_file (fixture->file, "{}");
  branding = perch_branding_load (fixture->file, &error);
  g_assert_no_error (error);
  g_assert_null (branding->id);
  g_assert_null (branding->name);
  g_assert_null (branding->backend);
  g_assert_cmpuint (g_strv_length (branding->hidden_entries), ==, 0);
}

static void
test_errors (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *text;
    const char *expected;
  } rows[] = {
    { "{\"id\": \"Word Counter\"}", "/id: " },
    { "{\"id\": \"../../etc\"}", "/id: " },
    { "{\"name\": \"\"}", "/name: " },
    { "{\"name\": 5}", "/name: " },
    { "{\"icon\": \"missing.svg\"}", "/icon: there is no file " },
    { "{\"icon_dir\": \".\"}", "perch-busy.svg" },
    { "{\"hidden_entries\": [\"btn_quit\"]}", "/hidden_entries/0: " },
    { "{\"settings\": {\"bridges\": {}}}", "/settings/bridges: " },
    { "{\"settings\": {\"bridge\": {\"port\": 99999}}}", "/settings/bridge: " },
    { "{\"settings\": {\"bridge\": {\"prot\": 5101}}}", "prot" },
    { "{\"settings\": {\"bridge\": 5}}", "/settings/bridge: " },
    { "[]", "expected an object" },
    { "{\"name\": ", "1:" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (PerchBranding) branding = NULL;
      g_autoptr (GError) error = NULL;

      write_file (fixture->file, rows[i].text);
      branding = perch_branding_load (fixture->file, &error);
      g_assert_null (branding);
      g_assert_nonnull (error);
      g_test_message ("%s", error->message);
      g_assert_true (g_str_has_prefix (error->message, fixture->file));
      g_assert_nonnull (strstr (error->message, rows[i].expected));
    }
}

static void
test_seed (Fixture *fixture, gconstpointer data)
{
  g_autofree char *settings = g_build_filename (fixture->folder, "bridge-settings.json", NULL);
  g_autoptr (PerchBranding) branding = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  g_test_summary ("Settings begin as the product wants them, and then are the person's");

  write_file (fixture->file, "{\"settings\": {\"bridge\": {\"port\": 5101}}}");
  branding = perch_branding_load (fixture->file, &error);
  g_assert_no_error (error);
  g_assert_true (perch_branding_seed (branding, fixture->folder, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (settings, &first, NULL, NULL));
  g_assert_nonnull (strstr (first, "\"port\": 5101"));
  g_assert_nonnull (strstr (first, "$schema"));

  write_file (settings, "{\"port\": 7}");
  g_assert_true (perch_branding_seed (branding, fixture->folder, &error));
  g_assert_true (g_file_get_contents (settings, &second, NULL, NULL));
  g_assert_cmpstr (second, ==, "{\"port\": 7}");
}

static void
test_find (Fixture *fixture, gconstpointer data)
{
  g_autofree char *none = NULL;
  g_autofree char *beside = NULL;
  g_autofree char *named = NULL;
  g_autoptr (PerchBranding) branding = NULL;
  g_autoptr (GError) error = NULL;

  g_unsetenv ("PERCH_BRANDING");
  none = perch_branding_find (fixture->folder);
  g_assert_null (none);

  write_file (fixture->file, "{}");
  beside = perch_branding_find (fixture->folder);
  g_assert_cmpstr (beside, ==, fixture->file);

  g_setenv ("PERCH_BRANDING", "/nowhere/branding.json", TRUE);
  named = perch_branding_find (fixture->folder);
  g_assert_cmpstr (named, ==, "/nowhere/branding.json");
  branding = perch_branding_load (named, &error);
  g_assert_error (error, PERCH_SETTINGS_ERROR, PERCH_SETTINGS_ERROR_FILE);
  g_unsetenv ("PERCH_BRANDING");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add ("/branding/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("whole", test_whole);
  ADD ("empty", test_empty);
  ADD ("errors", test_errors);
  ADD ("seed", test_seed);
  ADD ("find", test_find);
#undef ADD
  return g_test_run ();
}
