/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/carried-server.h"

#include "tests/unit/backend-manager/scratch.h"

#define PYTHON "/usr/bin/python3"

static char *
unpack (PerchBackendKind kind, const char *data_dir)
{
  g_autoptr (GError) error = NULL;
  char *path = perch_carried_server_unpack (kind, data_dir, &error);

  g_assert_no_error (error);
  return path;
}

static void
test_scripts (void)
{
  g_auto (PerchScratch) scratch = { NULL };
  const char *dir = perch_scratch_init (&scratch);
  g_autofree char *http = unpack (PERCH_BACKEND_KIND_HTTP, dir);
  g_autofree char *pipe = unpack (PERCH_BACKEND_KIND_PIPE, dir);
  g_autofree char *rpc = unpack (PERCH_BACKEND_KIND_RPC, dir);
  g_autofree char *servers = g_build_filename (dir, "servers", NULL);

  g_assert_true (g_str_has_prefix (pipe, servers));
  g_assert_true (g_str_has_suffix (http, "/http_server.py"));
  g_assert_true (g_str_has_suffix (pipe, "/pipe_server.py"));
  g_assert_true (g_str_has_suffix (rpc, "/rpc_server.py"));
  g_assert_true (g_file_test (http, G_FILE_TEST_IS_REGULAR));
  g_assert_true (g_file_test (rpc, G_FILE_TEST_IS_REGULAR));
}

static void
test_kinds (void)
{
  g_auto (PerchScratch) scratch = { NULL };
  const char *dir = perch_scratch_init (&scratch);
  gsize n_kinds = 0;
  const PerchBackendKind *kinds = perch_carried_server_list_kinds (&n_kinds);

  g_assert_cmpuint (n_kinds, ==, 3);
  for (gsize i = 0; i < n_kinds; i++)
    {
      g_autofree char *path = unpack (kinds[i], dir);

      g_assert_true (g_file_test (path, G_FILE_TEST_IS_REGULAR));
    }
}

static void
test_complete (void)
{
  g_auto (PerchScratch) scratch = { NULL };
  g_autofree char *path = unpack (PERCH_BACKEND_KIND_PIPE, perch_scratch_init (&scratch));
  const char *const argv[] = { PYTHON, "-B", path, "--help", NULL };
  g_autoptr (GError) error = NULL;
  g_autofree char *out = NULL;
  int status = -1;

  g_test_summary ("All that a server imports is unpacked with it.");

  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, &out, NULL, &status,
                &error);
  g_assert_no_error (error);
  g_assert_cmpint (status, ==, 0);
  g_assert_nonnull (strstr (out, "--socket"));
}

static void
test_edited_stays (void)
{
  g_auto (PerchScratch) scratch = { NULL };
  const char *dir = perch_scratch_init (&scratch);
  g_autofree char *path = unpack (PERCH_BACKEND_KIND_HTTP, dir);
  g_autofree char *again = NULL;
  g_autofree char *text = NULL;

  g_assert_true (g_file_set_contents (path, "edited", -1, NULL));
  again = unpack (PERCH_BACKEND_KIND_HTTP, dir);
  g_assert_cmpstr (again, ==, path);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "edited");
}

static void
test_no_room (void)
{
  g_auto (PerchScratch) scratch = { NULL };
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;
  g_autofree char *file = NULL;

  perch_scratch_init (&scratch);
  file = perch_scratch_write (&scratch, "file", "not a folder", 0644);
  path = perch_carried_server_unpack (PERCH_BACKEND_KIND_RPC, file, &error);
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOTDIR);
  g_assert_null (path);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/carried-server/scripts", test_scripts);
  g_test_add_func ("/carried-server/kinds", test_kinds);
  g_test_add_func ("/carried-server/complete", test_complete);
  g_test_add_func ("/carried-server/edited-stays", test_edited_stays);
  g_test_add_func ("/carried-server/no-room", test_no_room);
  return g_test_run ();
}
