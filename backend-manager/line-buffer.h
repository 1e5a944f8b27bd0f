/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define PERCH_LINE_MAX_BYTES (1024 * 1024)

/**
 * PerchLine:
 * @text: valid UTF-8 without the line end, NUL-terminated; may hold NUL bytes before that
 * @length: bytes in @text
 * @truncated: the line was longer than 1 MiB; the rest of it was dropped
 */
typedef struct
{
  const char *text;
  gsize length;
  gboolean truncated;
} PerchLine;

typedef struct _PerchLineBuffer PerchLineBuffer;

PerchLineBuffer *perch_line_buffer_new (void);
void perch_line_buffer_free (PerchLineBuffer *self);
char *perch_line_buffer_reserve (PerchLineBuffer *self, gsize room);
void perch_line_buffer_commit (PerchLineBuffer *self, gsize length);
gsize perch_line_buffer_next (PerchLineBuffer *self, const PerchLine **lines);
gboolean perch_line_buffer_has_rest (PerchLineBuffer *self);
gsize perch_line_buffer_finish (PerchLineBuffer *self, const PerchLine **lines);
gsize perch_line_buffer_get_capacity (PerchLineBuffer *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PerchLineBuffer, perch_line_buffer_free)

G_END_DECLS
