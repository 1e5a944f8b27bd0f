/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gio/gio.h>
#include <protobuf-c/protobuf-c.h>

G_BEGIN_DECLS

/**
 * PerchRpcMethod:
 * @name: as #PerchBackendClient has it; %NULL for the one that stands for all other names
 * @path: of gRPC
 * @request: the message that is sent
 * @reply: the message that is answered
 *
 * What a method of a backend is on gRPC.
 */
typedef struct
{
  const char *name;
  const char *path;
  const ProtobufCMessageDescriptor *request;
  const ProtobufCMessageDescriptor *reply;
} PerchRpcMethod;

const PerchRpcMethod *perch_rpc_method_find (const char *name);
const PerchRpcMethod *perch_rpc_method_get_floats (guint dimensions);
const PerchRpcMethod *perch_rpc_method_get_check (void);

G_END_DECLS
