/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/guard/rundir.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "backend-manager/guard/remove.h"

/* Makes @part, which is changed meanwhile, and the folders it is in. Whether that was of use shows
 * when it is opened; the errno returned, or 0, is why it was not. */
static int
make_folders (char *part)
{
  int error = 0;

  for (char *slash = strchr (part + 1, '/'); slash != NULL; slash = strchr (slash + 1, '/'))
    {
      *slash = '\0';
      if (mkdir (part, S_IRWXU) < 0 && errno != EEXIST && error == 0)
        error = errno;
      *slash = '/';
    }
  if (mkdir (part, S_IRWXU) < 0 && errno != EEXIST && error == 0)
    error = errno;
  return error;
}

/**
 * perch_run_base_open:
 * @path: absolute
 *
 * Opens the folder of the run directories, and makes it when it is missing. It must be a real
 * folder of this user that nobody else may write to: programs will be unpacked and run in there.
 *
 * Returns: a descriptor, or a negative errno; -EPERM is for a foreign or open folder, -ENOTDIR for
 * a symbolic link or anything else that is none
 */
int
perch_run_base_open (const char *path)
{
  const int flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
  char plain[PATH_MAX];
  struct stat stat;
  size_t length = strlen (path);
  int base;

  if (length >= sizeof plain)
    return -ENAMETOOLONG;
  strcpy (plain, path);
  while (length > 1 && plain[length - 1] == '/') /* with one, a symbolic link would be followed */
    plain[--length] = '\0';

  base = open (plain, flags);
  if (base < 0 && errno == ENOENT)
    {
      int error = make_folders (plain);

      base = open (plain, flags);
      if (base < 0 && errno == ENOENT && error != 0)
        return -error;
    }
  if (base < 0)
    return -errno;
  if (fstat (base, &stat) == 0 && stat.st_uid == geteuid () &&
      (stat.st_mode & (S_IWGRP | S_IWOTH)) == 0)
    return base;
  close (base);
  return -EPERM;
}

/**
 * perch_run_base_check_room:
 *
 * Looks up front at what would end in a half unpacked program and a puzzling message of it.
 *
 * Returns: 0, ENOEXEC when programs can't be run there (a noexec mount), ENOSPC when twice the size
 * of @program does not fit
 */
int
perch_run_base_check_room (int base, const char *program)
{
  struct statvfs volume;
  struct stat stat_of_program;

  if (fstatvfs (base, &volume) < 0)
    return errno;
  if ((volume.f_flag & ST_NOEXEC) != 0)
    return ENOEXEC;
  if (stat (program, &stat_of_program) == 0 && S_ISREG (stat_of_program.st_mode) &&
      volume.f_bavail < (uint64_t) stat_of_program.st_size * 2 / volume.f_frsize)
    return ENOSPC;
  return 0;
}

static bool
make_id (char *id)
{
  uint8_t bytes[PERCH_RUN_ID_LENGTH / 2];

  if (getrandom (bytes, sizeof bytes, 0) != (ssize_t) sizeof bytes)
    return false;
  for (size_t i = 0; i < sizeof bytes; i++)
    sprintf (id + 2 * i, "%02x", bytes[i]);
  return true;
}

/* Makes and locks the folder under the name @fresh. Returns 0 or an errno. */
static int
fill_fresh (PerchRunDir *self, const char *fresh)
{
  int folder;
  int error = 0;

  if (mkdirat (self->base, fresh, S_IRWXU) < 0)
    return errno;
  folder = openat (self->base, fresh, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (folder < 0)
    return errno;
  self->lock = openat (folder, "lock", O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (self->lock < 0 || flock (self->lock, LOCK_EX | LOCK_NB) < 0 ||
      mkdirat (folder, "tmp", S_IRWXU) < 0 ||
      renameat (self->base, fresh, self->base, self->id) < 0)
    error = errno;
  close (folder);
  return error;
}

/* Closes all, and so gives up the lock. */
static void
let_go (PerchRunDir *self)
{
  if (self->lock >= 0)
    close (self->lock);
  if (self->base >= 0)
    close (self->base);
  self->lock = -1;
  self->base = -1;
}

/**
 * perch_run_dir_create:
 * @self: is filled in
 * @base: absolute path
 *
 * Makes and locks the folder of a new run. On failure nothing of it stays.
 *
 * Returns: 0 or an errno, also those of perch_run_base_open()
 */
int
perch_run_dir_create (PerchRunDir *self, const char *base)
{
  char fresh[PERCH_RUN_ID_LENGTH + 8];
  int error;

  *self = PERCH_RUN_DIR_NONE;
  self->base = perch_run_base_open (base);
  if (self->base < 0)
    return -self->base;
  if (!make_id (self->id))
    error = EIO;
  else if (snprintf (self->tmp, sizeof self->tmp, "%s/%s/tmp", base, self->id) >=
           (int) sizeof self->tmp)
    error = ENAMETOOLONG;
  else
    {
      snprintf (fresh, sizeof fresh, "new-%s", self->id);
      error = fill_fresh (self, fresh);
      if (error != 0)
        perch_remove_tree (self->base, fresh);
    }
  if (error != 0)
    let_go (self);
  return error;
}

/**
 * perch_run_dir_discard:
 * @base: descriptor of the base
 * @name: a folder in it that has no living guard
 *
 * Removes it in such a way that an interruption leaves something that can be told from a living
 * run.
 *
 * Returns: whether it is gone
 */
bool
perch_run_dir_discard (int base, const char *name)
{
  char dead[PERCH_RUN_ID_LENGTH + 8];

  if (strlen (name) != PERCH_RUN_ID_LENGTH)
    return perch_remove_tree (base, name); /* new-… or dead-… */
  snprintf (dead, sizeof dead, "dead-%s", name);
  if (renameat (base, name, base, dead) < 0 && errno != ENOENT)
    return false;
  /* Not there any more? The other guard may have been killed while it removed it. */
  return perch_remove_tree (base, dead);
}

/**
 * perch_run_dir_remove:
 *
 * Removes the folder of a run whose processes are all gone, and lets go of it.
 *
 * Returns: whether it is gone; else the next sweep tries again
 */
bool
perch_run_dir_remove (PerchRunDir *self)
{
  bool gone = self->lock < 0 || perch_run_dir_discard (self->base, self->id);

  let_go (self);
  return gone;
}
