/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

void perch_venv_delete_async (const char *path, GAsyncReadyCallback callback, gpointer user_data);
gboolean perch_venv_delete_finish (GAsyncResult *result, GError **error);

G_END_DECLS
