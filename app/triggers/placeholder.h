/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

gboolean perch_placeholder_is (JsonNode *node);
gboolean perch_placeholder_check (JsonNode *node,
                                  const char *pointer,
                                  GPtrArray *warnings,
                                  GError **error);
JsonNode *perch_placeholder_fill (JsonNode *node,
                                  const char *pointer,
                                  JsonObject *values,
                                  GError **error);

G_END_DECLS
