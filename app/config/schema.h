/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <json-glib/json-glib.h>

#include "app/config/settings-problem.h"

G_BEGIN_DECLS

typedef struct _PerchSchema PerchSchema;

PerchSchema *perch_schema_load (const char *name);
PerchSchema *perch_schema_new (JsonObject *root);
void perch_schema_free (PerchSchema *self);
JsonObject *perch_schema_get_root (PerchSchema *self);
void perch_schema_check (PerchSchema *self, JsonObject *settings, GPtrArray *problems);
void perch_schema_fill (PerchSchema *self, JsonObject *settings);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PerchSchema, perch_schema_free)

G_END_DECLS
