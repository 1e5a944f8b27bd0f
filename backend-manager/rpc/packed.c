/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/rpc/packed.h"

#include <string.h>

#include "backend-manager/error.h"

/* A message of gRPC on the wire: not compressed (0), its length in four bytes, the message. */
#define PREFIX_BYTES 5

/**
 * perch_rpc_message_pack:
 *
 * Returns: (transfer full): the message with its prefix, as it goes over the wire
 */
GBytes *
perch_rpc_message_pack (const PerchRpcMessage *message)
{
  gsize length = protobuf_c_message_get_packed_size (message);
  guint8 *bytes = g_malloc (PREFIX_BYTES + length);
  guint32 prefix = GUINT32_TO_BE ((guint32) length);

  bytes[0] = 0;
  memcpy (bytes + 1, &prefix, sizeof prefix);
  protobuf_c_message_pack (message, bytes + PREFIX_BYTES);
  return g_bytes_new_take (bytes, PREFIX_BYTES + length);
}

/**
 * perch_rpc_message_unpack:
 * @bytes: a message without a prefix
 * @error: %PERCH_BACKEND_ERROR_CALL when it is none of that type
 *
 * Returns: (transfer full) (nullable): the message
 */
PerchRpcMessage *
perch_rpc_message_unpack (const ProtobufCMessageDescriptor *type, GBytes *bytes, GError **error)
{
  gsize length = 0;
  const guint8 *data = g_bytes_get_data (bytes, &length);
  PerchRpcMessage *message = protobuf_c_message_unpack (type, NULL, length, data);

  if (message == NULL)
    g_set_error (error, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_CALL,
                 "The backend’s answer is no message of type %s", type->name);
  return message;
}

/**
 * perch_rpc_message_free:
 * @message: (transfer full): one that was unpacked
 */
void
perch_rpc_message_free (PerchRpcMessage *message)
{
  protobuf_c_message_free_unpacked (message, NULL);
}
