/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/config/companion-settings.h"

#include <glib/gstdio.h>

#include "tests/unit/backend-manager/scratch.h"

typedef struct
{
  PerchScratch scratch;
  char *path;
} Fixture;

static void
setup (Fixture *fixture, gconstpointer data)
{
  perch_scratch_init (&fixture->scratch);
  fixture->path = g_build_filename (fixture->scratch.dir, "perch", "companion-settings.json", NULL);
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  g_free (fixture->path);
  perch_scratch_clear (&fixture->scratch);
}

static void
write_settings (Fixture *fixture, const char *text)
{
  g_autofree char *folder = g_path_get_dirname (fixture->path);

  g_mkdir_with_parents (folder, 0700);
  g_assert_true (g_file_set_contents (fixture->path, text, -1, NULL));
}

static void
test_seeded (Fixture *fixture, gconstpointer data)
{
  PerchCompanionSettings settings = { TRUE };
  g_auto (GStrv) warnings = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  GStatBuf info;

  g_test_summary ("A file that is not there is written with the defaults, for the person alone.");

  g_assert_true (perch_companion_settings_load (fixture->path, &settings, &warnings, &error));
  g_assert_no_error (error);
  g_assert_false (settings.autostart);
  g_assert_cmpstr (warnings[0], ==, NULL);
  g_assert_cmpint (g_stat (fixture->path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);
  g_assert_true (g_file_get_contents (fixture->path, &text, NULL, NULL));
  g_assert_nonnull (strstr (text, "\"$schema\""));
}

static void
test_saved (Fixture *fixture, gconstpointer data)
{
  PerchCompanionSettings settings = { FALSE };
  g_auto (GStrv) warnings = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  write_settings (fixture, "{ \"mine\": 1,\n  \"autostart\": false }\n");
  g_assert_true (perch_companion_settings_save_autostart (fixture->path, TRUE, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (fixture->path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "{ \"mine\": 1,\n  \"autostart\": true }\n");

  g_assert_true (perch_companion_settings_load (fixture->path, &settings, &warnings, &error));
  g_assert_true (settings.autostart);
  g_assert_nonnull (strstr (warnings[0], "/mine"));
  g_assert_nonnull (strstr (warnings[0], fixture->path));
}

static void
test_broken (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *text;
    const char *place;
  } cases[] = {
    { "{ \"autostart\": \"yes\" }", "/autostart" },
    { "{ \"autostart\": ", " 1:16: " },
    { "[]", "object" },
  };

  g_test_summary ("A broken file is named with the place, gives the defaults and stays as it is.");

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      PerchCompanionSettings settings = { TRUE };
      g_auto (GStrv) warnings = NULL;
      g_autoptr (GError) error = NULL;
      g_autofree char *text = NULL;

      write_settings (fixture, cases[i].text);
      g_assert_false (perch_companion_settings_load (fixture->path, &settings, &warnings, &error));
      g_assert_false (settings.autostart);
      g_test_message ("%s", error->message);
      g_assert_nonnull (strstr (error->message, fixture->path));
      g_assert_nonnull (strstr (error->message, cases[i].place));
      g_assert_true (g_file_get_contents (fixture->path, &text, NULL, NULL));
      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/companion-settings/seeded", Fixture, NULL, setup, test_seeded, teardown);
  g_test_add ("/companion-settings/saved", Fixture, NULL, setup, test_saved, teardown);
  g_test_add ("/companion-settings/broken", Fixture, NULL, setup, test_broken, teardown);
  return g_test_run ();
}
