/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/routes/docs-file.h"

static char *
get_path (void)
{
  return g_build_filename (g_getenv ("PERCH_TOP_BUILDDIR"), "resources", "docs.gresource", NULL);
}

static gboolean
is_mapped (void)
{
  g_autofree char *maps = NULL;
  g_autoptr (GError) error = NULL;

  g_file_get_contents ("/proc/self/maps", &maps, NULL, &error);
  g_assert_no_error (error);
  return strstr (maps, "docs.gresource") != NULL;
}

static void
test_found (void)
{
  g_autofree char *path = get_path ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) page = perch_docs_file_look_up (path, "index.html", &error);

  g_test_summary ("A piece can be used until it is freed, and then nothing is left mapped.");

  g_assert_no_error (error);
  g_assert_true (is_mapped ());
  g_assert_nonnull (
      g_strstr_len (g_bytes_get_data (page, NULL), (gssize) g_bytes_get_size (page), "Perch"));
  g_clear_pointer (&page, g_bytes_unref);
  g_assert_false (is_mapped ());
}

static void
test_not_found (void)
{
  g_autofree char *path = get_path ();
  g_autoptr (GError) no_piece = NULL;
  g_autoptr (GError) no_file = NULL;

  g_assert_null (perch_docs_file_look_up (path, "none.html", &no_piece));
  g_assert_error (no_piece, G_RESOURCE_ERROR, G_RESOURCE_ERROR_NOT_FOUND);
  g_assert_null (perch_docs_file_look_up ("/nowhere/docs.gresource", "index.html", &no_file));
  g_assert_error (no_file, G_FILE_ERROR, G_FILE_ERROR_NOENT);
  g_assert_false (is_mapped ());
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/docs-file/found", test_found);
  g_test_add_func ("/docs-file/not-found", test_not_found);
  return g_test_run ();
}
