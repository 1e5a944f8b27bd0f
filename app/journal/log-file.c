/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/journal/log-file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define BLOCK_BYTES (256 * 1024)
#define PIECE_BYTES 1024 /* more than most lines have */
#define LONGEST_LINE (8 * 1024 * 1024) /* a message of 1 MiB, all of it escaped */

/* A file of the log that another thread, or process, writes to and renames. It stays the same file,
 * and can be read, whatever happens to its name. Several threads may read it at the same time. */
struct _PerchLogFile
{
  gatomicrefcount ref_count;
  int fd; /* (owned) */
  dev_t device;
  ino_t inode;
};

/**
 * perch_log_rows_new:
 * @end: where to begin in the file
 *
 * Returns: (transfer full): no rows
 */
PerchLogRows *
perch_log_rows_new (goffset end)
{
  PerchLogRows *self = g_new0 (PerchLogRows, 1);

  self->starts = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->found = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->end = end;
  return self;
}

/**
 * perch_log_rows_free:
 * @self: (transfer full): rows
 */
void
perch_log_rows_free (PerchLogRows *self)
{
  g_return_if_fail (self != NULL);

  g_array_unref (self->starts);
  g_array_unref (self->found);
  g_free (self);
}

/**
 * perch_log_rows_append:
 * @more: what was found behind the end of @self
 */
void
perch_log_rows_append (PerchLogRows *self, const PerchLogRows *more)
{
  guint n_before = 0;

  g_return_if_fail (self != NULL);
  g_return_if_fail (more != NULL && more->end >= self->end);

  n_before = self->starts->len;
  g_array_append_vals (self->starts, more->starts->data, more->starts->len);
  for (guint i = 0; i < more->found->len; i++)
    {
      guint32 row = n_before + g_array_index (more->found, guint32, i);

      g_array_append_val (self->found, row);
    }
  self->end = more->end;
}

/**
 * perch_log_file_open:
 * @path: (type filename): a log
 *
 * Blocks, as all that follows does.
 *
 * Returns: (transfer full) (nullable): the file; %NULL on error (#GIOErrorEnum), and without @error
 *   when there is none
 */
PerchLogFile *
perch_log_file_open (const char *path, GError **error)
{
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
  PerchLogFile *self = NULL;
  struct stat info = { 0 };

  if (fd < 0 && errno == ENOENT)
    return NULL;
  if (fd < 0 || fstat (fd, &info) < 0)
    {
      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "can't read %s: %s", path,
                   g_strerror (errno));
      if (fd >= 0)
        close (fd);
      return NULL;
    }
  self = g_new0 (PerchLogFile, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->fd = fd;
  self->device = info.st_dev;
  self->inode = info.st_ino;
  return self;
}

/**
 * perch_log_file_ref:
 *
 * Returns: (transfer full): @self
 */
PerchLogFile *
perch_log_file_ref (PerchLogFile *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

/**
 * perch_log_file_unref:
 * @self: (transfer full): a file
 */
void
perch_log_file_unref (PerchLogFile *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  close (self->fd);
  g_free (self);
}

/**
 * perch_log_file_is_same:
 *
 * Returns: whether they are the same file, under whatever names
 */
gboolean
perch_log_file_is_same (const PerchLogFile *self, const PerchLogFile *other)
{
  return self->device == other->device && self->inode == other->inode;
}

/**
 * perch_log_file_get_size:
 *
 * Returns: how long it is at this moment
 */
goffset
perch_log_file_get_size (const PerchLogFile *self)
{
  struct stat info = { 0 };

  return fstat (self->fd, &info) == 0 ? info.st_size : 0;
}

/* Returns: how many bytes were read, less than @length at the end of the file; -1 on error */
static gssize
read_at (PerchLogFile *self, char *bytes, gsize length, goffset offset, GError **error)
{
  gsize done = 0;

  while (done < length)
    {
      gssize n = pread (self->fd, bytes + done, length - done, offset + (goffset) done);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        {
          g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "can't read the log: %s",
                       g_strerror (errno));
          return -1;
        }
      if (n == 0)
        break;
      done += (gsize) n;
    }
  return (gssize) done;
}

/* Adds the wanted ones of the whole lines in @bytes, which lie at the end of @rows.
 * Returns: the length of those lines */
static gsize
scan_bytes (const PerchLogQuery *query, PerchLogRows *rows, const char *bytes, gsize length)
{
  const char *line = bytes;
  const char *end = bytes + length;

  for (;;)
    {
      const char *line_end = memchr (line, '\n', (gsize) (end - line));
      guint32 row = rows->starts->len;
      guint32 start = (guint32) (rows->end + (line - bytes));

      if (line_end == NULL)
        return (gsize) (line - bytes);
      if (perch_log_query_wants (query, line, (gsize) (line_end - line)))
        {
          g_array_append_val (rows->starts, start);
          if (perch_log_query_find (query, line, (gsize) (line_end - line)))
            g_array_append_val (rows->found, row);
        }
      line = line_end + 1;
    }
}

/**
 * perch_log_file_scan:
 * @query: which lines are wanted
 * @rows: gets them, from its end on
 *
 * Looks at the lines that have come since, as far as they are whole. A line that is longer than any
 * of Perch's is looked at in parts, and what lies beyond 4 GiB not at all.
 *
 * Returns: whether it got to the end; else @error (#GIOErrorEnum)
 */
gboolean
perch_log_file_scan (PerchLogFile *self,
                     const PerchLogQuery *query,
                     PerchLogRows *rows,
                     GCancellable *cancellable,
                     GError **error)
{
  g_autofree char *bytes = NULL;
  gsize room = BLOCK_BYTES;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (query != NULL, FALSE);
  g_return_val_if_fail (rows != NULL, FALSE);

  bytes = g_malloc (room);
  while (rows->end < (goffset) G_MAXUINT32)
    {
      gssize n = 0;
      gsize looked_at = 0;

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      n = read_at (self, bytes, room, rows->end, error);
      if (n < 0)
        return FALSE;
      looked_at = scan_bytes (query, rows, bytes, (gsize) n);
      if (looked_at == 0 && (gsize) n == LONGEST_LINE)
        looked_at = (gsize) n;
      rows->end += (goffset) looked_at;
      if ((gsize) n < room)
        return TRUE;
      if (looked_at == 0)
        {
          room = MIN (2 * room, LONGEST_LINE);
          bytes = g_realloc (bytes, room);
        }
    }
  return TRUE;
}

/**
 * perch_log_file_read_line:
 * @start: where it begins
 * @max_bytes: what is longer is cut there, before a character
 * @line: gets it, without its end, as valid UTF-8
 *
 * Returns: whether it could be read; else @error (#GIOErrorEnum)
 */
gboolean
perch_log_file_read_line (
    PerchLogFile *self, guint32 start, gsize max_bytes, GString *line, GError **error)
{
  const char *end = NULL;
  gsize wanted = PIECE_BYTES;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (line != NULL, FALSE);

  for (;;)
    {
      gssize n = 0;

      wanted = MIN (wanted, max_bytes);
      g_string_set_size (line, wanted);
      n = read_at (self, line->str, wanted, start, error);
      if (n < 0)
        return FALSE;
      g_string_truncate (line, (gsize) n);
      end = memchr (line->str, '\n', line->len);
      if (end != NULL || (gsize) n < wanted || wanted == max_bytes)
        break;
      wanted *= 4;
    }
  if (end != NULL)
    g_string_truncate (line, (gsize) (end - line->str));
  /* The cut may have gone through a character; elsewhere, Perch writes valid text. */
  if (!g_utf8_validate_len (line->str, line->len, &end))
    {
      if (end + 4 > line->str + line->len)
        g_string_truncate (line, (gsize) (end - line->str));
      else
        {
          g_autofree char *valid = g_utf8_make_valid (line->str, (gssize) line->len);

          g_string_assign (line, valid);
        }
    }
  return TRUE;
}
