/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/server/control-socket.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gunixsocketaddress.h>
#include <glib/gstdio.h>
#include <sys/file.h>
#include <unistd.h>

#include "app/server/runtime-dir.h"

/* @lock_fd holds the lock from acquire() to free(). The lock, not the socket's file, says that
 * Perch runs: the kernel lets go of it however Perch ends. So whoever has it may remove a socket
 * that is in the way, and nobody else does. The lock's own file stays: removing it would let two
 * processes hold locks on two files of that name. */
struct _PerchControlSocket
{
  char *path; /* (owned) */
  int lock_fd;
};

/**
 * perch_control_socket_find_path:
 *
 * Returns: (transfer full): where the control socket of this user's Perch is, or would be
 */
char *
perch_control_socket_find_path (void)
{
  g_autofree char *directory = perch_runtime_dir_find ();

  return g_build_filename (directory, "control.sock", NULL);
}

static int
open_lock (const char *path, GError **error)
{
  int fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);

  if (fd == -1)
    {
      g_set_error (error, PERCH_SERVER_ERROR, PERCH_SERVER_ERROR_PLACE,
                   "Can't open the lock file %s: %s", path, g_strerror (errno));
      return -1;
    }
  if (flock (fd, LOCK_EX | LOCK_NB) == 0)
    return fd;
  g_set_error (error, PERCH_SERVER_ERROR,
               errno == EWOULDBLOCK ? PERCH_SERVER_ERROR_BUSY : PERCH_SERVER_ERROR_PLACE,
               errno == EWOULDBLOCK ? "Perch is already running (it holds %s)"
                                    : "Can't lock the file %s",
               path);
  close (fd);
  return -1;
}

/**
 * perch_control_socket_acquire:
 * @path: where the socket shall be, usually perch_control_socket_find_path()
 * @error: return location for a %PERCH_SERVER_ERROR
 *
 * Becomes the one Perch of this user, or fails with %PERCH_SERVER_ERROR_BUSY when there is another.
 *
 * Returns: (transfer full): the right to listen on @path, held until perch_control_socket_free()
 */
PerchControlSocket *
perch_control_socket_acquire (const char *path, GError **error)
{
  g_autofree char *directory = NULL;
  g_autofree char *lock_path = NULL;
  PerchControlSocket *self = NULL;
  int lock_fd = -1;

  g_return_val_if_fail (path != NULL, NULL);

  directory = g_path_get_dirname (path);
  if (!perch_runtime_dir_ensure (directory, error))
    return NULL;
  lock_path = g_build_filename (directory, "lock", NULL);
  lock_fd = open_lock (lock_path, error);
  if (lock_fd == -1)
    return NULL;

  self = g_new0 (PerchControlSocket, 1);
  self->path = g_strdup (path);
  self->lock_fd = lock_fd;
  return self;
}

/**
 * perch_control_socket_free:
 * @self: (transfer full): a control socket
 *
 * Removes the socket's file and lets another Perch run. Stop the surface first.
 */
void
perch_control_socket_free (PerchControlSocket *self)
{
  g_return_if_fail (self != NULL);

  g_unlink (self->path);
  close (self->lock_fd);
  g_free (self->path);
  g_free (self);
}

/**
 * perch_control_socket_get_path:
 * @self: a control socket
 *
 * Returns: (transfer none): path of its file
 */
const char *
perch_control_socket_get_path (PerchControlSocket *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->path;
}

/**
 * perch_control_socket_listen:
 * @self: a control socket
 * @surface: what shall answer on it
 * @error: return location for a %PERCH_SERVER_ERROR_ADDRESS
 *
 * Lets @surface listen on the socket. One that is left from a Perch that was killed is replaced.
 *
 * Returns: whether it listens now
 */
gboolean
perch_control_socket_listen (PerchControlSocket *self, PerchSurface *surface, GError **error)
{
  g_autoptr (GSocketAddress) address = NULL;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (surface != NULL, FALSE);

  g_unlink (self->path);
  address = g_unix_socket_address_new (self->path);
  if (!perch_surface_listen (surface, address, error))
    return FALSE;
  /* The directory keeps others out already. */
  g_chmod (self->path, 0600);
  return TRUE;
}
