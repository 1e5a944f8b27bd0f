/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/server/listening-socket.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "app/server/server-error.h"

#define BACKLOG 512

static gboolean
check_is_local (GSocketAddress *address, GError **error)
{
  g_autofree char *text = NULL;
  GInetAddress *inet = NULL;

  if (!G_IS_INET_SOCKET_ADDRESS (address))
    return TRUE;
  inet = g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (address));
  if (g_inet_address_get_is_loopback (inet))
    return TRUE;
  text = g_inet_address_to_string (inet);
  g_set_error (error, PERCH_SERVER_ERROR, PERCH_SERVER_ERROR_ADDRESS,
               "%s can be reached from other machines; Perch listens on 127.0.0.1 or ::1 only",
               text);
  return FALSE;
}

static GSocket *
bind_and_listen (GSocketAddress *address, GError **error)
{
  g_autoptr (GSocket) socket = NULL;

  socket = g_socket_new (g_socket_address_get_family (address), G_SOCKET_TYPE_STREAM,
                         G_SOCKET_PROTOCOL_DEFAULT, error);
  if (socket == NULL)
    return NULL;
  g_socket_set_blocking (socket, FALSE);
  g_socket_set_listen_backlog (socket, BACKLOG);
  if (!g_socket_bind (socket, address, TRUE, error) || !g_socket_listen (socket, error))
    return NULL;
  return g_steal_pointer (&socket);
}

/**
 * perch_listening_socket_open:
 * @address: a loopback address (port 0 takes any free one) or the path of a Unix socket
 * @error: return location for a %PERCH_SERVER_ERROR_ADDRESS
 *
 * Returns: (transfer full) (nullable): a socket that listens there and never blocks
 */
GSocket *
perch_listening_socket_open (GSocketAddress *address, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autofree char *text = NULL;
  GSocket *socket = NULL;

  g_return_val_if_fail (G_IS_SOCKET_ADDRESS (address), NULL);

  if (!check_is_local (address, error))
    return NULL;
  socket = bind_and_listen (address, &local_error);
  if (socket != NULL)
    return socket;
  text = g_socket_connectable_to_string (G_SOCKET_CONNECTABLE (address));
  g_set_error (error, PERCH_SERVER_ERROR, PERCH_SERVER_ERROR_ADDRESS, "Can't listen on %s: %s",
               text, local_error->message);
  return NULL;
}

/**
 * perch_listening_socket_share:
 * @socket: a listening socket
 * @error: return location for a %PERCH_SERVER_ERROR_ADDRESS
 *
 * Makes another object, with a descriptor of its own, for the same socket: each connection can be
 * accepted through either of them. The address stays taken until both are gone.
 *
 * Returns: (transfer full) (nullable): the same socket, for another thread
 */
GSocket *
perch_listening_socket_share (GSocket *socket, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  GSocket *shared = NULL;
  int fd = -1;

  g_return_val_if_fail (G_IS_SOCKET (socket), NULL);

  fd = fcntl (g_socket_get_fd (socket), F_DUPFD_CLOEXEC, 0);
  if (fd < 0)
    {
      g_set_error (error, PERCH_SERVER_ERROR, PERCH_SERVER_ERROR_ADDRESS,
                   "Can't share a listening socket: %s", g_strerror (errno));
      return NULL;
    }
  shared = g_socket_new_from_fd (fd, &local_error);
  if (shared == NULL)
    {
      close (fd);
      g_set_error_literal (error, PERCH_SERVER_ERROR, PERCH_SERVER_ERROR_ADDRESS,
                           local_error->message);
      return NULL;
    }
  g_socket_set_blocking (shared, FALSE);
  return shared;
}
