/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gio/gio.h>

#include "backend-manager/python-environment.h"
#include "backend-manager/python-surroundings.h"

G_BEGIN_DECLS

void perch_python_environments_find_async (const PerchPythonSurroundings *surroundings,
                                           GCancellable *cancellable,
                                           GAsyncReadyCallback callback,
                                           gpointer user_data);
GPtrArray *perch_python_environments_find_finish (GAsyncResult *result, GError **error);

G_END_DECLS
