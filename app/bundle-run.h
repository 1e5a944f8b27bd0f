/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

void perch_bundle_run_async (const char *program,
                             const char *path,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
gboolean perch_bundle_run_finish (GAsyncResult *result, GError **error);

G_END_DECLS
