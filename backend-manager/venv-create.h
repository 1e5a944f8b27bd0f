/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "backend-manager/child-process.h"

G_BEGIN_DECLS

void perch_venv_create_async (const char *path,
                              const char *python,
                              const char *const *requirements,
                              PerchChildLineFunc line_func,
                              gpointer line_data,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
gboolean perch_venv_create_finish (GAsyncResult *result, GError **error);

G_END_DECLS
