/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include <gmodule.h>

#include "backend-manager/rpc/channel.h"

/**
 * perch_rpc_get_api:
 *
 * Returns: (transfer none): what this module offers
 */
G_MODULE_EXPORT const PerchRpcApi *
perch_rpc_get_api (void)
{
  static const PerchRpcApi api = {
    .channel_new = perch_rpc_channel_new,
    .channel_free = perch_rpc_channel_free,
    .channel_close = perch_rpc_channel_close,
    .call = perch_rpc_channel_call,
    .ping = perch_rpc_channel_ping,
    .floats = perch_rpc_channel_floats,
  };

  return &api;
}
