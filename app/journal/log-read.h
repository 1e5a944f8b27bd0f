/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * PerchLogLineFunc:
 * @line: (array length=length): a line without its end
 *
 * Returns: whether it is wanted
 */
typedef gboolean (*PerchLogLineFunc) (const char *line, gsize length, gpointer user_data);

goffset perch_log_read_backwards (int fd,
                                  guint n_lines,
                                  PerchLogLineFunc is_wanted,
                                  gpointer user_data,
                                  GPtrArray *lines,
                                  GError **error);
gboolean perch_log_read_forwards (int fd,
                                  goffset *offset,
                                  PerchLogLineFunc is_wanted,
                                  gpointer user_data,
                                  GPtrArray *lines,
                                  GError **error);

G_END_DECLS
