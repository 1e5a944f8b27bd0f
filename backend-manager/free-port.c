/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/free-port.h"

/* A chosen port is not kept bound until the backend has it: a server that does not set SO_REUSEADDR
 * could not have it then. Somebody else may be quicker, if hardly ever, and the backend is started
 * again with another port. */

static GSocket *
bind_loopback (guint16 port, gboolean allow_reuse, GError **error)
{
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, port);
  g_autoptr (GSocket) socket =
      g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, error);

  if (socket == NULL || !g_socket_bind (socket, address, allow_reuse, error))
    return NULL;
  return g_steal_pointer (&socket);
}

/**
 * perch_free_port_choose:
 * @error: what the system says when it has none
 *
 * Returns: a TCP port that nobody has at this moment; 0 on error
 */
guint16
perch_free_port_choose (GError **error)
{
  g_autoptr (GSocket) socket = bind_loopback (0, FALSE, error);
  g_autoptr (GSocketAddress) address = NULL;

  if (socket == NULL)
    return 0;
  address = g_socket_get_local_address (socket, error);
  return address != NULL ? g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address)) : 0;
}

/**
 * perch_free_port_is_taken:
 * @port: TCP port, not 0
 *
 * Returns: whether a program has @port on the loopback address; what connections that are over have
 *   left behind does not count
 */
gboolean
perch_free_port_is_taken (guint16 port)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocket) socket = NULL;

  g_return_val_if_fail (port != 0, FALSE);

  socket = bind_loopback (port, TRUE, &error);
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE);
}
