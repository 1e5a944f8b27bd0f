/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/line-buffer.h"

#include <string.h>

#include "backend-manager/utf8.h"

#define BYTE_ORDER_MARK "\xef\xbb\xbf"
#define BASE_CAPACITY (128 * 1024)
#define BATCH_LINES 256

/* The bytes from @start to @end are not handed over yet; those before @scanned hold no line end.
 * @end is less than @capacity, so that a NUL fits behind a last line that nothing ends.
 * While @skipping, what comes is the rest of a line that was too long, up to its end.
 * @lines and @repaired belong to the latest batch. */
struct _PerchLineBuffer
{
  char *bytes; /* (owned) */
  gsize capacity;
  gsize start;
  gsize scanned;
  gsize end;
  gboolean at_start; /* of the stream, where a byte order mark may stand */
  gboolean skipping;
  GPtrArray *repaired; /* (owned) (element-type utf8): texts of @lines that were not valid */
  PerchLine lines[BATCH_LINES];
};

/**
 * perch_line_buffer_new:
 *
 * Cuts a stream of bytes into lines: room for bytes is reserved, filled and committed, and the
 * lines that are then whole are taken out in batches.
 *
 * A line ends with LF or CR LF. A byte order mark at the start of the stream is skipped, each byte
 * that is not part of valid UTF-8 becomes U+FFFD, and of a line over 1 MiB the start is handed
 * over, up to the last character that fits.
 *
 * Returns: (transfer full): an empty buffer, to be freed with perch_line_buffer_free()
 */
PerchLineBuffer *
perch_line_buffer_new (void)
{
  PerchLineBuffer *self = g_new0 (PerchLineBuffer, 1);

  self->at_start = TRUE;
  self->repaired = g_ptr_array_new_with_free_func (g_free);
  perch_line_buffer_reserve (self, 0);
  return self;
}

/**
 * perch_line_buffer_free:
 * @self: (transfer full): a buffer
 */
void
perch_line_buffer_free (PerchLineBuffer *self)
{
  g_return_if_fail (self != NULL);

  g_ptr_array_unref (self->repaired);
  g_free (self->bytes);
  g_free (self);
}

/**
 * perch_line_buffer_reserve:
 * @room: how many bytes will be written at most
 *
 * Makes the buffer as large as it now has to be, which after a long line means smaller. The lines
 * of the latest batch are no longer valid.
 *
 * Returns: (transfer none): where to write; call perch_line_buffer_commit() then
 */
char *
perch_line_buffer_reserve (PerchLineBuffer *self, gsize room)
{
  gsize waiting = self->end - self->start;
  gsize capacity = BASE_CAPACITY;

  if (self->start > 0)
    {
      memmove (self->bytes, self->bytes + self->start, waiting);
      self->scanned -= self->start;
      self->start = 0;
      self->end = waiting;
    }

  while (capacity < waiting + room + 1)
    capacity *= 2;
  if (capacity != self->capacity)
    {
      self->bytes = g_realloc (self->bytes, capacity);
      self->capacity = capacity;
    }
  return self->bytes + self->end;
}

/**
 * perch_line_buffer_commit:
 * @length: how many bytes were written to where perch_line_buffer_reserve() said
 */
void
perch_line_buffer_commit (PerchLineBuffer *self, gsize length)
{
  g_return_if_fail (length < self->capacity - self->end);

  self->end += length;
}

/* @text is in our buffer, with at least one byte behind @length that may be overwritten. */
static void
set_line (PerchLineBuffer *self, PerchLine *line, char *text, gsize length)
{
  gsize kept;

  if (self->at_start && length >= strlen (BYTE_ORDER_MARK) &&
      memcmp (text, BYTE_ORDER_MARK, strlen (BYTE_ORDER_MARK)) == 0)
    {
      text += strlen (BYTE_ORDER_MARK);
      length -= strlen (BYTE_ORDER_MARK);
    }
  self->at_start = FALSE;

  if (length > 0 && text[length - 1] == '\r')
    length--;
  kept = perch_utf8_cut (text, length, PERCH_LINE_MAX_BYTES);
  text[kept] = '\0';
  *line = (PerchLine){ .text = text, .length = kept, .truncated = kept < length };

  if (perch_utf8_valid_prefix (text, kept) < kept)
    {
      GString *repaired = perch_utf8_repair (text, kept);
      gsize fits = perch_utf8_cut (repaired->str, repaired->len, PERCH_LINE_MAX_BYTES);

      line->truncated = line->truncated || fits < repaired->len;
      g_string_truncate (repaired, fits);
      line->length = repaired->len;
      line->text = g_string_free (repaired, FALSE);
      g_ptr_array_add (self->repaired, (gpointer) line->text);
    }
}

/* What is left is the start of a line. One byte more than a line may have is still waited for: it
 * may be the CR of the line end.
 * Returns: whether the line is too long, and its start is in @line */
static gboolean
bound_open_line (PerchLineBuffer *self, PerchLine *line)
{
  gboolean too_long = !self->skipping && self->end - self->start > PERCH_LINE_MAX_BYTES + 1;

  self->scanned = self->end;
  if (too_long)
    {
      set_line (self, line, self->bytes + self->start, self->end - self->start);
      self->skipping = TRUE;
    }
  if (self->skipping)
    self->start = self->end;
  return too_long;
}

/**
 * perch_line_buffer_next:
 * @lines: (out) (transfer none) (array): a batch of lines, valid until the next call for @self
 *
 * Returns: how many lines are in @lines; 0 when no whole line is left
 */
gsize
perch_line_buffer_next (PerchLineBuffer *self, const PerchLine **lines)
{
  gsize n_lines = 0;

  g_return_val_if_fail (lines != NULL, 0);

  g_ptr_array_set_size (self->repaired, 0);
  while (n_lines < BATCH_LINES)
    {
      char *line = self->bytes + self->start;
      char *newline = memchr (self->bytes + self->scanned, '\n', self->end - self->scanned);

      if (newline == NULL)
        {
          n_lines += bound_open_line (self, &self->lines[n_lines]);
          break;
        }
      if (!self->skipping)
        set_line (self, &self->lines[n_lines++], line, newline - line);
      self->skipping = FALSE;
      self->start = self->scanned = newline + 1 - self->bytes;
    }

  *lines = self->lines;
  return n_lines;
}

/**
 * perch_line_buffer_has_rest:
 *
 * Returns: whether perch_line_buffer_next() has not looked at all there is; it may find a line
 */
gboolean
perch_line_buffer_has_rest (PerchLineBuffer *self)
{
  return self->scanned < self->end;
}

/**
 * perch_line_buffer_finish:
 * @lines: (out) (transfer none) (array): the last line, valid until the next call for @self
 *
 * To be called at the end of the stream, when perch_line_buffer_next() has no line any more.
 *
 * Returns: 1 when the stream ended within a line, else 0
 */
gsize
perch_line_buffer_finish (PerchLineBuffer *self, const PerchLine **lines)
{
  gsize n_lines = 0;

  g_return_val_if_fail (lines != NULL, 0);

  g_ptr_array_set_size (self->repaired, 0);
  if (!self->skipping && self->end > self->start)
    set_line (self, &self->lines[n_lines++], self->bytes + self->start, self->end - self->start);
  self->start = self->scanned = self->end;

  *lines = self->lines;
  return n_lines;
}

/**
 * perch_line_buffer_get_capacity:
 *
 * Returns: how many bytes of memory the buffer holds at the moment
 */
gsize
perch_line_buffer_get_capacity (PerchLineBuffer *self)
{
  return self->capacity;
}
