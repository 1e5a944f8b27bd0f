/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "backend-manager/line-reader.h"

G_BEGIN_DECLS

typedef enum
{
  PERCH_STREAM_STDOUT,
  PERCH_STREAM_STDERR,
} PerchStream;

typedef struct _PerchOutputRing PerchOutputRing;

PerchOutputRing *perch_output_ring_new (gsize max_bytes);
void perch_output_ring_free (PerchOutputRing *self);
void perch_output_ring_add (
    PerchOutputRing *self, PerchStream stream, gint64 when_us, const char *text, gsize length);
GStrv perch_output_ring_tail (PerchOutputRing *self, guint max_lines);
GStrv perch_output_ring_tail_stream (PerchOutputRing *self, PerchStream stream, guint max_lines);
void perch_output_ring_clear (PerchOutputRing *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PerchOutputRing, perch_output_ring_free)

G_END_DECLS
