/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/private-folder.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/unit/backend-manager/scratch.h"

static void
test_make (void)
{
  g_auto (PerchScratch) scratch = { 0 };
  g_autofree char *path = g_build_filename (perch_scratch_init (&scratch), "a", "b", NULL);
  g_autoptr (GError) error = NULL;
  struct stat info;

  for (guint i = 0; i < 2; i++)
    {
      g_assert_true (perch_private_folder_make (path, &error));
      g_assert_no_error (error);
    }
  g_assert_cmpint (stat (path, &info), ==, 0);
  g_assert_cmpuint (info.st_mode & 0777, ==, 0700);
}

static void
assert_refused (const char *path, const char *words)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (perch_private_folder_make (path, &error));
  g_assert_nonnull (error);
  g_assert_nonnull (strstr (error->message, path));
  g_assert_nonnull (strstr (error->message, words));
}

static void
test_refused (void)
{
  g_auto (PerchScratch) scratch = { 0 };
  const char *dir = perch_scratch_init (&scratch);
  g_autofree char *file = perch_scratch_write (&scratch, "file", "", 0600);
  g_autofree char *link = g_build_filename (dir, "link", NULL);
  g_autofree char *open = g_build_filename (dir, "open", NULL);
  g_autofree char *below = g_build_filename (file, "x", NULL);

  g_assert_cmpint (symlink (dir, link), ==, 0);
  g_assert_cmpint (mkdir (open, 0700), ==, 0);
  g_assert_cmpint (chmod (open, 0750), ==, 0);
  assert_refused (link, "expected a folder, found something else");
  assert_refused (open, "others can get into it");
  assert_refused (below, "Not a directory");
}

static void
test_socket (void)
{
  g_autofree char *fits = g_strnfill (107, 'x');
  g_autofree char *too_long = g_strnfill (108, 'x');
  g_autoptr (GError) error = NULL;

  g_assert_true (perch_private_folder_check_socket (fits, NULL));
  g_assert_false (perch_private_folder_check_socket (too_long, &error));
  g_assert_nonnull (strstr (error->message, "at most 107 bytes"));
}

static void
test_secret (void)
{
  g_autofree char *one = perch_private_folder_new_secret (32, NULL);
  g_autofree char *two = perch_private_folder_new_secret (32, NULL);

  g_assert_cmpuint (strlen (one), ==, 64);
  g_assert_cmpuint (strspn (one, "0123456789abcdef"), ==, 64);
  g_assert_cmpstr (one, !=, two);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/private-folder/make", test_make);
  g_test_add_func ("/private-folder/refused", test_refused);
  g_test_add_func ("/private-folder/socket", test_socket);
  g_test_add_func ("/private-folder/secret", test_secret);
  return g_test_run ();
}
