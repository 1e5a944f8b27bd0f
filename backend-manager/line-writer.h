/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _PerchLineWriter PerchLineWriter;

PerchLineWriter *perch_line_writer_new (int fd);
void perch_line_writer_free (PerchLineWriter *self);
gboolean perch_line_writer_send (PerchLineWriter *self,
                                 const char *line,
                                 gsize length,
                                 GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PerchLineWriter, perch_line_writer_free)

G_END_DECLS
