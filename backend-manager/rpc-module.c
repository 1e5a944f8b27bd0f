/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/rpc-module.h"

#include <gmodule.h>

#include "backend-manager/error.h"

/**
 * perch_rpc_module_load:
 * @path: (nullable): of the module; %NULL when it was not found
 * @error: %PERCH_BACKEND_ERROR_NOT_FOUND when the module is not there or can't be loaded
 *
 * Loads the module of kind `rpc`, if it is not there yet; it then stays for good.
 *
 * Returns: (transfer none) (nullable): what it offers
 */
const PerchRpcApi *
perch_rpc_module_load (const char *path, GError **error)
{
  GModule *module = NULL;
  gpointer symbol = NULL;

  /* Without a path, GModule would open the program itself. */
  if (path != NULL)
    module = g_module_open (path, G_MODULE_BIND_LAZY | G_MODULE_BIND_LOCAL);

  if (module == NULL || !g_module_symbol (module, PERCH_RPC_SYMBOL, &symbol))
    {
      g_set_error (error, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_NOT_FOUND,
                   "Backends of kind “rpc” need the module " PERCH_RPC_MODULE
                   ", which can’t be loaded: %s",
                   path != NULL ? g_module_error () : "it is not installed");
      return NULL;
    }
  g_module_make_resident (module);
  return ((PerchRpcGetApi) symbol) ();
}
