/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/json-fields.h"

#include "backend-manager/error.h"
#include "backend-manager/text.h"

/* More than this of a wrong string says no more about what is wrong. */
#define MAX_SHOWN 60

/**
 * perch_json_pointer_join:
 * @pointer: JSON pointer of an object; "" for the outermost one
 * @name: name of one of its members
 *
 * Returns: (transfer full): JSON pointer of that member
 */
char *
perch_json_pointer_join (const char *pointer, const char *name)
{
  GString *joined = g_string_new (pointer);

  g_return_val_if_fail (name != NULL, NULL);

  g_string_append_c (joined, '/');
  for (const char *p = name; *p != '\0'; p++)
    if (*p == '~')
      g_string_append (joined, "~0");
    else if (*p == '/')
      g_string_append (joined, "~1");
    else
      g_string_append_c (joined, *p);
  return g_string_free (joined, FALSE);
}

/* As it is shown: without control characters. */
static char *
make_pointer (const PerchJsonFields *self, const char *name)
{
  g_autofree char *shown = perch_text_escape (name);

  return perch_json_pointer_join (self->pointer, shown);
}

static char *
describe_string (const char *string)
{
  g_autofree char *cut = NULL;
  g_autofree char *shown = NULL;

  if (g_utf8_strlen (string, -1) <= MAX_SHOWN)
    {
      shown = perch_text_escape (string);
      return g_strdup_printf ("the string \"%s\"", shown);
    }
  cut = g_utf8_substring (string, 0, MAX_SHOWN);
  shown = perch_text_escape (cut);
  return g_strdup_printf ("the string \"%s…\"", shown);
}

/**
 * perch_json_describe:
 * @node: a JSON value
 *
 * Returns: (transfer full): what it is, for messages, such as "the string \"abc\""
 */
char *
perch_json_describe (JsonNode *node)
{
  char number[G_ASCII_DTOSTR_BUF_SIZE];

  if (JSON_NODE_HOLDS_OBJECT (node))
    return g_strdup ("an object");
  if (JSON_NODE_HOLDS_ARRAY (node))
    return g_strdup ("an array");
  if (JSON_NODE_HOLDS_NULL (node))
    return g_strdup ("null");
  if (json_node_get_value_type (node) == G_TYPE_STRING)
    return describe_string (json_node_get_string (node));
  if (json_node_get_value_type (node) == G_TYPE_BOOLEAN)
    return g_strdup (json_node_get_boolean (node) ? "true" : "false");
  if (json_node_get_value_type (node) == G_TYPE_INT64)
    return g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (node));
  return g_strdup (g_ascii_dtostr (number, sizeof number, json_node_get_double (node)));
}

static gboolean
holds (JsonNode *node, GType type)
{
  return JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == type;
}

static gboolean
refuse (const char *pointer, JsonNode *node, const char *expected, GError **error)
{
  g_autofree char *found = node == NULL ? g_strdup ("nothing") : perch_json_describe (node);

  g_set_error (error, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_PROFILE, "%s: expected %s, found %s",
               pointer, expected, found);
  return FALSE;
}

/**
 * perch_json_fields_refuse:
 * @name: a member, which need not be there
 * @expected: what it should have been, such as "a name"
 *
 * For checks that the getters don't know. The error names the place and what was found.
 *
 * Returns: %FALSE
 */
gboolean
perch_json_fields_refuse (const PerchJsonFields *self,
                          const char *name,
                          const char *expected,
                          GError **error)
{
  g_autofree char *pointer = NULL;

  g_return_val_if_fail (self != NULL && name != NULL && expected != NULL, FALSE);

  pointer = make_pointer (self, name);
  return refuse (pointer, json_object_get_member (self->object, name), expected, error);
}

/**
 * perch_json_fields_get_string:
 * @value: (inout) (transfer full) (nullable): freed and replaced when there is such a member
 *
 * Returns: %FALSE with @error set when the member is there and is no string
 */
gboolean
perch_json_fields_get_string (const PerchJsonFields *self,
                              const char *name,
                              char **value,
                              GError **error)
{
  JsonNode *node = NULL;

  g_return_val_if_fail (self != NULL && name != NULL && value != NULL, FALSE);

  node = json_object_get_member (self->object, name);
  if (node == NULL)
    return TRUE;
  if (!holds (node, G_TYPE_STRING))
    return perch_json_fields_refuse (self, name, "a string", error);
  g_free (*value);
  *value = json_node_dup_string (node);
  return TRUE;
}

/**
 * perch_json_fields_get_uint:
 * @value: (inout): replaced when there is such a member
 *
 * Returns: %FALSE with @error set when the member is no integer from @min to @max
 */
gboolean
perch_json_fields_get_uint (const PerchJsonFields *self,
                            const char *name,
                            guint min,
                            guint max,
                            guint *value,
                            GError **error)
{
  g_autofree char *expected = NULL;
  JsonNode *node = NULL;

  g_return_val_if_fail (self != NULL && name != NULL && value != NULL, FALSE);

  node = json_object_get_member (self->object, name);
  if (node == NULL)
    return TRUE;
  if (!holds (node, G_TYPE_INT64) || json_node_get_int (node) < min ||
      json_node_get_int (node) > max)
    {
      expected = g_strdup_printf ("an integer from %u to %u", min, max);
      return perch_json_fields_refuse (self, name, expected, error);
    }
  *value = (guint) json_node_get_int (node);
  return TRUE;
}

/**
 * perch_json_fields_get_boolean:
 * @value: (inout): replaced when there is such a member
 *
 * Returns: %FALSE with @error set when the member is neither true nor false
 */
gboolean
perch_json_fields_get_boolean (const PerchJsonFields *self,
                               const char *name,
                               gboolean *value,
                               GError **error)
{
  JsonNode *node = NULL;

  g_return_val_if_fail (self != NULL && name != NULL && value != NULL, FALSE);

  node = json_object_get_member (self->object, name);
  if (node == NULL)
    return TRUE;
  if (!holds (node, G_TYPE_BOOLEAN))
    return perch_json_fields_refuse (self, name, "true or false", error);
  *value = json_node_get_boolean (node);
  return TRUE;
}

/**
 * perch_json_fields_get_word:
 * @words: (array zero-terminated=1): what is allowed
 * @value: (inout): replaced by an index into @words when there is such a member
 *
 * Returns: %FALSE with @error set when the member is not one of @words
 */
gboolean
perch_json_fields_get_word (const PerchJsonFields *self,
                            const char *name,
                            const char *const *words,
                            guint *value,
                            GError **error)
{
  g_autofree char *list = NULL;
  g_autofree char *expected = NULL;
  JsonNode *node = NULL;

  g_return_val_if_fail (self != NULL && name != NULL && value != NULL, FALSE);
  g_return_val_if_fail (words != NULL, FALSE);

  node = json_object_get_member (self->object, name);
  if (node == NULL)
    return TRUE;
  for (guint i = 0; words[i] != NULL; i++)
    if (holds (node, G_TYPE_STRING) && g_str_equal (json_node_get_string (node), words[i]))
      {
        *value = i;
        return TRUE;
      }
  list = g_strjoinv ("\", \"", (GStrv) words);
  expected = g_strdup_printf ("one of \"%s\"", list);
  return perch_json_fields_refuse (self, name, expected, error);
}

/**
 * perch_json_fields_get_strv:
 * @value: (inout) (transfer full) (nullable): freed and replaced when there is such a member
 *
 * Returns: %FALSE with @error set when the member is no array of strings
 */
gboolean
perch_json_fields_get_strv (const PerchJsonFields *self,
                            const char *name,
                            GStrv *value,
                            GError **error)
{
  g_autoptr (GStrvBuilder) strings = NULL;
  JsonNode *node = NULL;
  JsonArray *array = NULL;

  g_return_val_if_fail (self != NULL && name != NULL && value != NULL, FALSE);

  node = json_object_get_member (self->object, name);
  if (node == NULL)
    return TRUE;
  if (!JSON_NODE_HOLDS_ARRAY (node))
    return perch_json_fields_refuse (self, name, "an array of strings", error);

  strings = g_strv_builder_new ();
  array = json_node_get_array (node);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *element = json_array_get_element (array, i);

      if (!holds (element, G_TYPE_STRING))
        {
          g_autofree char *pointer = make_pointer (self, name);
          g_autofree char *place = g_strdup_printf ("%s/%u", pointer, i);
          return refuse (place, element, "a string", error);
        }
      g_strv_builder_add (strings, json_node_get_string (element));
    }
  g_strfreev (*value);
  *value = g_strv_builder_end (strings);
  return TRUE;
}

/**
 * perch_json_fields_get_object:
 * @value: (out) (transfer none) (nullable): %NULL when there is no such member
 *
 * Returns: %FALSE with @error set when the member is there and is no object
 */
gboolean
perch_json_fields_get_object (const PerchJsonFields *self,
                              const char *name,
                              JsonObject **value,
                              GError **error)
{
  JsonNode *node = NULL;

  g_return_val_if_fail (self != NULL && name != NULL && value != NULL, FALSE);

  *value = NULL;
  node = json_object_get_member (self->object, name);
  if (node == NULL)
    return TRUE;
  if (!JSON_NODE_HOLDS_OBJECT (node))
    return perch_json_fields_refuse (self, name, "an object", error);
  *value = json_node_get_object (node);
  return TRUE;
}

/**
 * perch_json_fields_get_list:
 * @value: (out) (transfer full) (nullable): an object with the elements of the array as its members
 *   "0", "1" and so on; %NULL when there is no such member
 *
 * Gives an array the form in which its elements can be read with the other getters, which then
 * name the place of what is wrong.
 *
 * Returns: %FALSE with @error set when the member is there and is no array
 */
gboolean
perch_json_fields_get_list (const PerchJsonFields *self,
                            const char *name,
                            JsonObject **value,
                            GError **error)
{
  JsonNode *node = NULL;
  JsonArray *array = NULL;

  g_return_val_if_fail (self != NULL && name != NULL && value != NULL, FALSE);

  *value = NULL;
  node = json_object_get_member (self->object, name);
  if (node == NULL)
    return TRUE;
  if (!JSON_NODE_HOLDS_ARRAY (node))
    return perch_json_fields_refuse (self, name, "an array", error);

  array = json_node_get_array (node);
  *value = json_object_new ();
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      g_autofree char *index = g_strdup_printf ("%u", i);

      json_object_set_member (*value, index, json_array_dup_element (array, i));
    }
  return TRUE;
}

/**
 * perch_json_fields_warn:
 *
 * Adds `POINTER: TEXT` to the warnings.
 */
void
perch_json_fields_warn (const PerchJsonFields *self, const char *name, const char *text)
{
  g_autofree char *pointer = NULL;

  g_return_if_fail (self != NULL && name != NULL && text != NULL);

  pointer = make_pointer (self, name);
  g_ptr_array_add (self->warnings, g_strdup_printf ("%s: %s", pointer, text));
}

/**
 * perch_json_fields_warn_unknown:
 * @known: (array zero-terminated=1): all names that the object may have
 *
 * Warns of each other member: an error would make a file of a newer version useless to this one.
 */
void
perch_json_fields_warn_unknown (const PerchJsonFields *self, const char *const *known)
{
  g_autoptr (GList) names = NULL;

  g_return_if_fail (self != NULL && known != NULL);

  names = json_object_get_members (self->object);
  for (GList *l = names; l != NULL; l = l->next)
    {
      g_autofree char *text = NULL;
      const char *nearest = NULL;

      if (g_strv_contains (known, l->data))
        continue;
      nearest = perch_text_nearest (l->data, known);
      text = nearest == NULL
                 ? g_strdup ("unknown, and ignored")
                 : g_strdup_printf ("unknown, and ignored; did you mean \"%s\"?", nearest);
      perch_json_fields_warn (self, l->data, text);
    }
}
