/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

JsonNode *perch_field_path_lookup (JsonObject *object, const char *path);

G_END_DECLS
