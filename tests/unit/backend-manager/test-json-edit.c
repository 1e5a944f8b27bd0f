/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/json-edit.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "backend-manager/error.h"

typedef struct
{
  char *dir;
  char *file;
} Fixture;

static void
setup (Fixture *fixture, gconstpointer data)
{
  fixture->dir = g_dir_make_tmp ("perch-profile-XXXXXX", NULL);
  fixture->file = g_build_filename (fixture->dir, "main.json", NULL);
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  g_remove (fixture->file);
  g_assert_cmpint (g_rmdir (fixture->dir), ==, 0); /* and so no temporary file is left */
  g_free (fixture->file);
  g_free (fixture->dir);
}

static void
assert_content (const char *file, const char *expected)
{
  g_autofree char *text = NULL;

  g_assert_true (g_file_get_contents (file, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, expected);
}

static void
test_only_that_key (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *before;
    gboolean autostart;
    const char *after;
  } cases[] = {
    { "{ \"executable\":\"x\" ,\n\t\"autostart\":   false,\"n\": 1.50e3}\n\n", TRUE,
      "{ \"executable\":\"x\" ,\n\t\"autostart\":   true,\"n\": 1.50e3}\n\n" },
    { "{\"autostart\":true,\"env\":{\"autostart\":\"x\"}}", FALSE,
      "{\"autostart\":false,\"env\":{\"autostart\":\"x\"}}" },
    { "{\n  \"executable\": \"x\"\n}\n", TRUE,
      "{\n  \"executable\": \"x\",\n  \"autostart\": true\n}\n" },
    { "{\"executable\":\"x\"}", TRUE, "{\"executable\":\"x\", \"autostart\": true}" },
    { "{}", TRUE, "{ \"autostart\": true}" },
    { "{\"executable\":\"x\"}", FALSE, "{\"executable\":\"x\"}" },
    { "{\"autostart\":\"yes\"}", TRUE, "{\"autostart\":true}" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_true (g_file_set_contents (fixture->file, cases[i].before, -1, NULL));
      g_assert_true (
          perch_json_edit_boolean (fixture->file, "autostart", cases[i].autostart, &error));
      g_assert_no_error (error);
      assert_content (fixture->file, cases[i].after);
    }
}

static void
test_mode (Fixture *fixture, gconstpointer data)
{
  static const mode_t modes[] = { 0600, 0640, 0400 };
  struct stat info;

  for (gsize i = 0; i < G_N_ELEMENTS (modes); i++)
    {
      g_assert_true (g_file_set_contents (fixture->file, "{}", -1, NULL));
      g_assert_cmpint (g_chmod (fixture->file, modes[i]), ==, 0);
      g_assert_true (perch_json_edit_boolean (fixture->file, "autostart", TRUE, NULL));
      g_assert_cmpint (g_stat (fixture->file, &info), ==, 0);
      g_assert_cmpint (info.st_mode & 0777, ==, modes[i]);
    }
}

static void
test_symlink (Fixture *fixture, gconstpointer data)
{
  g_autofree char *link = g_build_filename (fixture->dir, "link.json", NULL);

  g_assert_true (g_file_set_contents (fixture->file, "{}", -1, NULL));
  g_assert_cmpint (symlink ("main.json", link), ==, 0);
  g_assert_true (perch_json_edit_boolean (link, "autostart", TRUE, NULL));
  assert_content (fixture->file, "{ \"autostart\": true}");
  g_assert_true (g_file_test (link, G_FILE_TEST_IS_SYMLINK));
  g_assert_cmpint (g_remove (link), ==, 0);
}

static void
test_not_written (Fixture *fixture, gconstpointer data)
{
  struct stat before;
  struct stat after;

  g_assert_true (g_file_set_contents (fixture->file, "{\"autostart\":true}", -1, NULL));
  g_assert_cmpint (g_stat (fixture->file, &before), ==, 0);
  g_assert_true (perch_json_edit_boolean (fixture->file, "autostart", TRUE, NULL));
  g_assert_cmpint (g_stat (fixture->file, &after), ==, 0);
  g_assert_cmpuint (before.st_ino, ==, after.st_ino);
}

static void
assert_refused (const char *file, const char *message)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *expected = g_strdup_printf ("%s: %s", file, message);

  g_assert_false (perch_json_edit_boolean (file, "autostart", TRUE, &error));
  g_assert_error (error, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_PROFILE);
  g_assert_cmpstr (error->message, ==, expected);
}

static void
test_refused (Fixture *fixture, gconstpointer data)
{
  static const char escaped[] = "{\"\\u0061utostart\":false}";

  g_test_summary ("A file that can't be changed safely is left as it is.");

  assert_refused (fixture->file, "can’t be opened: No such file or directory");
  g_assert_true (g_file_set_contents (fixture->file, "{ // mine\n}", -1, NULL));
  assert_refused (fixture->file, "1:3: expected a name in double quotes, found “/”");
  assert_content (fixture->file, "{ // mine\n}");
  g_assert_true (g_file_set_contents (fixture->file, escaped, -1, NULL));
  assert_refused (fixture->file, "line 1: “autostart” is there twice in one object");
  assert_content (fixture->file, escaped);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
#define ADD(name, func) g_test_add ("/json-edit/" name, Fixture, NULL, setup, func, teardown)
  ADD ("only-that-key", test_only_that_key);
  ADD ("mode", test_mode);
  ADD ("symlink", test_symlink);
  ADD ("not-written", test_not_written);
  ADD ("refused", test_refused);
  return g_test_run ();
}
