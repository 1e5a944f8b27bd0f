/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

gboolean perch_private_folder_make (const char *path, GError **error);
gboolean perch_private_folder_check_socket (const char *path, GError **error);
char *perch_private_folder_new_secret (guint n_bytes, GError **error);

G_END_DECLS
