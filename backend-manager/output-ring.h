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

/**
 * PerchOutputRingFunc:
 * @when_us: as given to perch_output_ring_add()
 * @text: (array length=length): the line; not NUL-terminated
 *
 * Must not change the ring.
 */
typedef void (*PerchOutputRingFunc) (
    PerchStream stream, gint64 when_us, const char *text, gsize length, gpointer user_data);

typedef struct _PerchOutputRing PerchOutputRing;

PerchOutputRing *perch_output_ring_new (gsize max_bytes);
void perch_output_ring_free (PerchOutputRing *self);
void perch_output_ring_add (
    PerchOutputRing *self, PerchStream stream, gint64 when_us, const char *text, gsize length);
void perch_output_ring_foreach (PerchOutputRing *self,
                                guint max_lines,
                                PerchOutputRingFunc func,
                                gpointer user_data);
GStrv perch_output_ring_tail (PerchOutputRing *self, guint max_lines);
GStrv perch_output_ring_tail_stream (PerchOutputRing *self, PerchStream stream, guint max_lines);
void perch_output_ring_clear (PerchOutputRing *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PerchOutputRing, perch_output_ring_free)

G_END_DECLS
