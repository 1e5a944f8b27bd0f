/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/server/runtime-dir.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

typedef struct
{
  char *base;
  char *own;
} Fixture;

static void
setup (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;

  fixture->base = g_dir_make_tmp ("perch-test-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->own = g_build_filename (fixture->base, "perch", NULL);
}

static void
teardown (Fixture *fixture, gconstpointer user_data)
{
  g_remove (fixture->own);
  g_assert_cmpint (g_rmdir (fixture->base), ==, 0);
  g_free (fixture->own);
  g_free (fixture->base);
}

static void
test_find (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *fallback = g_strdup_printf ("/fall/perch-%u", (guint) geteuid ());
  g_autofree char *deep = g_strnfill (100, 'x');
  g_autofree char *too_long = g_build_filename (fixture->base, deep, NULL);
  const char *const unusable[] = { NULL, "", "relative", "/nowhere/at/all", "/dev/null", too_long };
  g_autofree char *found = perch_runtime_dir_find_in (fixture->base, "/fall");

  g_assert_cmpstr (found, ==, fixture->own);
  g_assert_false (g_file_test (found, G_FILE_TEST_EXISTS));

  g_assert_cmpint (g_mkdir (too_long, 0700), ==, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (unusable); i++)
    {
      g_autofree char *other = perch_runtime_dir_find_in (unusable[i], "/fall");

      g_assert_cmpstr (other, ==, fallback);
    }
  g_assert_cmpint (g_rmdir (too_long), ==, 0);
}

static void
test_ensure (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;
  GStatBuf info = { 0 };

  g_assert_true (perch_runtime_dir_ensure (fixture->own, &error));
  g_assert_no_error (error);
  g_assert_cmpint (g_stat (fixture->own, &info), ==, 0);
  g_assert_cmpuint (info.st_mode & 0777, ==, 0700);
  g_assert_true (perch_runtime_dir_ensure (fixture->own, &error));
  g_assert_no_error (error);
}

static void
assert_refused (Fixture *fixture, const char *word)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (perch_runtime_dir_ensure (fixture->own, &error));
  g_assert_error (error, PERCH_SERVER_ERROR, PERCH_SERVER_ERROR_PLACE);
  g_assert_nonnull (strstr (error->message, fixture->own));
  g_assert_nonnull (strstr (error->message, word));
}

static void
test_refused (Fixture *fixture, gconstpointer user_data)
{
  g_test_summary ("A directory that is open to others, a file or a link is never used.");

  g_assert_cmpint (g_mkdir (fixture->own, 0700), ==, 0);
  g_assert_cmpint (g_chmod (fixture->own, 0750), ==, 0);
  assert_refused (fixture, "0700");
  g_assert_cmpint (g_rmdir (fixture->own), ==, 0);

  g_assert_true (g_file_set_contents (fixture->own, "", 0, NULL));
  assert_refused (fixture, "no directory");
  g_assert_cmpint (g_unlink (fixture->own), ==, 0);

  g_assert_cmpint (symlink (fixture->base, fixture->own), ==, 0);
  assert_refused (fixture, "no directory");
}

static void
test_other_user (Fixture *fixture, gconstpointer user_data)
{
  if (geteuid () != 0)
    {
      g_test_skip ("Only root can make a directory of somebody else");
      return;
    }
  g_assert_cmpint (g_mkdir (fixture->own, 0700), ==, 0);
  g_assert_cmpint (chown (fixture->own, 65534, 65534), ==, 0);
  assert_refused (fixture, "another user");
}

static void
test_unwritable (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (perch_runtime_dir_ensure ("/proc/perch", &error));
  g_assert_error (error, PERCH_SERVER_ERROR, PERCH_SERVER_ERROR_PLACE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/runtime-dir/find", Fixture, NULL, setup, test_find, teardown);
  g_test_add ("/runtime-dir/ensure", Fixture, NULL, setup, test_ensure, teardown);
  g_test_add ("/runtime-dir/refused", Fixture, NULL, setup, test_refused, teardown);
  g_test_add ("/runtime-dir/other-user", Fixture, NULL, setup, test_other_user, teardown);
  g_test_add ("/runtime-dir/unwritable", Fixture, NULL, setup, test_unwritable, teardown);
  return g_test_run ();
}
