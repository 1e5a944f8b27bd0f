/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _PerchCallWatch PerchCallWatch;

/**
 * PerchCallWatchFunc:
 * @error: %PERCH_BACKEND_ERROR_TIMED_OUT or %G_IO_ERROR_CANCELLED
 *
 * Called once at most, and may free the watch.
 */
typedef void (*PerchCallWatchFunc) (const GError *error, gpointer user_data);

PerchCallWatch *perch_call_watch_new (guint timeout_ms,
                                      GCancellable *cancellable,
                                      PerchCallWatchFunc func,
                                      gpointer user_data);
void perch_call_watch_free (PerchCallWatch *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PerchCallWatch, perch_call_watch_free)

G_END_DECLS
