/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gio/gio.h>

#include "backend-manager/python-places.h"

G_BEGIN_DECLS

/**
 * PerchPythonRuntime:
 * @path: (type filename): absolute path of the program, not of a link to it
 * @version: (nullable): such as "3.11.2"; %NULL when it can't be had
 * @machine: (nullable): what it is made for, such as "x86_64"; %NULL when that is not known, as for
 *   a script that runs another Python
 * @problem: (nullable): why it can't be used
 *
 * A Python that is installed.
 */
typedef struct
{
  PerchPythonOrigin origin;
  char *path;
  char *version;
  const char *machine;
  char *problem;
} PerchPythonRuntime;

const char *perch_python_origin_to_string (PerchPythonOrigin origin);
void perch_python_runtimes_find_async (const PerchPythonSurroundings *surroundings,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
GPtrArray *perch_python_runtimes_find_finish (GAsyncResult *result, GError **error);
void perch_python_runtime_free (PerchPythonRuntime *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PerchPythonRuntime, perch_python_runtime_free)

G_END_DECLS
