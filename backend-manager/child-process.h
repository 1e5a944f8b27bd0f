/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * PerchChildLineFunc:
 * @line: what a child has written, valid UTF-8 without control characters
 */
typedef void (*PerchChildLineFunc) (const char *line, gpointer user_data);

void perch_child_process_run_async (const char *const *argv,
                                    guint timeout_ms,
                                    PerchChildLineFunc line_func,
                                    gpointer line_data,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
gboolean perch_child_process_run_finish (GAsyncResult *result, GStrv *last_lines, GError **error);

G_END_DECLS
