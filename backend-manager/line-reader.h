/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gio/gio.h>

#include "backend-manager/line-buffer.h"

G_BEGIN_DECLS

/**
 * PerchLinesFunc:
 * @lines: (array length=n_lines): valid during the call only
 * @eof: the stream has ended; no call follows. @n_lines may then be 0
 */
typedef void (*PerchLinesFunc) (const PerchLine *lines,
                                gsize n_lines,
                                gboolean eof,
                                gpointer user_data);

typedef struct _PerchLineReader PerchLineReader;

PerchLineReader *perch_line_reader_new (int fd, PerchLinesFunc func, gpointer user_data);
void perch_line_reader_free (PerchLineReader *self);
void perch_line_reader_expect (PerchLineReader *self);
guint64 perch_line_reader_get_bytes (PerchLineReader *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PerchLineReader, perch_line_reader_free)

G_END_DECLS
