/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/output-ring.h"

#include <string.h>

#include "backend-manager/utf8.h"

#define MIN_BYTES 1024
#define ALL_STREAMS -1

/* Stands before each line in the ring. */
typedef struct
{
  gint64 when_us;
  guint32 length;
  guint32 stream;
} Header;

/* Lines lie one behind the other in @bytes, each with its header and padded so that the next
 * header is aligned, none of them in two pieces. Either @oldest <= @next, and the lines fill that
 * range; or the range has wrapped, and they fill @oldest to @wrap and 0 to @next. @wrap is
 * @capacity in the first case. When @n_lines is 0, all three are at their start. */
struct _PerchOutputRing
{
  char *bytes; /* (owned) */
  gsize capacity;
  gsize oldest;
  gsize next;
  gsize wrap;
  guint n_lines[2]; /* a stream */
};

static gsize
space_for (gsize length)
{
  const gsize mask = G_ALIGNOF (Header) - 1;

  return sizeof (Header) + ((length + mask) & ~mask);
}

static guint
count_lines (PerchOutputRing *self, int stream)
{
  return stream == ALL_STREAMS ? self->n_lines[0] + self->n_lines[1] : self->n_lines[stream];
}

static gsize
offset_after (PerchOutputRing *self, gsize offset, const Header *header)
{
  offset += space_for (header->length);
  return offset == self->wrap ? 0 : offset;
}

static Header
read_header (PerchOutputRing *self, gsize offset)
{
  Header header;

  memcpy (&header, self->bytes + offset, sizeof header);
  return header;
}

static void
drop_oldest (PerchOutputRing *self)
{
  Header header = read_header (self, self->oldest);

  self->oldest = offset_after (self, self->oldest, &header);
  if (self->oldest == 0)
    self->wrap = self->capacity;
  self->n_lines[header.stream]--;
  if (count_lines (self, ALL_STREAMS) == 0)
    perch_output_ring_clear (self);
}

/* Finds room for @size bytes at @next, at the cost of the oldest lines. */
static void
make_room (PerchOutputRing *self, gsize size)
{
  if (self->capacity - self->next < size)
    {
      /* Whatever lies between here and the end is older than what lies at the start. */
      while (count_lines (self, ALL_STREAMS) > 0 && self->oldest >= self->next)
        drop_oldest (self);
      if (count_lines (self, ALL_STREAMS) > 0)
        {
          self->wrap = self->next;
          self->next = 0;
        }
    }

  while (count_lines (self, ALL_STREAMS) > 0 && self->oldest >= self->next &&
         self->oldest - self->next < size)
    drop_oldest (self);
}

/**
 * perch_output_ring_new:
 * @max_bytes: how much memory the lines may take, at least 1 KiB
 *
 * Keeps the latest lines of a backend. The memory is reserved at once and used as lines come.
 *
 * Returns: (transfer full): an empty ring, to be freed with perch_output_ring_free()
 */
PerchOutputRing *
perch_output_ring_new (gsize max_bytes)
{
  PerchOutputRing *self = g_new0 (PerchOutputRing, 1);

  self->capacity = MAX (max_bytes, MIN_BYTES) & ~(G_ALIGNOF (Header) - 1);
  self->bytes = g_malloc (self->capacity);
  perch_output_ring_clear (self);
  return self;
}

/**
 * perch_output_ring_free:
 * @self: (transfer full): a ring
 */
void
perch_output_ring_free (PerchOutputRing *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->bytes);
  g_free (self);
}

/**
 * perch_output_ring_add:
 * @when_us: when it came, in a clock of the caller's choice
 * @text: (array length=length): valid UTF-8
 *
 * Adds a line; the oldest ones make room for it. Of a line that would take more than a quarter of
 * the ring, the start is kept, so that one long line does not push out all others.
 */
void
perch_output_ring_add (
    PerchOutputRing *self, PerchStream stream, gint64 when_us, const char *text, gsize length)
{
  Header header = { .when_us = when_us, .stream = stream };

  g_return_if_fail (self != NULL);
  g_return_if_fail (stream <= PERCH_STREAM_STDERR);
  g_return_if_fail (text != NULL || length == 0);

  header.length = perch_utf8_cut (text, length, self->capacity / 4 - sizeof header);
  make_room (self, space_for (header.length));
  memcpy (self->bytes + self->next, &header, sizeof header);
  if (header.length > 0)
    memcpy (self->bytes + self->next + sizeof header, text, header.length);
  self->next += space_for (header.length);
  self->n_lines[stream]++;
}

static void
visit (PerchOutputRing *self,
       int stream,
       guint max_lines,
       PerchOutputRingFunc func,
       gpointer user_data)
{
  guint n_lines = count_lines (self, ALL_STREAMS);
  guint n_matching = count_lines (self, stream);
  gsize offset = self->oldest;

  for (guint i = 0; i < n_lines; i++)
    {
      Header header = read_header (self, offset);

      if (stream == ALL_STREAMS || (guint32) stream == header.stream)
        {
          if (n_matching <= max_lines)
            func (header.stream, header.when_us, self->bytes + offset + sizeof header,
                  header.length, user_data);
          n_matching--;
        }
      offset = offset_after (self, offset, &header);
    }
}

/* A NUL byte, which would end the string, is shown like a byte that is not UTF-8. */
static void
append_copy (PerchStream stream, gint64 when_us, const char *text, gsize length, gpointer user_data)
{
  GString *copy = g_string_sized_new (length);
  const char *end = text + length;
  const char *nul = NULL;

  while ((nul = memchr (text, '\0', (gsize) (end - text))) != NULL)
    {
      g_string_append_len (copy, text, nul - text);
      g_string_append_unichar (copy, 0xfffd);
      text = nul + 1;
    }
  g_string_append_len (copy, text, end - text);
  g_ptr_array_add (user_data, g_string_free (copy, FALSE));
}

static GStrv
dup_lines (PerchOutputRing *self, int stream, guint max_lines)
{
  g_autoptr (GPtrArray) lines = NULL;

  lines = g_ptr_array_sized_new (MIN (count_lines (self, stream), max_lines) + 1);
  visit (self, stream, max_lines, append_copy, lines);
  g_ptr_array_add (lines, NULL);
  return (GStrv) g_ptr_array_steal (lines, NULL);
}

/**
 * perch_output_ring_foreach:
 * @max_lines: how many of the latest lines to visit
 * @func: (scope call): called for each of them, oldest first
 */
void
perch_output_ring_foreach (PerchOutputRing *self,
                           guint max_lines,
                           PerchOutputRingFunc func,
                           gpointer user_data)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (func != NULL);

  visit (self, ALL_STREAMS, max_lines, func, user_data);
}

/**
 * perch_output_ring_tail:
 *
 * Returns: (transfer full): the latest @max_lines lines, oldest first, with U+FFFD for each
 *   NUL byte
 */
GStrv
perch_output_ring_tail (PerchOutputRing *self, guint max_lines)
{
  g_return_val_if_fail (self != NULL, NULL);

  return dup_lines (self, ALL_STREAMS, max_lines);
}

/**
 * perch_output_ring_tail_stream:
 *
 * Returns: (transfer full): the latest @max_lines lines of @stream, oldest first, as
 *   perch_output_ring_tail() gives them
 */
GStrv
perch_output_ring_tail_stream (PerchOutputRing *self, PerchStream stream, guint max_lines)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (stream <= PERCH_STREAM_STDERR, NULL);

  return dup_lines (self, stream, max_lines);
}

/**
 * perch_output_ring_clear:
 *
 * Forgets all lines.
 */
void
perch_output_ring_clear (PerchOutputRing *self)
{
  g_return_if_fail (self != NULL);

  self->oldest = 0;
  self->next = 0;
  self->wrap = self->capacity;
  self->n_lines[PERCH_STREAM_STDOUT] = 0;
  self->n_lines[PERCH_STREAM_STDERR] = 0;
}
