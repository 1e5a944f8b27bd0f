/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean perch_utf8_is_ascii (const char *text, gsize length);
gsize perch_utf8_valid_prefix (const char *text, gsize length);
gsize perch_utf8_cut (const char *text, gsize length, gsize max_length);
GString *perch_utf8_repair (const char *text, gsize length);

G_END_DECLS
