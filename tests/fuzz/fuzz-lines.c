/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

/* Whatever the bytes are and however they come in pieces (the first byte says how large they are),
 * the lines are valid, none is too long, and they are the same as when all comes at once. */

#include <string.h>

#include "backend-manager/line-buffer.h"
#include "backend-manager/utf8.h"
#include "pieces.h"

int LLVMFuzzerTestOneInput (const guint8 *data, size_t size);

static void
collect (GByteArray *all, const PerchLine *lines, gsize n_lines)
{
  for (gsize i = 0; i < n_lines; i++)
    {
      const PerchLine *line = &lines[i];

      if (line->length > PERCH_LINE_MAX_BYTES || line->text[line->length] != '\0' ||
          perch_utf8_valid_prefix (line->text, line->length) != line->length)
        g_error ("A line is too long or not valid");
      g_byte_array_append (all, (const guint8 *) line->text, line->length);
      g_byte_array_append (all, (const guint8 *) "\n", 1);
    }
}

static GByteArray *
split (const guint8 *data, gsize size, gsize step)
{
  g_autoptr (PerchLineBuffer) buffer = perch_line_buffer_new ();
  GByteArray *all = g_byte_array_new ();
  const PerchLine *lines;
  gsize n_lines;

  while (size > 0)
    {
      gsize piece = MIN (step, size);

      memcpy (perch_line_buffer_reserve (buffer, piece), data, piece);
      perch_line_buffer_commit (buffer, piece);
      while ((n_lines = perch_line_buffer_next (buffer, &lines)) > 0)
        collect (all, lines, n_lines);
      data += piece;
      size -= piece;
    }
  n_lines = perch_line_buffer_finish (buffer, &lines);
  collect (all, lines, n_lines);
  return all;
}

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  pieces_check (data, size, split);
  return 0;
}
