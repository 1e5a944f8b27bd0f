/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/journal/log-file.h"

G_BEGIN_DECLS

/**
 * PerchLogPart:
 * @file: (owned): a file of the log
 * @rows: (owned): lines of it
 */
typedef struct
{
  PerchLogFile *file;
  PerchLogRows *rows;
} PerchLogPart;

PerchLogPart *perch_log_part_new (PerchLogFile *file, PerchLogRows *rows);
void perch_log_part_free (PerchLogPart *self);

void perch_log_look_async (const char *directory,
                           PerchLogQuery *query,
                           const GPtrArray *known,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data);
GPtrArray *perch_log_look_finish (GAsyncResult *result, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PerchLogPart, perch_log_part_free)

G_END_DECLS
