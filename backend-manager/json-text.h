/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

char *perch_json_quote (const char *text);
void perch_json_set_text (JsonObject *object, const char *name, const char *text);
void perch_json_add_text (JsonBuilder *builder, const char *name, const char *text);

G_END_DECLS
