/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

JsonNode *perch_json_copy (JsonNode *node);
JsonObject *perch_json_object_copy (JsonObject *object);
gboolean perch_json_objects_equal (JsonObject *a, JsonObject *b);
GStrv perch_json_list_changes (JsonObject *before, JsonObject *after);
JsonObject *perch_json_pick_changes (JsonObject *before, JsonObject *after);

G_END_DECLS
