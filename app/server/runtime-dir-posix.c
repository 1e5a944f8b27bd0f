/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/server/runtime-dir.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "app/server/instance.h"

/* The longest name that is put into the directory, with its slash. */
#define LONGEST_NAME "/control.sock"

static gboolean
has_room_for_socket (const char *directory)
{
  return strlen (directory) + strlen (LONGEST_NAME) < sizeof (((struct sockaddr_un *) 0)->sun_path);
}

static gboolean
is_own_directory (const char *path)
{
  struct stat info = { 0 };

  return g_path_is_absolute (path) && stat (path, &info) == 0 && S_ISDIR (info.st_mode) &&
         info.st_uid == geteuid ();
}

/**
 * perch_runtime_dir_find_in:
 * @xdg_runtime_dir: (nullable): what the environment says
 * @fallback_base: absolute path of a directory that everybody may write to
 *
 * Says which directory Perch's sockets live in: one called as perch_instance_get_name() says, such
 * as `perch`, in @xdg_runtime_dir, when that is a
 * directory of ours and leaves room for a socket's path; else one with our user id in its name, in
 * @fallback_base. Nothing is made. Server and clients come to the same answer.
 *
 * Returns: (transfer full): absolute path
 */
char *
perch_runtime_dir_find_in (const char *xdg_runtime_dir, const char *fallback_base)
{
  g_return_val_if_fail (fallback_base != NULL, NULL);

  if (xdg_runtime_dir != NULL && is_own_directory (xdg_runtime_dir))
    {
      g_autofree char *path = g_build_filename (xdg_runtime_dir, perch_instance_get_name (), NULL);

      if (has_room_for_socket (path))
        return g_steal_pointer (&path);
    }
  return g_strdup_printf ("%s/%s-%u", fallback_base, perch_instance_get_name (),
                          (guint) geteuid ());
}

/**
 * perch_runtime_dir_find:
 *
 * Returns: (transfer full): perch_runtime_dir_find_in() for this process. Its fallback is /tmp and
 * not `$TMPDIR`, which may differ from one program of a person to the next
 */
char *
perch_runtime_dir_find (void)
{
  return perch_runtime_dir_find_in (g_getenv ("XDG_RUNTIME_DIR"), "/tmp");
}

static void
set_place_error (GError **error, const char *path, const char *problem)
{
  g_set_error (error, PERCH_SERVER_ERROR, PERCH_SERVER_ERROR_PLACE,
               "Perch needs the directory %s for itself: %s", path, problem);
}

/**
 * perch_runtime_dir_ensure:
 * @path: what perch_runtime_dir_find() said
 * @error: return location for a %PERCH_SERVER_ERROR_PLACE
 *
 * Makes the directory when it isn't there, and checks that it is a real one (not a symbolic link),
 * ours, and closed to others. What another user may have prepared is never used.
 *
 * Returns: whether it can be used
 */
gboolean
perch_runtime_dir_ensure (const char *path, GError **error)
{
  struct stat info = { 0 };

  g_return_val_if_fail (path != NULL, FALSE);

  if (mkdir (path, 0700) != 0 && errno != EEXIST)
    {
      set_place_error (error, path, g_strerror (errno));
      return FALSE;
    }
  if (lstat (path, &info) != 0)
    {
      set_place_error (error, path, g_strerror (errno));
      return FALSE;
    }
  if (!S_ISDIR (info.st_mode))
    {
      set_place_error (error, path, "something that is no directory stands there; remove it");
      return FALSE;
    }
  if (info.st_uid != geteuid ())
    {
      set_place_error (error, path, "it belongs to another user");
      return FALSE;
    }
  if ((info.st_mode & 077) != 0)
    {
      set_place_error (error, path, "others can get into it; it needs mode 0700");
      return FALSE;
    }
  return TRUE;
}
