/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * PerchJsonFields:
 * @object: the object that is read
 * @pointer: its JSON pointer; empty for the outermost object
 * @warnings: (element-type utf8): where perch_json_fields_warn_unknown() adds
 *
 * Typed reading of the members of one JSON object. Lives on the stack and owns nothing.
 *
 * Each getter leaves its value alone when the member is not there, so that it may hold the default
 * before. A member of a wrong type or outside of its range makes the getter return %FALSE with
 * `POINTER: expected …, found …` as the error.
 */
typedef struct
{
  JsonObject *object;
  const char *pointer;
  GPtrArray *warnings;
} PerchJsonFields;

gboolean perch_json_fields_get_string (const PerchJsonFields *self,
                                       const char *name,
                                       char **value,
                                       GError **error);
gboolean perch_json_fields_get_uint (const PerchJsonFields *self,
                                     const char *name,
                                     guint min,
                                     guint max,
                                     guint *value,
                                     GError **error);
gboolean perch_json_fields_get_boolean (const PerchJsonFields *self,
                                        const char *name,
                                        gboolean *value,
                                        GError **error);
gboolean perch_json_fields_get_word (const PerchJsonFields *self,
                                     const char *name,
                                     const char *const *words,
                                     guint *value,
                                     GError **error);
gboolean perch_json_fields_get_strv (const PerchJsonFields *self,
                                     const char *name,
                                     GStrv *value,
                                     GError **error);
gboolean perch_json_fields_get_object (const PerchJsonFields *self,
                                       const char *name,
                                       JsonObject **value,
                                       GError **error);
gboolean perch_json_fields_get_list (const PerchJsonFields *self,
                                     const char *name,
                                     JsonObject **value,
                                     GError **error);
gboolean perch_json_fields_refuse (const PerchJsonFields *self,
                                   const char *name,
                                   const char *expected,
                                   GError **error);
void perch_json_fields_warn (const PerchJsonFields *self, const char *name, const char *text);
void perch_json_fields_warn_unknown (const PerchJsonFields *self, const char *const *known);
char *perch_json_pointer_join (const char *pointer, const char *name);
char *perch_json_describe (JsonNode *node);

G_END_DECLS
