/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/server/server-error.h"

G_BEGIN_DECLS

char *perch_runtime_dir_find (void);
char *perch_runtime_dir_find_in (const char *xdg_runtime_dir, const char *fallback_base);
gboolean perch_runtime_dir_ensure (const char *path, GError **error);

G_END_DECLS
