/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *perch_python_interpreter_find (const char *script, const char *venv, GError **error);

G_END_DECLS
