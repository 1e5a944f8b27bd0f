/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What a line may be made of. */
#define PERCH_LINE_MAX_PIECES 4

typedef struct _PerchLineWriter PerchLineWriter;

PerchLineWriter *perch_line_writer_new (int fd);
void perch_line_writer_free (PerchLineWriter *self);
gboolean perch_line_writer_send (PerchLineWriter *self,
                                 const char *line,
                                 gsize length,
                                 GError **error);
gboolean perch_line_writer_send_pieces (
    PerchLineWriter *self, guint tag, GBytes *const *pieces, guint n_pieces, GError **error);
gboolean perch_line_writer_withdraw (PerchLineWriter *self, guint tag);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PerchLineWriter, perch_line_writer_free)

G_END_DECLS
