/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/journal/log-query.h"

G_BEGIN_DECLS

typedef struct _PerchLogFile PerchLogFile;

/**
 * PerchLogRows:
 * @starts: (element-type guint32): where the wanted lines begin in the file
 * @found: (element-type guint32): the indices in @starts of those with what is sought
 * @end: all whole lines before it were looked at
 *
 * What is known of the lines of one file: four bytes for each wanted line and four for each that
 * was found, and nothing of what is in them.
 */
typedef struct
{
  GArray *starts;
  GArray *found;
  goffset end;
} PerchLogRows;

PerchLogRows *perch_log_rows_new (goffset end);
void perch_log_rows_free (PerchLogRows *self);
void perch_log_rows_append (PerchLogRows *self, const PerchLogRows *more);

PerchLogFile *perch_log_file_open (const char *path, GError **error);
PerchLogFile *perch_log_file_ref (PerchLogFile *self);
void perch_log_file_unref (PerchLogFile *self);
gboolean perch_log_file_is_same (const PerchLogFile *self, const PerchLogFile *other);
goffset perch_log_file_get_size (const PerchLogFile *self);
gboolean perch_log_file_scan (PerchLogFile *self,
                              const PerchLogQuery *query,
                              PerchLogRows *rows,
                              GCancellable *cancellable,
                              GError **error);
gboolean perch_log_file_read_line (
    PerchLogFile *self, guint32 start, gsize max_bytes, GString *line, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PerchLogFile, perch_log_file_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PerchLogRows, perch_log_rows_free)

G_END_DECLS
