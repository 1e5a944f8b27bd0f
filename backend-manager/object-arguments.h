/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* What a Python function is called with, or what an expression knows by name. */
typedef struct _PerchObjectArguments PerchObjectArguments;

PerchObjectArguments *perch_object_arguments_new (void);
void perch_object_arguments_free (PerchObjectArguments *self);
void perch_object_arguments_add (PerchObjectArguments *self, const char *name, JsonNode *value);
void perch_object_arguments_add_variant (PerchObjectArguments *self,
                                         const char *name,
                                         GVariant *value);
JsonArray *perch_object_arguments_get_positional (const PerchObjectArguments *self);
JsonObject *perch_object_arguments_get_named (const PerchObjectArguments *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PerchObjectArguments, perch_object_arguments_free)

G_END_DECLS
