/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/journal/journal-file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* @fd is -1 while the file is not open. @size is what the open file holds. */
struct _PerchJournalFile
{
  char *directory; /* (owned) */
  char *name; /* (owned) */
  char *path; /* (owned) */
  gsize max_bytes;
  int fd; /* (owned) */
  gsize size;
};

/**
 * perch_journal_file_build_path:
 * @name: base name of the log
 * @age: 0 for the file that is written to, up to %PERCH_JOURNAL_OLD_FILES for the oldest one
 *
 * Returns: (transfer full): the path
 */
char *
perch_journal_file_build_path (const char *directory, const char *name, guint age)
{
  g_autofree char *old_name = NULL;

  if (age > 0)
    old_name = g_strdup_printf ("%s.%u", name, age);
  return g_build_filename (directory, old_name != NULL ? old_name : name, NULL);
}

/**
 * perch_journal_file_new:
 * @directory: created, for the user alone, when it is not there
 * @max_bytes: when a file would grow beyond that it is renamed, and a new one begun
 *
 * A log file that is only appended to, and rotated by renaming: NAME, NAME.1, … NAME.4. Nothing is
 * opened before something is written. All calls for one file must come from one thread at a time;
 * they block.
 *
 * Returns: (transfer full): a log file, to be freed with perch_journal_file_free()
 */
PerchJournalFile *
perch_journal_file_new (const char *directory, const char *name, gsize max_bytes)
{
  PerchJournalFile *self = g_new0 (PerchJournalFile, 1);

  self->directory = g_strdup (directory);
  self->name = g_strdup (name);
  self->path = perch_journal_file_build_path (directory, name, 0);
  self->max_bytes = max_bytes;
  self->fd = -1;
  return self;
}

static void
close_file (PerchJournalFile *self)
{
  if (self->fd >= 0)
    close (self->fd);
  self->fd = -1;
  self->size = 0;
}

/**
 * perch_journal_file_free:
 * @self: (transfer full): a log file
 */
void
perch_journal_file_free (PerchJournalFile *self)
{
  g_return_if_fail (self != NULL);

  close_file (self);
  g_free (self->directory);
  g_free (self->name);
  g_free (self->path);
  g_free (self);
}

static gboolean
fail (GError **error, const char *what, const char *path)
{
  int saved_errno = errno;

  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (saved_errno), "can't %s %s: %s", what,
               path, saved_errno == ELOOP ? "it is a symbolic link" : g_strerror (saved_errno));
  return FALSE;
}

/* Perch may have been killed within a line; the next one then starts on a line of its own. */
static gboolean
end_last_line (PerchJournalFile *self, GError **error)
{
  char last = '\n';

  if (self->size > 0 && pread (self->fd, &last, 1, self->size - 1) < 0)
    return fail (error, "read", self->path);
  if (last == '\n')
    return TRUE;
  if (write (self->fd, "\n", 1) < 0)
    return fail (error, "write", self->path);
  self->size++;
  return TRUE;
}

static gboolean
open_file (PerchJournalFile *self, GError **error)
{
  /* O_NONBLOCK is for a FIFO in its place, which would hold us up for ever. */
  const int flags = O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY | O_NONBLOCK;
  struct stat info;

  if (g_mkdir_with_parents (self->directory, 0700) < 0)
    return fail (error, "make the directory", self->directory);

  self->fd = open (self->path, flags, 0600);
  if (self->fd < 0)
    return fail (error, "open", self->path);

  if (fstat (self->fd, &info) < 0)
    {
      fail (error, "look at", self->path);
    }
  else if (!S_ISREG (info.st_mode))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_REGULAR_FILE,
                   "can't write %s: it is not a regular file", self->path);
    }
  else
    {
      self->size = info.st_size;
      if ((info.st_mode & 0077) != 0)
        fchmod (self->fd, 0600); /* fails for a file of somebody else, which then stays as it is */
      if (end_last_line (self, error))
        return TRUE;
    }

  close_file (self);
  return FALSE;
}

/* Somebody may have removed or renamed the file, and what we write would not be found; or emptied
 * it, and it is as good as another one. */
static void
close_if_gone (PerchJournalFile *self)
{
  struct stat ours;
  struct stat theirs;

  if (self->fd >= 0 && (fstat (self->fd, &ours) < 0 || lstat (self->path, &theirs) < 0 ||
                        ours.st_ino != theirs.st_ino || ours.st_dev != theirs.st_dev ||
                        ours.st_size < (goffset) self->size))
    close_file (self);
}

/* The oldest file is removed first, rather than replaced by a rename: ext4 takes that for an atomic
 * save, and has it wait until the file that was renamed is on the disk. */
static gboolean
rotate (PerchJournalFile *self, GError **error)
{
  g_autofree char *oldest = NULL;

  oldest = perch_journal_file_build_path (self->directory, self->name, PERCH_JOURNAL_OLD_FILES);
  if (unlink (oldest) < 0 && errno != ENOENT)
    return fail (error, "remove", oldest);

  for (guint age = PERCH_JOURNAL_OLD_FILES; age > 0; age--)
    {
      g_autofree char *from = perch_journal_file_build_path (self->directory, self->name, age - 1);
      g_autofree char *to = perch_journal_file_build_path (self->directory, self->name, age);

      if (rename (from, to) < 0 && errno != ENOENT)
        return fail (error, "rename", from);
    }
  close_file (self);
  return TRUE;
}

/* Returns: where the line begins that the byte at @offset belongs to */
static gsize
find_line (const char *lines, gsize offset)
{
  const char *line_end = memrchr (lines, '\n', offset);

  return line_end != NULL ? line_end + 1 - lines : 0;
}

/* How many of the bytes from @offset on still fit into the file without tearing a line; 0 when none
 * do. */
static gsize
fitting (PerchJournalFile *self, const char *lines, gsize length, gsize offset)
{
  const char *rest = lines + offset;
  gsize room = self->size < self->max_bytes ? self->max_bytes - self->size : 0;
  /* A line may be longer than a file may be, and ends in the file that it has begun in. */
  gboolean must = self->size == 0 || find_line (lines, offset) != offset;
  const char *line_end;

  length -= offset;
  if (length <= room)
    return length;

  line_end = memrchr (rest, '\n', room);
  if (line_end == NULL && must)
    line_end = memchr (rest, '\n', length);
  if (line_end != NULL)
    return line_end + 1 - rest;
  return must ? length : 0;
}

static gboolean
write_piece (
    PerchJournalFile *self, const char *bytes, gsize length, gsize *n_written, GError **error)
{
  while (length > 0)
    {
      gssize n = write (self->fd, bytes, length);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return fail (error, "write", self->path);
      bytes += n;
      length -= n;
      self->size += n;
      *n_written += n;
    }
  return TRUE;
}

/**
 * perch_journal_file_write:
 * @lines: (array length=length): whole lines; after an error the same ones
 * @n_written: (inout): how many bytes of them are written already, also when it fails
 *
 * Appends @lines, and rotates between two of them where the file is full. A line that a full disk
 * has torn goes on where it was torn; when the file is no longer the one that has its first part,
 * it is written as a whole.
 *
 * Returns: whether all was written; else @error (#GIOErrorEnum) says what could not be done to
 *   which file, and why
 */
gboolean
perch_journal_file_write (
    PerchJournalFile *self, const char *lines, gsize length, gsize *n_written, GError **error)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (n_written != NULL, FALSE);

  close_if_gone (self);
  if (self->fd < 0)
    *n_written = find_line (lines, *n_written);
  while (*n_written < length)
    {
      gsize piece;

      if (self->fd < 0 && !open_file (self, error))
        return FALSE;

      piece = fitting (self, lines, length, *n_written);
      if (piece == 0)
        {
          if (!rotate (self, error))
            return FALSE;
          continue;
        }
      if (!write_piece (self, lines + *n_written, piece, n_written, error))
        return FALSE;
    }
  return TRUE;
}
