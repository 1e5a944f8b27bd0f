/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/carried-server.h"

#include "backend-manager/carried-files.h"

#define RESOURCE_DIR "/org/perch/Perch/servers"

static const char *const scripts[] = {
  [PERCH_BACKEND_KIND_HTTP] = "http_server.py",
  [PERCH_BACKEND_KIND_PIPE] = "pipe_server.py",
  [PERCH_BACKEND_KIND_RPC] = "rpc_server.py",
};

/**
 * perch_carried_server_list_kinds:
 * @n_kinds: (out): how many there are
 *
 * Returns: (transfer none) (array length=n_kinds): the kinds that Perch carries a server for
 */
const PerchBackendKind *
perch_carried_server_list_kinds (gsize *n_kinds)
{
  static const PerchBackendKind kinds[] = {
    PERCH_BACKEND_KIND_HTTP,
    PERCH_BACKEND_KIND_PIPE,
    PERCH_BACKEND_KIND_RPC,
  };

  g_return_val_if_fail (n_kinds != NULL, NULL);

  *n_kinds = G_N_ELEMENTS (kinds);
  return kinds;
}

/**
 * perch_carried_server_unpack:
 * @kind: how the server is talked to; not %PERCH_BACKEND_KIND_STDIO
 * @data_dir: folder of Perch's data
 * @error: return location for a #GError
 *
 * Makes sure that the Python servers that Perch carries are on disk, below `servers` in @data_dir.
 * perch_carried_files_unpack() says how, and that a file is not overwritten once it is there: a
 * person may edit it.
 *
 * Blocks while it writes: call it in a thread, or where nobody waits.
 *
 * Returns: (transfer full): path of the script that is such a server, or %NULL with @error set
 */
char *
perch_carried_server_unpack (PerchBackendKind kind, const char *data_dir, GError **error)
{
  g_autofree char *target = NULL;
  g_autofree char *folder = NULL;

  g_return_val_if_fail (kind != PERCH_BACKEND_KIND_STDIO, NULL);
  g_return_val_if_fail (data_dir != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  target = g_build_filename (data_dir, "servers", NULL);
  folder = perch_carried_files_unpack (RESOURCE_DIR, target, error);
  return folder != NULL ? g_build_filename (folder, scripts[kind], NULL) : NULL;
}
