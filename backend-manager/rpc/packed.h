/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gio/gio.h>
#include <protobuf-c/protobuf-c.h>

G_BEGIN_DECLS

/* A message that was unpacked, of any type. */
typedef ProtobufCMessage PerchRpcMessage;

GBytes *perch_rpc_message_pack (const PerchRpcMessage *message);
PerchRpcMessage *perch_rpc_message_unpack (const ProtobufCMessageDescriptor *type,
                                           GBytes *bytes,
                                           GError **error);
void perch_rpc_message_free (PerchRpcMessage *message);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PerchRpcMessage, perch_rpc_message_free)

G_END_DECLS
