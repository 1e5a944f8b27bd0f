/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

void perch_probe_http_async (guint16 port,
                             const char *path,
                             GPid owner,
                             guint timeout_ms,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
gboolean perch_probe_http_finish (GAsyncResult *result, GError **error);

G_END_DECLS
