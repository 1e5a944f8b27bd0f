/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

/* Whatever a server of gRPC sends, there is either a message or an error. The input is a list of
 * pieces with their lengths before them: the first is the status of gRPC, and the others the body.
 */

#include "backend-manager/rpc/reply.h"

int LLVMFuzzerTestOneInput (const guint8 *data, size_t size);

static GBytes *
take_piece (const guint8 **data, size_t *size)
{
  gsize n = *size > 0 ? MIN (**data, *size - 1) : 0;
  GBytes *piece = g_bytes_new (*size > 0 ? *data + 1 : NULL, n);

  *data += *size > 0 ? n + 1 : 0;
  *size -= *size > 0 ? n + 1 : 0;
  return piece;
}

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  g_autoptr (PerchRpcReply) reply = perch_rpc_reply_new ("call");
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) message = NULL;
  g_autoptr (GBytes) status = take_piece (&data, &size);
  g_autofree char *text = g_strdup_printf (
      "%.*s", (int) g_bytes_get_size (status),
      g_bytes_get_size (status) > 0 ? (const char *) g_bytes_get_data (status, NULL) : "");
  gboolean more = TRUE;

  perch_rpc_reply_take_header (reply, ":status", "200");
  perch_rpc_reply_take_header (reply, "content-type", "application/grpc");
  while (more && size > 0)
    {
      g_autoptr (GBytes) piece = take_piece (&data, &size);

      more = perch_rpc_reply_take_data (reply, g_bytes_get_data (piece, NULL),
                                        g_bytes_get_size (piece));
    }
  perch_rpc_reply_take_header (reply, "grpc-status", text);
  perch_rpc_reply_take_header (reply, "grpc-message", text);
  message = perch_rpc_reply_finish (reply, NULL, &error);
  if ((message == NULL) != (error != NULL))
    g_error ("Neither a message nor an error, or both");
  return 0;
}
