/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/journal/log-read.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#define BLOCK_BYTES (64 * 1024)
#define LONGEST_LINE (8 * 1024 * 1024) /* a message of 1 MiB, all of it escaped */

static gboolean
read_at (int fd, GByteArray *bytes, gsize length, goffset offset, GError **error)
{
  gsize used = bytes->len;
  gssize n;

  g_byte_array_set_size (bytes, used + length);
  do
    n = pread (fd, bytes->data + used, length, offset);
  while (n < 0 && errno == EINTR);

  g_byte_array_set_size (bytes, used + MAX (n, 0));
  if (n < 0)
    g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "can't read the log: %s",
                 g_strerror (errno));
  return n >= 0;
}

/**
 * perch_log_read_backwards:
 * @fd: an open log
 * @n_lines: how many lines are to be in @lines
 * @is_wanted: which lines count
 * @lines: (element-type utf8): gets them, behind those that it has, the newest first
 * @error: return location for a #GIOErrorEnum
 *
 * Reads the log from its end until @lines has @n_lines, or it has no more, and at least until it
 * has found a whole line. Blocks.
 *
 * Returns: where the last whole line of the file ends; -1 on error
 */
goffset
perch_log_read_backwards (int fd,
                          guint n_lines,
                          PerchLogLineFunc is_wanted,
                          gpointer user_data,
                          GPtrArray *lines,
                          GError **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new (); /* of a line that a block has torn */
  goffset start = lseek (fd, 0, SEEK_END);
  goffset end_of_lines = 0;

  while (start > 0 && (end_of_lines == 0 || lines->len < n_lines) && bytes->len < LONGEST_LINE)
    {
      g_autoptr (GByteArray) block = g_byte_array_new ();
      gsize length = MIN (start, BLOCK_BYTES);
      const char *text;
      const char *line_end;

      start -= length;
      if (!read_at (fd, block, length, start, error))
        return -1;
      g_byte_array_append (block, bytes->data, bytes->len);
      text = (const char *) block->data;

      line_end = memrchr (text, '\n', block->len);
      if (line_end != NULL && end_of_lines == 0)
        end_of_lines = start + (line_end + 1 - text);
      while (line_end != NULL && lines->len < n_lines)
        {
          const char *before = memrchr (text, '\n', line_end - text);
          const char *line = before != NULL ? before + 1 : text;

          if (before == NULL && start > 0)
            break; /* the line starts in an earlier block */
          if (is_wanted (line, line_end - line, user_data))
            g_ptr_array_add (lines, g_strndup (line, line_end - line));
          line_end = before;
        }

      g_byte_array_set_size (bytes, 0);
      if (line_end != NULL)
        g_byte_array_append (bytes, block->data, line_end + 1 - text);
      else if (end_of_lines == 0)
        g_byte_array_append (bytes, block->data, block->len);
    }
  return end_of_lines;
}

/**
 * perch_log_read_forwards:
 * @fd: an open log
 * @offset: (inout): where to read on; what was read is added to it
 * @is_wanted: which lines count
 * @lines: (element-type utf8): gets them, behind those that it has, the oldest first
 * @error: return location for a #GIOErrorEnum
 *
 * Reads the whole lines from @offset on, as far as a block or two hold them. Blocks.
 *
 * Returns: whether there was any whole line; %FALSE on error
 */
gboolean
perch_log_read_forwards (int fd,
                         goffset *offset,
                         PerchLogLineFunc is_wanted,
                         gpointer user_data,
                         GPtrArray *lines,
                         GError **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  const char *text = NULL;
  const char *last_end = NULL;
  const char *line;

  while (last_end == NULL)
    {
      gsize used = bytes->len;

      if (!read_at (fd, bytes, BLOCK_BYTES, *offset + used, error))
        return FALSE;
      if (bytes->len == used)
        return FALSE;
      text = (const char *) bytes->data;
      last_end = memrchr (text + used, '\n', bytes->len - used);
      if (last_end == NULL && bytes->len >= LONGEST_LINE)
        last_end = text + bytes->len - 1; /* no line of ours; it must not fill the memory */
    }

  line = text;
  while (line <= last_end)
    {
      const char *line_end = memchr (line, '\n', last_end + 1 - line);

      if (line_end == NULL)
        line_end = last_end;
      if (is_wanted (line, line_end - line, user_data))
        g_ptr_array_add (lines, g_strndup (line, line_end - line));
      line = line_end + 1;
    }
  *offset += last_end + 1 - text;
  return TRUE;
}
