/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/guard/remove.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A folder that is being removed. Folders inside it are not descended into: what they hold is moved
 * up into @top first, so neither depth nor long paths cost stack or descriptors. */
typedef struct
{
  int top;
  dev_t device;
  unsigned serial; /* the next name to try for something moved up */
} Removal;

static DIR *
open_folder (int parent, const char *name)
{
  int fd = openat (parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  DIR *folder = fd < 0 ? NULL : fdopendir (fd);

  if (folder == NULL && fd >= 0)
    close (fd);
  return folder;
}

/* Gives the owner all rights to a folder that its maker locked. The way over O_PATH and /proc is
 * for not following a symbolic link, which fchmodat() would. */
static void
unlock_folder (int parent, const char *name)
{
  char path[32];
  int fd = openat (parent, name, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

  if (fd < 0)
    return;
  snprintf (path, sizeof path, "/proc/self/fd/%d", fd);
  (void) !chmod (path, S_IRWXU);
  close (fd);
}

static bool
is_dots (const char *name)
{
  return strcmp (name, ".") == 0 || strcmp (name, "..") == 0;
}

/* Moves a folder up into the top. Returns whether it is there. */
static bool
move_up (Removal *removal, int parent, const char *name)
{
  char free_name[16];

  unlock_folder (parent, name);
  do
    {
      snprintf (free_name, sizeof free_name, "%u", removal->serial++);
      if (renameat (parent, name, removal->top, free_name) == 0)
        return true;
    }
  while (errno == EEXIST || errno == ENOTEMPTY || errno == ENOTDIR);
  return false;
}

/* Empties the folder @name of the top: files go, folders move up to the top. Another file system
 * that is mounted there is none of our business. */
static bool
empty_folder (Removal *removal, const char *name)
{
  struct dirent *entry;
  struct stat stat;
  bool moved = false;
  DIR *folder;

  unlock_folder (removal->top, name);
  folder = open_folder (removal->top, name);
  if (folder == NULL)
    return false;
  if (fstat (dirfd (folder), &stat) == 0 && stat.st_dev == removal->device)
    while ((entry = readdir (folder)) != NULL)
      {
        int fd = dirfd (folder);

        if (is_dots (entry->d_name) || unlinkat (fd, entry->d_name, 0) == 0 ||
            unlinkat (fd, entry->d_name, AT_REMOVEDIR) == 0)
          continue;
        moved |= move_up (removal, fd, entry->d_name);
      }
  closedir (folder);
  return moved;
}

/* Returns whether anything changed in the top, so that another look at it may help. */
static bool
remove_entry (Removal *removal, const char *name)
{
  bool moved;

  if (unlinkat (removal->top, name, 0) == 0 || unlinkat (removal->top, name, AT_REMOVEDIR) == 0)
    return true;
  moved = empty_folder (removal, name);
  return unlinkat (removal->top, name, AT_REMOVEDIR) == 0 || moved;
}

/**
 * perch_remove_tree:
 * @parent: descriptor of the folder it is in
 * @name: of a folder, without slashes
 *
 * Removes it with all it holds. Symbolic links are removed, never followed, and file systems
 * mounted in it are left alone. What can't be removed does not keep the rest from going.
 *
 * Returns: whether it is gone, which it also is when it was not there
 */
bool
perch_remove_tree (int parent, const char *name)
{
  Removal removal = { 0 };
  struct dirent *entry;
  struct stat stat;
  bool changed;
  DIR *top;

  unlock_folder (parent, name);
  top = open_folder (parent, name);
  if (top == NULL)
    return errno == ENOENT;
  removal.top = dirfd (top);
  if (fstat (removal.top, &stat) == 0)
    removal.device = stat.st_dev;

  do
    {
      changed = false;
      rewinddir (top);
      while ((entry = readdir (top)) != NULL)
        if (!is_dots (entry->d_name))
          changed |= remove_entry (&removal, entry->d_name);
    }
  while (changed);

  closedir (top);
  return unlinkat (parent, name, AT_REMOVEDIR) == 0 || errno == ENOENT;
}
