/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

/* Whatever a client sends and however it comes in pieces (the first byte says how large they are),
 * what is heard is within the limits, and it is the same as when all comes at once. */

#include "app/server/frame-reader.h"
#include "app/server/frame.h"
#include "backend-manager/utf8.h"
#include "pieces.h"

int LLVMFuzzerTestOneInput (const guint8 *data, size_t size);

static gboolean
is_control (PerchHeardKind kind)
{
  return kind == PERCH_HEARD_PING || kind == PERCH_HEARD_PONG;
}

static void
collect (GByteArray *all, const PerchHeard *heard)
{
  const guint32 header[] = { heard->kind, heard->code, (guint32) heard->length };
  gsize max = is_control (heard->kind) ? PERCH_FRAME_MAX_CONTROL : PERCH_FRAME_READER_MAX;

  if (heard->length > max || (heard->length > 0 && heard->data == NULL))
    g_error ("Something is too long or not there");
  if (heard->kind == PERCH_HEARD_TEXT &&
      perch_utf8_valid_prefix ((const char *) heard->data, heard->length) != heard->length)
    g_error ("A text is not valid");
  if (heard->kind == PERCH_HEARD_FAULT && (heard->code < 1002 || heard->code > 1009))
    g_error ("A fault has no code");
  g_byte_array_append (all, (const guint8 *) header, sizeof header);
  g_byte_array_append (all, heard->data, (guint) heard->length);
}

static GByteArray *
hear (const guint8 *data, gsize size, gsize step)
{
  g_autoptr (PerchFrameReader) reader = perch_frame_reader_new ();
  GByteArray *all = g_byte_array_new ();
  PerchHeard heard;

  while (size > 0)
    {
      gsize piece = MIN (step, size);

      perch_frame_reader_push (reader, data, piece);
      while (perch_frame_reader_next (reader, &heard) != PERCH_HEARD_NOTHING)
        collect (all, &heard);
      data += piece;
      size -= piece;
    }
  return all;
}

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  pieces_check (data, size, hear);
  return 0;
}
