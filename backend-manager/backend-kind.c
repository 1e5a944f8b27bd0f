/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/backend-kind.h"

/**
 * perch_backend_kind_to_string:
 *
 * Returns: (transfer none): the word that profiles use for @kind
 */
const char *
perch_backend_kind_to_string (PerchBackendKind kind)
{
  static const char *const words[] = {
    [PERCH_BACKEND_KIND_STDIO] = "stdio",
    [PERCH_BACKEND_KIND_HTTP] = "http",
    [PERCH_BACKEND_KIND_PIPE] = "pipe",
    [PERCH_BACKEND_KIND_RPC] = "rpc",
  };

  g_return_val_if_fail (kind < G_N_ELEMENTS (words), NULL);

  return words[kind];
}
