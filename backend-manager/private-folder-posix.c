/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/private-folder.h"

#include <errno.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

static gboolean
refuse (GError **error, const char *path, const char *problem)
{
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "%s: %s", path, problem);
  return FALSE;
}

/**
 * perch_private_folder_make:
 * @path: absolute
 * @error: %G_IO_ERROR that names @path
 *
 * Makes a folder that nobody else can get into, and those it is in. What is there already is taken
 * only if it is such a folder: neither a link nor another user’s nor open to others.
 */
gboolean
perch_private_folder_make (const char *path, GError **error)
{
  struct stat info;

  g_return_val_if_fail (path != NULL && g_path_is_absolute (path), FALSE);

  if (g_mkdir_with_parents (path, 0700) != 0 || lstat (path, &info) != 0)
    return refuse (error, path, g_strerror (errno));
  if (!S_ISDIR (info.st_mode))
    return refuse (error, path, "expected a folder, found something else");
  if (info.st_uid != geteuid ())
    return refuse (error, path, "it belongs to another user");
  if ((info.st_mode & 077) != 0)
    return refuse (error, path, "others can get into it; it needs mode 0700");
  return TRUE;
}

/**
 * perch_private_folder_check_socket:
 * @path: of a socket
 * @error: %G_IO_ERROR_FILENAME_TOO_LONG when the kernel would not take so long a path
 */
gboolean
perch_private_folder_check_socket (const char *path, GError **error)
{
  const gsize room = sizeof (((struct sockaddr_un *) 0)->sun_path);

  g_return_val_if_fail (path != NULL, FALSE);

  if (strlen (path) < room)
    return TRUE;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FILENAME_TOO_LONG,
               "%s: too long for the path of a socket, which has at most %" G_GSIZE_FORMAT " bytes",
               path, room - 1);
  return FALSE;
}

/**
 * perch_private_folder_new_secret:
 * @n_bytes: how much there is to guess; 256 at most
 * @error: %G_IO_ERROR when the kernel has no random numbers
 *
 * Returns: (transfer full) (nullable): lower-case hex digits, two a byte
 */
char *
perch_private_folder_new_secret (guint n_bytes, GError **error)
{
  guint8 bytes[256];
  GString *text = NULL;

  g_return_val_if_fail (n_bytes <= sizeof bytes, NULL);

  if (getrandom (bytes, n_bytes, 0) != (gssize) n_bytes)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED,
                   "the kernel gives no random numbers for a secret: %s", g_strerror (errno));
      return NULL;
    }
  text = g_string_sized_new (2 * n_bytes);
  for (guint i = 0; i < n_bytes; i++)
    g_string_append_printf (text, "%02x", bytes[i]);
  explicit_bzero (bytes, sizeof bytes);
  return g_string_free (text, FALSE);
}
