/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define PERCH_JSON_FILE_MAX_BYTES (1024 * 1024)

char *perch_json_file_read (const char *path, gsize *length, GError **error);
gboolean perch_json_file_write (const char *path, const char *text, GError **error);
JsonObject *perch_json_file_load (const char *path, GError **error);
JsonObject *perch_json_file_parse (const char *text, gsize length, GError **error);

G_END_DECLS
