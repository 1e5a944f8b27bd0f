/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/json-text.h"

/* JSON is UTF-8, and names of files and what programs say need not be: what is no UTF-8 becomes
 * U+FFFD here. */

/**
 * perch_json_quote:
 * @text: any text
 *
 * Returns: (transfer full): @text as a JSON string, in quotes
 */
char *
perch_json_quote (const char *text)
{
  g_autofree char *valid = NULL;
  g_autoptr (JsonNode) node = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  valid = g_utf8_make_valid (text, -1);
  node = json_node_init_string (json_node_alloc (), valid);
  return json_to_string (node, FALSE);
}

/**
 * perch_json_set_text:
 * @name: a member's name
 * @text: (nullable): any text
 *
 * Sets a member to a string, or else to null.
 */
void
perch_json_set_text (JsonObject *object, const char *name, const char *text)
{
  g_autofree char *valid = NULL;

  g_return_if_fail (object != NULL);
  g_return_if_fail (name != NULL);

  if (text == NULL)
    {
      json_object_set_null_member (object, name);
      return;
    }
  valid = g_utf8_make_valid (text, -1);
  json_object_set_string_member (object, name, valid);
}

/**
 * perch_json_add_text:
 * @name: a member's name
 * @text: (nullable): any text
 *
 * Like perch_json_set_text(), for an object that is being built.
 */
void
perch_json_add_text (JsonBuilder *builder, const char *name, const char *text)
{
  g_autofree char *valid = NULL;

  g_return_if_fail (JSON_IS_BUILDER (builder));
  g_return_if_fail (name != NULL);

  json_builder_set_member_name (builder, name);
  if (text == NULL)
    {
      json_builder_add_null_value (builder);
      return;
    }
  valid = g_utf8_make_valid (text, -1);
  json_builder_add_string_value (builder, valid);
}
