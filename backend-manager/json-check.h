/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* How many objects and arrays may stand in each other: far more than any settings file or message
 * needs. */
#define PERCH_JSON_CHECK_MAX_DEPTH 100

gboolean perch_json_check (const char *text, gsize length, GError **error);
gboolean perch_json_find_member (
    const char *text, gsize length, const char *name, gsize *start, gsize *end);
void perch_json_join_lines (char *text, gsize length);

G_END_DECLS
