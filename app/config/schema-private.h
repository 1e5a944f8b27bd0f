/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/config/schema.h"

G_BEGIN_DECLS

/* @root is a whole schema document, in which "$ref" looks. */
struct _PerchSchema
{
  JsonObject *root; /* (owned) */
};

/* schema.c */
JsonObject *perch_schema_resolve (PerchSchema *self, JsonObject *schema);
JsonObject *perch_schema_get_object (JsonObject *schema, const char *keyword);

/* schema-plain.c: what can be said of a value without looking into it */
gboolean perch_schema_fits_plain (JsonObject *schema, JsonNode *node);
char *perch_schema_describe (JsonObject *schema, JsonNode *found);

/* schema-check.c */
gboolean perch_schema_accepts (PerchSchema *self, JsonObject *schema, JsonNode *node);

G_END_DECLS
