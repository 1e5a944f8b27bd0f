/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/triggers/trigger-file.h"

#include "app/triggers/trigger-error.h"
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
  fixture->path = g_build_filename (fixture->scratch.dir, "triggers.json", NULL);
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
  g_autofree char *path = perch_scratch_write (&fixture->scratch, "triggers.json", text, 0600);

  g_assert_cmpstr (path, ==, fixture->path);
}

static void
test_seeded (Fixture *fixture, gconstpointer data)
{
  g_auto (GStrv) problems = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) triggers = perch_trigger_file_load (fixture->path, &problems, &error);
  g_autofree char *text = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (triggers->len, ==, 0);
  g_assert_cmpstr (problems[0], ==, NULL);
  g_assert_true (g_file_get_contents (fixture->path, &text, NULL, NULL));
  g_assert_nonnull (strstr (text, "\"$schema\""));
  g_assert_nonnull (strstr (text, "\"triggers\": []"));
}

static void
test_one_bad (Fixture *fixture, gconstpointer data)
{
  g_auto (GStrv) problems = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) triggers = NULL;

  g_test_summary ("What is wrong with some triggers is told with its place; the others are there.");

  write_file (fixture, "{\"triggers\":[{\"name\":\"a\",\"do\":[{\"start\":\"b\"}]},"
                       "{\"name\":\"bad\",\"do\":[{\"start\":7}]},"
                       "{\"name\":\"a\",\"do\":[{\"stop\":\"b\"}]},"
                       "{\"name\":\"c\",\"do\":[{\"stop\":\"b\"}]}],\"more\":1}");
  triggers = perch_trigger_file_load (fixture->path, &problems, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (triggers->len, ==, 2);
  g_assert_nonnull (perch_trigger_list_find (triggers, "a"));
  g_assert_nonnull (perch_trigger_list_find (triggers, "c"));
  g_assert_null (perch_trigger_list_find (triggers, "bad"));
  g_assert_cmpuint (g_strv_length (problems), ==, 3);
  for (guint i = 0; i < 3; i++)
    g_assert_true (g_str_has_prefix (problems[i], fixture->path));
  g_assert_nonnull (strstr (problems[0], ": /triggers/1/do/0/start: expected a string, found 7; "));
  g_assert_nonnull (
      strstr (problems[1], ": /triggers/2/name: there is another trigger called \"a\""));
  g_assert_nonnull (strstr (problems[2], ": /more: unknown, and ignored"));
}

static void
test_broken (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *text;
    const char *place;
  } cases[] = {
    { "{ \"triggers\": ", " 1:15: " },
    { "[]", "expected an object" },
    { "{ \"triggers\": {} }", " /triggers: expected an array, found an object" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (GStrv) problems = NULL;
      g_autoptr (GError) error = NULL;
      g_autofree char *text = NULL;

      write_file (fixture, cases[i].text);
      g_assert_null (perch_trigger_file_load (fixture->path, &problems, &error));
      g_assert_error (error, PERCH_TRIGGER_ERROR, PERCH_TRIGGER_ERROR_FILE);
      g_assert_null (problems);
      g_test_message ("%s", error->message);
      g_assert_true (g_str_has_prefix (error->message, fixture->path));
      g_assert_nonnull (strstr (error->message, cases[i].place));
      g_assert_true (g_file_get_contents (fixture->path, &text, NULL, NULL));
      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/trigger-file/seeded", Fixture, NULL, setup, test_seeded, teardown);
  g_test_add ("/trigger-file/one-bad", Fixture, NULL, setup, test_one_bad, teardown);
  g_test_add ("/trigger-file/broken", Fixture, NULL, setup, test_broken, teardown);
  return g_test_run ();
}
