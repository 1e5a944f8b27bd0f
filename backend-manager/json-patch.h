/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

char *perch_json_patch (const char *text, gsize length, JsonObject *changes);

G_END_DECLS
