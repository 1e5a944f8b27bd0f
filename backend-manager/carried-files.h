/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

char *perch_carried_files_unpack (const char *resource_dir, const char *target_dir, GError **error);

G_END_DECLS
