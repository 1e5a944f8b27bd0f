/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/rpc-module.h"

#include <gmodule.h>

#include "backend-manager/error.h"
#include "config.h"

/* Where the build has it, from the top of the build folder. */
#define BUILT_IN "backend-manager/rpc"

/* How many folders below that the programs of the build are: app/perch, tests/unit/AREA/test-…. */
#define MAX_DEPTH 3

/* Returns: (transfer full): the module that belongs to this very program: beside it, where the
 * build puts it, or else where it is to be installed */
static char *
find_module (void)
{
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = g_path_get_dirname (program != NULL ? program : "/");
  char *path = g_build_filename (folder, PERCH_RPC_MODULE, NULL);

  for (guint i = 0; i < MAX_DEPTH && !g_file_test (path, G_FILE_TEST_IS_REGULAR); i++)
    {
      char *above = g_path_get_dirname (folder);

      g_free (path);
      path = g_build_filename (above, BUILT_IN, PERCH_RPC_MODULE, NULL);
      g_free (folder);
      folder = above;
    }
  if (g_file_test (path, G_FILE_TEST_IS_REGULAR))
    return path;
  g_free (path);
  return g_build_filename (PERCH_LIBEXECDIR, PERCH_RPC_MODULE, NULL);
}

/**
 * perch_rpc_module_load:
 * @error: %PERCH_BACKEND_ERROR_NOT_FOUND when the module is not there or can't be loaded
 *
 * Loads the module of kind `rpc`, if it is not there yet; it then stays for good.
 *
 * Returns: (transfer none) (nullable): what it offers
 */
const PerchRpcApi *
perch_rpc_module_load (GError **error)
{
  g_autofree char *path = find_module ();
  GModule *module = g_module_open (path, G_MODULE_BIND_LAZY | G_MODULE_BIND_LOCAL);
  gpointer symbol = NULL;

  if (module == NULL || !g_module_symbol (module, PERCH_RPC_SYMBOL, &symbol))
    {
      g_set_error (error, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_NOT_FOUND,
                   "Backends of kind “rpc” need the module " PERCH_RPC_MODULE
                   ", which can’t be loaded: %s",
                   g_module_error ());
      return NULL;
    }
  g_module_make_resident (module);
  return ((PerchRpcGetApi) symbol) ();
}
