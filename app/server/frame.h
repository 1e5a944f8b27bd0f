/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * PerchOpcode:
 *
 * What a WebSocket frame is, RFC 6455 section 5.2. From @PERCH_OPCODE_CLOSE on they are control
 * frames, which may come between the parts of a message.
 */
typedef enum
{
  PERCH_OPCODE_CONTINUATION = 0,
  PERCH_OPCODE_TEXT = 1,
  PERCH_OPCODE_BINARY = 2,
  PERCH_OPCODE_CLOSE = 8,
  PERCH_OPCODE_PING = 9,
  PERCH_OPCODE_PONG = 10,
} PerchOpcode;

/* How much may be in a control frame, section 5.5. */
#define PERCH_FRAME_MAX_CONTROL 125
/* How a length is written that does not fit into seven bits. */
#define PERCH_FRAME_LENGTH_16 126
#define PERCH_FRAME_LENGTH_64 127
/* In the first byte and in the second one. */
#define PERCH_FRAME_FINAL 0x80
#define PERCH_FRAME_MASKED 0x80

void perch_frame_add_header (GByteArray *frames, PerchOpcode opcode, gsize length);
void perch_frame_add_close (GByteArray *frames, guint code, const char *reason);

G_END_DECLS
