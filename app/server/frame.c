/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/server/frame.h"

#include <string.h>

#define MAX_HEADER 10

/**
 * perch_frame_add_header:
 * @frames: what is to be sent
 * @opcode: what the frame is
 * @length: bytes that follow
 *
 * Appends the head of a WebSocket frame that is a message of its own, as servers send it: without a
 * mask.
 */
void
perch_frame_add_header (GByteArray *frames, PerchOpcode opcode, gsize length)
{
  guint n_bytes = length <= PERCH_FRAME_MAX_CONTROL ? 0 : length <= G_MAXUINT16 ? 2 : 8;
  guint8 header[MAX_HEADER] = { PERCH_FRAME_FINAL | (guint8) opcode };

  g_return_if_fail (frames != NULL);

  header[1] = n_bytes == 0   ? (guint8) length
              : n_bytes == 2 ? PERCH_FRAME_LENGTH_16
                             : PERCH_FRAME_LENGTH_64;
  for (guint i = 0; i < n_bytes; i++)
    header[2 + i] = (guint8) ((guint64) length >> (8 * (n_bytes - 1 - i)));
  g_byte_array_append (frames, header, 2 + n_bytes);
}

/**
 * perch_frame_add_close:
 * @frames: what is to be sent
 * @code: why, as RFC 6455 section 7.4 has it; 0 to say nothing
 * @reason: the same in words, in at most 123 bytes
 *
 * Appends a close frame. Nothing may follow it.
 */
void
perch_frame_add_close (GByteArray *frames, guint code, const char *reason)
{
  const guint8 code_bytes[] = { (guint8) (code >> 8), (guint8) code };
  gsize length = 0;

  g_return_if_fail (frames != NULL);
  g_return_if_fail (reason != NULL);

  length = code == 0 ? 0 : strlen (reason) + sizeof code_bytes;
  g_return_if_fail (length <= PERCH_FRAME_MAX_CONTROL);

  perch_frame_add_header (frames, PERCH_OPCODE_CLOSE, length);
  if (code == 0)
    return;
  g_byte_array_append (frames, code_bytes, sizeof code_bytes);
  g_byte_array_append (frames, (const guint8 *) reason, (guint) strlen (reason));
}
