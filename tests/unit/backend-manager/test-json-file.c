/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/json-file.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/time.h>
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
  fixture->dir = g_dir_make_tmp ("perch-json-file-XXXXXX", NULL);
  fixture->file = g_build_filename (fixture->dir, "settings.json", NULL);
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  g_remove (fixture->file);
  g_assert_cmpint (g_rmdir (fixture->dir), ==, 0);
  g_free (fixture->file);
  g_free (fixture->dir);
}

static void
assert_refused (const char *path, const char *message)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) object = perch_json_file_load (path, &error);

  g_assert_null (object);
  g_assert_error (error, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_PROFILE);
  g_assert_cmpstr (error->message, ==, message);
}

static void
test_good (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) object = NULL;

  g_assert_true (g_file_set_contents (fixture->file, "\xef\xbb\xbf{\"a\": {\"a\": 1}}", -1, NULL));
  object = perch_json_file_load (fixture->file, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (json_object_get_size (object), ==, 1);
}

static void
test_bad_text (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *text;
    const char *message;
  } cases[] = {
    { "", "1:1: expected a value, found the end of the text" },
    { "{\"a\":1,\n\"b\":}", "2:5: expected a value, found “}”" },
    { "[1, 2]", "expected an object, {…}, as the outermost value" },
    { "null", "expected an object, {…}, as the outermost value" },
    { "{\"a\":\n{\"b\":1,\n\"b\":2}}", "line 3: “b” is there twice in one object" },
    { "{\"a\":1,\"\\u0061\":2}", "line 1: “a” is there twice in one object" },
    { "{\"a\":\"\xff\"}", "byte 7 is no UTF-8 text" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_assert_true (g_file_set_contents (fixture->file, cases[i].text, -1, NULL));
      assert_refused (fixture->file, cases[i].message);
    }
}

static void
test_nul_byte (Fixture *fixture, gconstpointer data)
{
  g_assert_true (g_file_set_contents (fixture->file, "{}\0{}", 5, NULL));
  assert_refused (fixture->file, "byte 3 is no UTF-8 text");
}

static void
test_missing (Fixture *fixture, gconstpointer data)
{
  assert_refused (fixture->file, "can’t be opened: No such file or directory");
}

static void
test_directory (Fixture *fixture, gconstpointer data)
{
  assert_refused (fixture->dir, "is a directory, expected a file");
}

static void
test_fifo (Fixture *fixture, gconstpointer data)
{
  g_test_summary ("A pipe that nobody writes to is refused, not waited for.");

  g_assert_cmpint (mkfifo (fixture->file, 0600), ==, 0);
  assert_refused (fixture->file, "is not a regular file");
}

static void
test_size (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) text = g_string_new ("{}");
  g_autoptr (JsonObject) object = NULL;
  struct stat info;

  while (text->len < PERCH_JSON_FILE_MAX_BYTES)
    g_string_append_c (text, ' ');
  g_assert_true (g_file_set_contents (fixture->file, text->str, text->len, NULL));
  object = perch_json_file_load (fixture->file, NULL);
  g_assert_nonnull (object);

  /* A hole of 10 MB: its access time would tell that it was read. */
  g_assert_cmpint (truncate (fixture->file, 10 * 1000 * 1000), ==, 0);
  g_assert_cmpint (utimes (fixture->file, (struct timeval[]){ { 1, 0 }, { 2, 0 } }), ==, 0);
  assert_refused (fixture->file, "has 10000000 bytes, expected at most 1 MiB");
  g_assert_cmpint (stat (fixture->file, &info), ==, 0);
  g_assert_cmpint (info.st_atime, ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
#define ADD(name, func) g_test_add ("/json-file/" name, Fixture, NULL, setup, func, teardown)
  ADD ("good", test_good);
  ADD ("bad-text", test_bad_text);
  ADD ("nul-byte", test_nul_byte);
  ADD ("missing", test_missing);
  ADD ("directory", test_directory);
  ADD ("fifo", test_fifo);
  ADD ("size", test_size);
  return g_test_run ();
}
