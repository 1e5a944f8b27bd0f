/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "backend-manager/child-process.h"

G_BEGIN_DECLS

void perch_venv_pip_install_async (const char *path,
                                   const char *const *requirements,
                                   PerchChildLineFunc line_func,
                                   gpointer line_data,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
gboolean perch_venv_pip_install_finish (GAsyncResult *result, GError **error);

G_END_DECLS
