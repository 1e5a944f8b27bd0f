/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/triggers/placeholder.h"

#include <string.h>

#include "app/triggers/field-path.h"
#include "app/triggers/trigger-error.h"
#include "backend-manager/text.h"

/* Returns: (nullable): the string that @node is */
static const char *
get_string (JsonNode *node)
{
  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
    return NULL;
  return json_node_get_string (node);
}

/* Returns: (transfer full) (nullable): what stands between the brackets of `${…}` */
static char *
dup_path (JsonNode *node)
{
  const char *text = get_string (node);
  gsize length = text != NULL ? strlen (text) : 0;

  if (length < strlen ("${x}") || !g_str_has_prefix (text, "${") || text[length - 1] != '}' ||
      strcspn (text + 2, "{}") != length - 3)
    return NULL;
  return g_strndup (text + 2, length - 3);
}

/**
 * perch_placeholder_is:
 *
 * Returns: whether @node is a string such as `${params.x}`, in whose place something else comes
 */
gboolean
perch_placeholder_is (JsonNode *node)
{
  g_autofree char *path = NULL;

  g_return_val_if_fail (node != NULL, FALSE);

  path = dup_path (node);
  return path != NULL;
}

static char *
make_pointer (const char *pointer, const char *name)
{
  g_autofree char *shown = perch_text_escape (name);

  return g_strdup_printf ("%s/%s", pointer, shown);
}

static gboolean
is_rooted (const char *path)
{
  static const char *const roots[] = { "params", "event" };

  for (gsize i = 0; i < G_N_ELEMENTS (roots); i++)
    if (g_str_has_prefix (path, roots[i]) &&
        (path[strlen (roots[i])] == '\0' || path[strlen (roots[i])] == '.'))
      return TRUE;
  return FALSE;
}

static gboolean
check_string (JsonNode *node, const char *pointer, GPtrArray *warnings, GError **error)
{
  const char *text = get_string (node);
  g_autofree char *path = dup_path (node);
  g_autofree char *shown = NULL;

  if (path == NULL)
    {
      if (text != NULL && strstr (text, "${") != NULL)
        g_ptr_array_add (warnings,
                         g_strdup_printf ("%s: taken as it is: ${…} counts only where it is the "
                                          "whole string",
                                          pointer));
      return TRUE;
    }
  if (is_rooted (path))
    return TRUE;
  shown = perch_text_escape (path);
  g_set_error (error, PERCH_TRIGGER_ERROR, PERCH_TRIGGER_ERROR_FILE,
               "%s: expected ${params.NAME} or ${event.NAME}, found ${%s}", pointer, shown);
  return FALSE;
}

/**
 * perch_placeholder_check:
 * @node: a value of the settings file
 * @pointer: where it stands there
 * @warnings: (element-type utf8): gets a sentence for each string that only looks like a
 *   placeholder
 * @error: return location for %PERCH_TRIGGER_ERROR_FILE
 *
 * Returns: whether all placeholders in @node can be filled, as far as can be told now
 */
gboolean
perch_placeholder_check (JsonNode *node, const char *pointer, GPtrArray *warnings, GError **error)
{
  JsonObjectIter iter;
  const char *name = NULL;
  JsonNode *member = NULL;

  g_return_val_if_fail (node != NULL && pointer != NULL && warnings != NULL, FALSE);

  if (JSON_NODE_HOLDS_ARRAY (node))
    for (guint i = 0; i < json_array_get_length (json_node_get_array (node)); i++)
      {
        g_autofree char *inner = g_strdup_printf ("%s/%u", pointer, i);

        if (!perch_placeholder_check (json_array_get_element (json_node_get_array (node), i), inner,
                                      warnings, error))
          return FALSE;
      }
  if (!JSON_NODE_HOLDS_OBJECT (node))
    return check_string (node, pointer, warnings, error);

  json_object_iter_init (&iter, json_node_get_object (node));
  while (json_object_iter_next (&iter, &name, &member))
    {
      g_autofree char *inner = make_pointer (pointer, name);

      if (!perch_placeholder_check (member, inner, warnings, error))
        return FALSE;
    }
  return TRUE;
}

static JsonNode *
fill_array (JsonArray *array, const char *pointer, JsonObject *values, GError **error)
{
  g_autoptr (JsonArray) filled = json_array_new ();

  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      g_autofree char *inner = g_strdup_printf ("%s/%u", pointer, i);
      JsonNode *element =
          perch_placeholder_fill (json_array_get_element (array, i), inner, values, error);

      if (element == NULL)
        return NULL;
      json_array_add_element (filled, element);
    }
  return json_node_init_array (json_node_alloc (), filled);
}

static JsonNode *
fill_object (JsonObject *object, const char *pointer, JsonObject *values, GError **error)
{
  g_autoptr (JsonObject) filled = json_object_new ();
  JsonObjectIter iter;
  const char *name = NULL;
  JsonNode *member = NULL;

  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &member))
    {
      g_autofree char *inner = make_pointer (pointer, name);
      JsonNode *value = perch_placeholder_fill (member, inner, values, error);

      if (value == NULL)
        return NULL;
      json_object_set_member (filled, name, value);
    }
  return json_node_init_object (json_node_alloc (), filled);
}

/**
 * perch_placeholder_fill:
 * @node: what perch_placeholder_check() let pass
 * @pointer: where it stands in the settings file
 * @values: what `params` and `event` are
 * @error: return location for %PERCH_TRIGGER_ERROR_FAILED: there is no such value
 *
 * Puts values in the places of all placeholders; they keep their types. Nothing is computed, and
 * what has been put in is not looked at again.
 *
 * Returns: (transfer full) (nullable): a copy of @node
 */
JsonNode *
perch_placeholder_fill (JsonNode *node, const char *pointer, JsonObject *values, GError **error)
{
  g_autofree char *path = NULL;
  g_autofree char *shown = NULL;
  JsonNode *value = NULL;

  g_return_val_if_fail (node != NULL && pointer != NULL && values != NULL, NULL);

  if (JSON_NODE_HOLDS_ARRAY (node))
    return fill_array (json_node_get_array (node), pointer, values, error);
  if (JSON_NODE_HOLDS_OBJECT (node))
    return fill_object (json_node_get_object (node), pointer, values, error);
  path = dup_path (node);
  if (path == NULL)
    return json_node_copy (node);
  value = perch_field_path_lookup (values, path);
  if (value != NULL)
    return json_node_copy (value);
  shown = perch_text_escape (path);
  g_set_error (error, PERCH_TRIGGER_ERROR, PERCH_TRIGGER_ERROR_FAILED, "%s: there is no %s",
               pointer, shown);
  return NULL;
}
