/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/config/schema-private.h"

#include <string.h>

#include "app/config/json-compare.h"

#define RESOURCES "/org/perch/Perch/schemas/"
#define DEFINITIONS "#/$defs/"

/**
 * perch_schema_new:
 * @root: a JSON Schema (draft 2020-12)
 *
 * Returns: (transfer full): free with perch_schema_free()
 */
PerchSchema *
perch_schema_new (JsonObject *root)
{
  PerchSchema *self = NULL;

  g_return_val_if_fail (root != NULL, NULL);

  self = g_new0 (PerchSchema, 1);
  self->root = json_object_ref (root);
  return self;
}

/**
 * perch_schema_load:
 * @name: one of the schemas that Perch carries, such as "bridge-settings"
 *
 * Returns: (transfer full): free with perch_schema_free()
 */
PerchSchema *
perch_schema_load (const char *name)
{
  g_autofree char *path = g_strconcat (RESOURCES, name, ".schema.json", NULL);
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GBytes) bytes = g_resources_lookup_data (path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  gsize length = 0;
  const char *text = NULL;

  /* It is part of the program: what is wrong with it is our mistake. */
  g_return_val_if_fail (bytes != NULL, NULL);
  text = g_bytes_get_data (bytes, &length);
  g_return_val_if_fail (json_parser_load_from_data (parser, text, (gssize) length, NULL), NULL);

  return perch_schema_new (json_node_get_object (json_parser_get_root (parser)));
}

/**
 * perch_schema_free:
 * @self: (transfer full): a schema
 */
void
perch_schema_free (PerchSchema *self)
{
  g_return_if_fail (self != NULL);

  json_object_unref (self->root);
  g_free (self);
}

/**
 * perch_schema_get_root:
 * @self: a schema
 *
 * Returns: (transfer none): the whole document
 */
JsonObject *
perch_schema_get_root (PerchSchema *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->root;
}

/**
 * perch_schema_get_object:
 * @keyword: a member that may be a schema, or hold schemas
 *
 * Returns: (transfer none) (nullable): its value if that is an object
 */
JsonObject *
perch_schema_get_object (JsonObject *schema, const char *keyword)
{
  JsonNode *node = json_object_get_member (schema, keyword);

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

/**
 * perch_schema_resolve:
 * @schema: part of the document
 *
 * Returns: (transfer none): what @schema refers to with "$ref", or @schema itself
 */
JsonObject *
perch_schema_resolve (PerchSchema *self, JsonObject *schema)
{
  const char *target = json_object_get_string_member_with_default (schema, "$ref", NULL);
  JsonObject *definitions = perch_schema_get_object (self->root, "$defs");
  JsonObject *found = NULL;

  if (target == NULL)
    return schema;
  if (definitions != NULL && g_str_has_prefix (target, DEFINITIONS))
    found = perch_schema_get_object (definitions, target + strlen (DEFINITIONS));
  g_return_val_if_fail (found != NULL, schema);
  return found;
}

static void
fill (PerchSchema *self, JsonObject *schema, JsonObject *settings)
{
  JsonObject *properties =
      perch_schema_get_object (perch_schema_resolve (self, schema), "properties");
  JsonObjectIter iter;
  const char *name = NULL;
  JsonNode *node = NULL;

  if (properties == NULL)
    return;
  json_object_iter_init_ordered (&iter, properties);
  while (json_object_iter_next_ordered (&iter, &name, &node))
    {
      JsonObject *property = json_node_get_object (node);
      JsonNode *usual = json_object_get_member (property, "default");
      JsonNode *value = json_object_get_member (settings, name);

      if (value == NULL && usual != NULL)
        {
          value = perch_json_copy (usual);
          json_object_set_member (settings, name, value);
        }
      if (value != NULL && JSON_NODE_HOLDS_OBJECT (value))
        fill (self, property, json_node_get_object (value));
    }
}

/**
 * perch_schema_fill:
 * @self: a schema
 * @settings: (inout): settings that perch_schema_check() finds no error in
 *
 * Adds the defaults of what @settings don't name.
 */
void
perch_schema_fill (PerchSchema *self, JsonObject *settings)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (settings != NULL);

  fill (self, self->root, settings);
}
