/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/config/schema-private.h"

#include <string.h>

static gboolean
holds (JsonNode *node, GType type)
{
  return JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == type;
}

static gboolean
is_of_type (JsonNode *node, const char *type)
{
  if (g_str_equal (type, "object"))
    return JSON_NODE_HOLDS_OBJECT (node);
  if (g_str_equal (type, "array"))
    return JSON_NODE_HOLDS_ARRAY (node);
  if (g_str_equal (type, "null"))
    return JSON_NODE_HOLDS_NULL (node);
  if (g_str_equal (type, "string"))
    return holds (node, G_TYPE_STRING);
  if (g_str_equal (type, "boolean"))
    return holds (node, G_TYPE_BOOLEAN);
  if (g_str_equal (type, "integer"))
    return holds (node, G_TYPE_INT64);
  return holds (node, G_TYPE_INT64) || holds (node, G_TYPE_DOUBLE);
}

static gboolean
fits_type (JsonNode *types, JsonNode *node)
{
  JsonArray *list = NULL;

  if (types == NULL)
    return TRUE;
  if (!JSON_NODE_HOLDS_ARRAY (types))
    return is_of_type (node, json_node_get_string (types));
  list = json_node_get_array (types);
  for (guint i = 0; i < json_array_get_length (list); i++)
    if (is_of_type (node, json_array_get_string_element (list, i)))
      return TRUE;
  return FALSE;
}

static gboolean
fits_words (JsonObject *schema, JsonNode *node)
{
  JsonNode *wanted = json_object_get_member (schema, "const");
  JsonArray *words = NULL;

  if (wanted != NULL)
    return json_node_equal (node, wanted);
  if (!json_object_has_member (schema, "enum"))
    return TRUE;
  words = json_object_get_array_member (schema, "enum");
  for (guint i = 0; i < json_array_get_length (words); i++)
    if (json_node_equal (node, json_array_get_element (words, i)))
      return TRUE;
  return FALSE;
}

static gboolean
fits_range (JsonObject *schema, const char *least, const char *most, double value)
{
  return value >= json_object_get_double_member_with_default (schema, least, -G_MAXDOUBLE) &&
         value <= json_object_get_double_member_with_default (schema, most, G_MAXDOUBLE);
}

/* A schema says \u0041 where PCRE says \x{0041}. */
static char *
translate_pattern (const char *pattern)
{
  GString *text = g_string_new (NULL);

  for (const char *p = pattern; *p != '\0'; p++)
    if (p[0] == '\\' && p[1] == 'u' && strlen (p) >= 6)
      {
        g_string_append_printf (text, "\\x{%.4s}", p + 2);
        p += 5;
      }
    else
      {
        g_string_append_c (text, *p);
        if (p[0] == '\\' && p[1] != '\0')
          g_string_append_c (text, *++p);
      }
  return g_string_free (text, FALSE);
}

static gboolean
fits_pattern (JsonObject *schema, const char *string)
{
  const char *pattern = json_object_get_string_member_with_default (schema, "pattern", NULL);
  g_autofree char *translated = NULL;

  if (pattern == NULL)
    return TRUE;
  translated = translate_pattern (pattern);
  return g_regex_match_simple (translated, string, G_REGEX_DOLLAR_ENDONLY, 0);
}

/**
 * perch_schema_fits_plain:
 * @schema: part of a schema, resolved
 * @node: a value
 *
 * Looks at type, range, length and spelling.
 *
 * Returns: whether @node is what @schema wants, as far as can be said without looking into it
 */
gboolean
perch_schema_fits_plain (JsonObject *schema, JsonNode *node)
{
  if (!fits_type (json_object_get_member (schema, "type"), node) || !fits_words (schema, node))
    return FALSE;
  if (JSON_NODE_HOLDS_ARRAY (node))
    return fits_range (schema, "minItems", "maxItems",
                       json_array_get_length (json_node_get_array (node)));
  if (JSON_NODE_HOLDS_OBJECT (node))
    return fits_range (schema, "minProperties", "maxProperties",
                       json_object_get_size (json_node_get_object (node)));
  if (holds (node, G_TYPE_STRING))
    return fits_range (schema, "minLength", "maxLength",
                       (double) g_utf8_strlen (json_node_get_string (node), -1)) &&
           fits_pattern (schema, json_node_get_string (node));
  if (holds (node, G_TYPE_INT64) || holds (node, G_TYPE_DOUBLE))
    return fits_range (schema, "minimum", "maximum", json_node_get_double (node));
  return TRUE;
}

static void
append_range (GString *text, JsonObject *schema, const char *least, const char *most)
{
  gboolean has_least = json_object_has_member (schema, least);
  gboolean has_most = json_object_has_member (schema, most);
  gint64 from = json_object_get_int_member_with_default (schema, least, 0);
  gint64 to = json_object_get_int_member_with_default (schema, most, 0);

  if (has_least && has_most)
    g_string_append_printf (text, " from %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT, from, to);
  else if (has_least)
    g_string_append_printf (text, " of at least %" G_GINT64_FORMAT, from);
  else if (has_most)
    g_string_append_printf (text, " of at most %" G_GINT64_FORMAT, to);
}

static void
append_string (GString *text, JsonObject *schema, JsonNode *found)
{
  const char *pattern = json_object_get_string_member_with_default (schema, "pattern", NULL);
  gint64 least = json_object_get_int_member_with_default (schema, "minLength", 0);

  g_string_append (text, "a string");
  if (found != NULL && !holds (found, G_TYPE_STRING))
    return;
  if (json_object_has_member (schema, "maxLength"))
    g_string_append_printf (text, " of %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT " characters",
                            least, json_object_get_int_member (schema, "maxLength"));
  else if (least > 0)
    g_string_append (text, " that is not empty");
  if (pattern != NULL)
    g_string_append_printf (text, " that matches %s", pattern);
}

static void
append_type (GString *text, JsonObject *schema, const char *type, JsonNode *found)
{
  JsonObject *items = perch_schema_get_object (schema, "items");
  const char *of =
      items != NULL ? json_object_get_string_member_with_default (items, "type", "") : "";

  if (g_str_equal (type, "boolean"))
    g_string_append (text, "true or false");
  else if (g_str_equal (type, "string"))
    append_string (text, schema, found);
  else if (g_str_equal (type, "integer") || g_str_equal (type, "number"))
    {
      g_string_append (text, g_str_equal (type, "integer") ? "an integer" : "a number");
      append_range (text, schema, "minimum", "maximum");
    }
  else if (g_str_equal (type, "array"))
    g_string_append (text, g_str_equal (of, "string") ? "an array of strings" : "an array");
  else
    g_string_append (text, g_str_equal (type, "object") ? "an object" : type);
}

static void
append_types (GString *text, JsonObject *schema, JsonNode *found)
{
  JsonNode *types = json_object_get_member (schema, "type");
  JsonArray *list = NULL;

  if (types == NULL || !JSON_NODE_HOLDS_ARRAY (types))
    {
      append_type (text, schema,
                   types != NULL ? json_node_get_string (types) : "a value of another kind", found);
      return;
    }
  list = json_node_get_array (types);
  for (guint i = 0; i < json_array_get_length (list); i++)
    {
      g_string_append (text, i > 0 ? " or " : "");
      append_type (text, schema, json_array_get_string_element (list, i), found);
    }
}

static void
append_words (GString *text, JsonArray *words)
{
  g_string_append (text, "one of ");
  for (guint i = 0; i < json_array_get_length (words); i++)
    {
      g_autofree char *word = json_to_string (json_array_get_element (words, i), FALSE);

      g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", word);
    }
}

/**
 * perch_schema_describe:
 * @schema: part of a schema, resolved
 * @found: (nullable): what is there instead
 *
 * Says what @schema wants. Where that can't be read off the keywords, the schema says it in
 * "x-expected"; for a value of another type, the type is enough.
 *
 * Returns: (transfer full): such as "an integer from 0 to 65535"
 */
char *
perch_schema_describe (JsonObject *schema, JsonNode *found)
{
  const char *said = json_object_get_string_member_with_default (schema, "x-expected", NULL);
  g_autoptr (GString) text = g_string_new (NULL);

  if (found == NULL && said == NULL && !json_object_has_member (schema, "type") &&
      !json_object_has_member (schema, "enum") && !json_object_has_member (schema, "const"))
    return g_strdup ("a value");
  if (said != NULL && (found == NULL || fits_type (json_object_get_member (schema, "type"), found)))
    return g_strdup (said);
  if (json_object_has_member (schema, "const"))
    {
      g_autofree char *word = json_to_string (json_object_get_member (schema, "const"), FALSE);

      g_string_append (text, word);
    }
  else if (json_object_has_member (schema, "enum"))
    append_words (text, json_object_get_array_member (schema, "enum"));
  else
    append_types (text, schema, found);
  return g_strdup (text->str);
}
