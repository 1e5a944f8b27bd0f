/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/config/settings-watch.h"
#include "tests/unit/backend-manager/patience.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "tests/unit/backend-manager/scratch.h"

typedef struct
{
  PerchScratch scratch;
  char *path;
  PerchSettingsWatch *watch;
  guint n_settings;
  guint n_others;
  char *text; /* (nullable): what was in the file when it was told of */
} Fixture;

static void
changed_cb (PerchSettingsWatch *watch, const char *name, Fixture *fixture)
{
  if (!g_str_equal (name, "settings.json"))
    {
      fixture->n_others++;
      return;
    }
  fixture->n_settings++;
  g_clear_pointer (&fixture->text, g_free);
  g_file_get_contents (fixture->path, &fixture->text, NULL, NULL);
}

static void
start_watching (Fixture *fixture, const char *folder)
{
  fixture->watch = perch_settings_watch_new (folder);
  g_signal_connect (fixture->watch, "changed", G_CALLBACK (changed_cb), fixture);
}

static void
setup (Fixture *fixture, gconstpointer data)
{
  perch_scratch_init (&fixture->scratch);
  fixture->path = g_build_filename (fixture->scratch.dir, "settings.json", NULL);
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->watch);
  g_free (fixture->text);
  g_free (fixture->path);
  perch_scratch_clear (&fixture->scratch);
}

/* A file of another name is told of after all that was done before it. */
static void
wait_for_all (Fixture *fixture)
{
  g_autofree char *marker = g_build_filename (fixture->scratch.dir, "marker", NULL);
  guint before = fixture->n_others;

  g_assert_true (g_file_set_contents_full (marker, "", 0, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
  perch_wait_until (fixture->n_others != before);
}

static void
write_in_place (Fixture *fixture, const char *text)
{
  g_assert_true (
      g_file_set_contents_full (fixture->path, text, -1, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
}

static void
wait_for_text (Fixture *fixture, const char *text)
{
  perch_wait_until (g_strcmp0 (fixture->text, text) == 0);
}

static void
test_written (Fixture *fixture, gconstpointer data)
{
  start_watching (fixture, fixture->scratch.dir);
  write_in_place (fixture, "one");
  wait_for_text (fixture, "one");
  write_in_place (fixture, "two");
  wait_for_text (fixture, "two");
}

static void
test_replaced (Fixture *fixture, gconstpointer data)
{
  write_in_place (fixture, "one");
  start_watching (fixture, fixture->scratch.dir);
  g_test_summary ("Write another file, rename it over this one, as careful programs do.");
  g_assert_true (g_file_set_contents_full (fixture->path, "two", -1, G_FILE_SET_CONTENTS_CONSISTENT,
                                           0600, NULL));
  wait_for_text (fixture, "two");
}

static void
test_moved_away_first (Fixture *fixture, gconstpointer data)
{
  g_autofree char *backup = g_strconcat (fixture->path, "~", NULL);

  g_test_summary ("Rename this one, then write a new one, as some editors do.");
  write_in_place (fixture, "one");
  start_watching (fixture, fixture->scratch.dir);
  g_assert_cmpint (g_rename (fixture->path, backup), ==, 0);
  write_in_place (fixture, "two");
  wait_for_text (fixture, "two");
}

static void
test_deleted (Fixture *fixture, gconstpointer data)
{
  write_in_place (fixture, "one");
  start_watching (fixture, fixture->scratch.dir);
  g_assert_cmpint (g_unlink (fixture->path), ==, 0);
  wait_for_all (fixture);
  g_assert_cmpuint (fixture->n_settings, ==, 1);
  g_assert_null (fixture->text);
}

static void
test_many_steps (Fixture *fixture, gconstpointer data)
{
  int fd = -1;

  g_test_summary ("A file that is written in pieces is told of when it is whole.");
  start_watching (fixture, fixture->scratch.dir);
  fd = g_open (fixture->path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  for (guint i = 0; i < 20; i++)
    {
      g_assert_cmpint (write (fd, "x", 1), ==, 1);
      g_main_context_iteration (NULL, FALSE);
    }
  g_assert_true (g_close (fd, NULL));
  wait_for_text (fixture, "xxxxxxxxxxxxxxxxxxxx");
  g_assert_cmpuint (fixture->n_settings, <, 20);
}

static gboolean
write_again_cb (gpointer user_data)
{
  write_in_place (user_data, "again");
  return G_SOURCE_CONTINUE;
}

static void
test_without_end (Fixture *fixture, gconstpointer data)
{
  guint writer = g_timeout_add (10, write_again_cb, fixture);

  g_test_summary ("A program that never leaves a file alone does not hide it.");
  start_watching (fixture, fixture->scratch.dir);
  perch_wait_until (fixture->n_settings >= 2);
  g_source_remove (writer);
}

static void
test_folder_comes_later (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = g_build_filename (fixture->scratch.dir, "later", NULL);

  g_clear_pointer (&fixture->path, g_free);
  fixture->path = g_build_filename (folder, "settings.json", NULL);
  start_watching (fixture, folder);
  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  write_in_place (fixture, "one");
  wait_for_text (fixture, "one");
}

static void
test_folder_is_replaced (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = g_build_filename (fixture->scratch.dir, "folder", NULL);

  g_clear_pointer (&fixture->path, g_free);
  fixture->path = g_build_filename (folder, "settings.json", NULL);
  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  start_watching (fixture, folder);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  write_in_place (fixture, "one");
  wait_for_text (fixture, "one");
}

static void
test_folder_goes_and_comes (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = g_build_filename (fixture->scratch.dir, "folder", NULL);
  guint n_told = 0;

  g_clear_pointer (&fixture->path, g_free);
  fixture->path = g_build_filename (folder, "settings.json", NULL);
  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  start_watching (fixture, folder);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
  perch_wait_until (fixture->n_others > 0);
  n_told = fixture->n_others;
  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  perch_wait_until (fixture->n_others > n_told);
  write_in_place (fixture, "one");
  wait_for_text (fixture, "one");
}

static void
test_disposed_in_time (Fixture *fixture, gconstpointer data)
{
  guint n_told = 0;

  start_watching (fixture, fixture->scratch.dir);
  write_in_place (fixture, "one");
  while (g_main_context_iteration (NULL, FALSE))
    ;
  n_told = fixture->n_settings;
  g_object_run_dispose (G_OBJECT (fixture->watch));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (fixture->n_settings, ==, n_told);
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *name;
    void (*test) (Fixture *fixture, gconstpointer data);
  } tests[] = {
    { "/settings-watch/written", test_written },
    { "/settings-watch/replaced", test_replaced },
    { "/settings-watch/moved-away-first", test_moved_away_first },
    { "/settings-watch/deleted", test_deleted },
    { "/settings-watch/many-steps", test_many_steps },
    { "/settings-watch/without-end", test_without_end },
    { "/settings-watch/folder-comes-later", test_folder_comes_later },
    { "/settings-watch/folder-is-replaced", test_folder_is_replaced },
    { "/settings-watch/folder-goes-and-comes", test_folder_goes_and_comes },
    { "/settings-watch/disposed-in-time", test_disposed_in_time },
  };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].name, Fixture, NULL, setup, tests[i].test, teardown);
  return g_test_run ();
}
