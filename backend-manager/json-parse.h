/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

JsonNode *perch_json_parse (const char *text, gsize length, GError **error);

G_END_DECLS
