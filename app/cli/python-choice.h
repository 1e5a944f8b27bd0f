/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "backend-manager/python-ask.h"

G_BEGIN_DECLS

PerchPythonAnswer *perch_python_choose (const char *wanted,
                                        GCancellable *cancellable,
                                        GError **error);

G_END_DECLS
