/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

gboolean perch_clipboard_check_names (const char *text, gsize length, GError **error);

G_END_DECLS
