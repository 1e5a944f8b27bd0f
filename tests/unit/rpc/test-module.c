/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/rpc-module.h"

#include <string.h>

#include "backend-manager/error.h"

static void
test_given (void)
{
  g_autofree char *path =
      g_build_filename (g_getenv ("PERCH_TOP_BUILDDIR"), "backend-manager/rpc/perch-rpc.so", NULL);
  g_autoptr (GError) error = NULL;
  const PerchRpcApi *api = perch_rpc_module_load (path, &error);

  g_assert_no_error (error);
  g_assert_nonnull (api);
  g_assert_true (perch_rpc_module_load (path, &error) == api);
  g_assert_no_error (error);
}

static void
test_elsewhere (void)
{
  static const char *const paths[] = { NULL, "/nonexistent/perch-rpc.so", "/dev/null" };

  g_test_summary ("It is taken from where Perch says, and looked for nowhere else.");

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (perch_rpc_module_load (paths[i], &error));
      g_assert_error (error, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_NOT_FOUND);
      g_assert_nonnull (strstr (error->message, "need the module perch-rpc.so"));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/rpc-module/given", test_given);
  g_test_add_func ("/rpc-module/elsewhere", test_elsewhere);
  return g_test_run ();
}
