/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean perch_executable_check (const char *path, GError **error);
gboolean perch_executable_check_script (const char *path, GError **error);
gboolean perch_executable_is_trusted (const char *path);

G_END_DECLS
