/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A message of a client may be this long, in whatever number of frames. */
#define PERCH_FRAME_READER_MAX (64 * 1024)

typedef struct _PerchFrameReader PerchFrameReader;

/**
 * PerchHeardKind:
 * @PERCH_HEARD_NOTHING: more has to come first, or nothing counts any more
 * @PERCH_HEARD_TEXT: a whole message of valid UTF-8
 * @PERCH_HEARD_BINARY: a whole message of bytes
 * @PERCH_HEARD_PING: wants to be answered with the same bytes
 * @PERCH_HEARD_PONG: such an answer
 * @PERCH_HEARD_CLOSE: the last word
 * @PERCH_HEARD_FAULT: what no client may send; nothing behind it counts
 */
typedef enum
{
  PERCH_HEARD_NOTHING,
  PERCH_HEARD_TEXT,
  PERCH_HEARD_BINARY,
  PERCH_HEARD_PING,
  PERCH_HEARD_PONG,
  PERCH_HEARD_CLOSE,
  PERCH_HEARD_FAULT,
} PerchHeardKind;

/**
 * PerchHeard:
 * @kind: what was heard
 * @data: (array length=length): a message, or what is in a ping or pong; for a fault, it in words,
 *   which are a string. Valid until the reader is called again
 * @length: in bytes
 * @code: of a close, the client's, or 0 for none; of a fault, what the client is sent away with
 *
 * What a client has said.
 */
typedef struct
{
  PerchHeardKind kind;
  const guint8 *data;
  gsize length;
  guint code;
} PerchHeard;

PerchFrameReader *perch_frame_reader_new (void);
void perch_frame_reader_free (PerchFrameReader *self);
void perch_frame_reader_push (PerchFrameReader *self, const guint8 *data, gsize length);
PerchHeardKind perch_frame_reader_next (PerchFrameReader *self, PerchHeard *heard);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PerchFrameReader, perch_frame_reader_free)

G_END_DECLS
