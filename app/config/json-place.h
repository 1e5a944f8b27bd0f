/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

guint perch_json_find_line (const char *text, gsize length, const char *pointer);

G_END_DECLS
