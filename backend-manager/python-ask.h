/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * PerchPythonAnswer:
 * @version: such as "3.11.2"
 * @executable: (nullable) (type filename): where it says that it is itself
 *
 * What a Python says of itself.
 */
typedef struct
{
  char *version;
  char *executable;
} PerchPythonAnswer;

void perch_python_ask_async (const char *python,
                             guint timeout_ms,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
PerchPythonAnswer *perch_python_ask_finish (GAsyncResult *result, GError **error);
void perch_python_answer_free (PerchPythonAnswer *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PerchPythonAnswer, perch_python_answer_free)

G_END_DECLS
