/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/journal/log-look.h"

G_BEGIN_DECLS

void perch_log_copy_async (GPtrArray *parts,
                           gsize max_bytes,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data);
char *perch_log_copy_finish (GAsyncResult *result, GError **error);
void perch_log_save_async (GPtrArray *parts,
                           const char *path,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data);
gboolean perch_log_save_finish (GAsyncResult *result, GError **error);

G_END_DECLS
