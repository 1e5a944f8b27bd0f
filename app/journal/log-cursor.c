/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/journal/log-cursor.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/journal/journal-file.h"
#include "app/journal/log-read.h"

#define TIMESTAMP_LENGTH (sizeof "2026-01-31T12:34:56.789Z" - 1)
#define LEVEL_LENGTH (sizeof "warning" - 1)

/* @fd is the file that is being read, -1 when there is none yet. All lines before @offset were
 * returned, or are older than what was asked for. @older_fd is the next older one, -1 when there is
 * none; as long as it is open, no other file can be taken for it. */
struct _PerchLogCursor
{
  char *directory; /* (owned) */
  const char *name;
  PerchLogKind kind;
  char *source; /* (owned) (nullable) */
  PerchLogFilter *filter; /* (owned) (nullable) */
  int fd; /* (owned) */
  int older_fd; /* (owned) */
  goffset offset;
};

/**
 * perch_log_cursor_new:
 * @directory: where the logs are; they need not be there yet
 * @source: (nullable): only lines of this source count
 *
 * Reads the lines of a log that another process writes and rotates. All calls block.
 *
 * Returns: (transfer full): a cursor at the start of the newest file
 */
PerchLogCursor *
perch_log_cursor_new (const char *directory, PerchLogKind kind, const char *source)
{
  PerchLogCursor *self = g_new0 (PerchLogCursor, 1);

  self->directory = g_strdup (directory);
  self->name = kind == PERCH_LOG_TEXT ? PERCH_JOURNAL_TEXT_NAME : PERCH_JOURNAL_JSON_NAME;
  self->kind = kind;
  self->source = g_strdup (source);
  self->fd = -1;
  self->older_fd = -1;
  return self;
}

/**
 * perch_log_cursor_take_filter:
 * @filter: (transfer full): only lines that match it count, from now on
 */
void
perch_log_cursor_take_filter (PerchLogCursor *self, PerchLogFilter *filter)
{
  g_clear_pointer (&self->filter, perch_log_filter_free);
  self->filter = filter;
}

/* @other: (transfer full): what takes its place, -1 for nothing */
static void
replace_fd (int *fd, int other)
{
  if (*fd >= 0)
    close (*fd);
  *fd = other;
}

/**
 * perch_log_cursor_free:
 * @self: (transfer full): a cursor
 */
void
perch_log_cursor_free (PerchLogCursor *self)
{
  g_return_if_fail (self != NULL);

  replace_fd (&self->fd, -1);
  replace_fd (&self->older_fd, -1);
  g_free (self->directory);
  g_free (self->source);
  g_clear_pointer (&self->filter, perch_log_filter_free);
  g_free (self);
}

/* The source stands at the same place in all lines of the text log, and behind the level in those
 * of the JSON log. */
static gboolean
is_from_source (PerchLogCursor *self, const char *line, gsize length)
{
  const char *const key = "\",\"source\":\"";
  const char *source = line + TIMESTAMP_LENGTH + 1 + LEVEL_LENGTH + 1;
  const char *end = line + length;
  gsize source_length;

  if (self->source == NULL)
    return TRUE;

  if (self->kind == PERCH_LOG_JSON)
    {
      source = memmem (line, length, key, strlen (key));
      if (source == NULL)
        return FALSE;
      source += strlen (key);
    }

  source_length = strlen (self->source);
  return source < end && (gsize) (end - source) > source_length &&
         memcmp (source, self->source, source_length) == 0 &&
         source[source_length] == (self->kind == PERCH_LOG_JSON ? '"' : ':');
}

static gboolean
is_wanted_cb (const char *line, gsize length, gpointer user_data)
{
  PerchLogCursor *self = user_data;

  return is_from_source (self, line, length) &&
         (self->filter == NULL || perch_log_filter_match (self->filter, line, length));
}

/* Returns: whether the file of that age is open; %FALSE without @error when there is none */
static gboolean
open_file (PerchLogCursor *self, guint age, int *fd, GError **error)
{
  g_autofree char *path = perch_journal_file_build_path (self->directory, self->name, age);

  *fd = open (path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
  if (*fd < 0 && errno != ENOENT)
    g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "can't read %s: %s", path,
                 g_strerror (errno));
  return *fd >= 0;
}

static gboolean
is_same_file (int fd, int other_fd)
{
  struct stat info;
  struct stat other;

  return fstat (fd, &info) == 0 && fstat (other_fd, &other) == 0 && info.st_ino == other.st_ino &&
         info.st_dev == other.st_dev;
}

static void
reverse (GPtrArray *lines)
{
  for (guint i = 0; i < lines->len / 2; i++)
    {
      gpointer line = lines->pdata[i];

      lines->pdata[i] = lines->pdata[lines->len - 1 - i];
      lines->pdata[lines->len - 1 - i] = line;
    }
}

static void
take_fd (PerchLogCursor *self, int fd, goffset offset)
{
  replace_fd (&self->fd, fd);
  self->offset = offset;
}

/* Finds the files before and behind ours; @older_fd is the one behind it from now on.
 *
 * Returns: whether a newer file than ours is there, which then is open */
static gboolean
find_neighbours (PerchLogCursor *self, int *newer_fd, GError **error)
{
  gboolean found = FALSE;
  int older_fd = -1;
  int fd;

  /* From the newest on: what came before ours in this row is the one that follows it. When ours was
   * removed or moved away, the one that came behind it is still there, and is as good. When both
   * are gone from the row, they were rotated out, and the oldest is the next best. */
  *newer_fd = -1;
  for (guint age = 0; age <= PERCH_JOURNAL_OLD_FILES && older_fd < 0; age++)
    {
      if (!open_file (self, age, &fd, found ? NULL : error))
        break;
      if (self->fd >= 0 && is_same_file (fd, self->fd))
        {
          found = TRUE;
          close (fd);
        }
      else if (found || (self->older_fd >= 0 && is_same_file (fd, self->older_fd)))
        older_fd = fd;
      else
        replace_fd (newer_fd, fd);
      if (self->fd < 0)
        break;
    }
  if (found || older_fd >= 0)
    replace_fd (&self->older_fd, older_fd);
  return *newer_fd >= 0;
}

/**
 * perch_log_cursor_tail:
 * @n_lines: how many lines to return at most
 *
 * Finds the last lines of the log, going back to files that were rotated as far as it takes, and
 * puts the cursor behind them.
 *
 * Returns: (transfer full) (element-type utf8): the lines, oldest first; %NULL on error
 */
GPtrArray *
perch_log_cursor_tail (PerchLogCursor *self, guint n_lines, GError **error)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) local_error = NULL;
  int newer_fd = -1;

  for (guint age = 0; age <= PERCH_JOURNAL_OLD_FILES; age++)
    {
      goffset end_of_lines;
      int fd;

      if (!open_file (self, age, &fd, &local_error))
        break;
      if (newer_fd >= 0 && is_same_file (fd, newer_fd))
        {
          close (fd); /* it was rotated after we had opened it under its newer name */
          continue;
        }

      end_of_lines =
          perch_log_read_backwards (fd, n_lines, is_wanted_cb, self, lines, &local_error);
      if (age == 0)
        take_fd (self, fd, MAX (end_of_lines, 0));
      else if (newer_fd != self->fd)
        close (newer_fd);
      newer_fd = fd;
      if (local_error != NULL || lines->len >= n_lines)
        break;
    }
  if (newer_fd != self->fd)
    close (newer_fd);

  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }
  /* What lies behind ours is known from now on, should ours be removed before anybody reads on. */
  if (find_neighbours (self, &newer_fd, NULL))
    close (newer_fd);
  reverse (lines);
  return g_steal_pointer (&lines);
}

/**
 * perch_log_cursor_more:
 *
 * Reads on from the cursor, over rotations. Call it until it returns no lines.
 *
 * Returns: (transfer full) (element-type utf8): the next lines; %NULL on error
 */
GPtrArray *
perch_log_cursor_more (PerchLogCursor *self, GError **error)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) local_error = NULL;

  while (lines->len == 0 && local_error == NULL)
    {
      struct stat info;
      gboolean read_on = FALSE;
      int newer_fd;
      /* First this, then read: what is no longer the newest file is not written to any more. */
      gboolean rotated = find_neighbours (self, &newer_fd, &local_error);

      if (self->fd >= 0 && fstat (self->fd, &info) == 0 && info.st_size < self->offset)
        self->offset = 0; /* somebody has emptied it */

      if (local_error == NULL && self->fd >= 0)
        read_on = perch_log_read_forwards (self->fd, &self->offset, is_wanted_cb, self, lines,
                                           &local_error);
      if (rotated && !read_on && local_error == NULL)
        take_fd (self, newer_fd, 0);
      else if (rotated)
        close (newer_fd);
      else if (!read_on)
        break;
    }

  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }
  return g_steal_pointer (&lines);
}
