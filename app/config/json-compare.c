/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/config/json-compare.h"

/**
 * perch_json_copy:
 * @node: a JSON value
 *
 * json_node_copy() shares objects and arrays with the original; this does not.
 *
 * Returns: (transfer full): a copy that may be changed
 */
JsonNode *
perch_json_copy (JsonNode *node)
{
  g_autofree char *text = NULL;

  g_return_val_if_fail (node != NULL, NULL);

  text = json_to_string (node, FALSE);
  return json_from_string (text, NULL);
}

static JsonNode *
wrap (JsonObject *object)
{
  return json_node_init_object (json_node_alloc (), object);
}

/**
 * perch_json_object_copy:
 * @object: an object
 *
 * Returns: (transfer full): a copy that may be changed
 */
JsonObject *
perch_json_object_copy (JsonObject *object)
{
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (JsonNode) copy = NULL;

  g_return_val_if_fail (object != NULL, NULL);

  node = wrap (object);
  copy = perch_json_copy (node);
  return json_node_dup_object (copy);
}

/**
 * perch_json_objects_equal:
 * @a: an object
 * @b: another one
 *
 * Returns: whether they have the same members with the same values, in whatever order
 */
gboolean
perch_json_objects_equal (JsonObject *a, JsonObject *b)
{
  g_autoptr (JsonNode) a_node = NULL;
  g_autoptr (JsonNode) b_node = NULL;

  g_return_val_if_fail (a != NULL && b != NULL, FALSE);

  a_node = wrap (a);
  b_node = wrap (b);
  return json_node_equal (a_node, b_node);
}

static void list_changes (GStrvBuilder *keys,
                          const char *prefix,
                          JsonObject *before,
                          JsonObject *after);

static void
compare (GStrvBuilder *keys, const char *key, JsonNode *before, JsonNode *after)
{
  if (before != NULL && after != NULL && JSON_NODE_HOLDS_OBJECT (before) &&
      JSON_NODE_HOLDS_OBJECT (after))
    {
      g_autofree char *prefix = g_strconcat (key, ".", NULL);

      list_changes (keys, prefix, json_node_get_object (before), json_node_get_object (after));
    }
  else if (before == NULL || after == NULL || !json_node_equal (before, after))
    g_strv_builder_add (keys, key);
}

static void
list_changes (GStrvBuilder *keys, const char *prefix, JsonObject *before, JsonObject *after)
{
  JsonObjectIter iter;
  const char *name = NULL;
  JsonNode *node = NULL;

  json_object_iter_init_ordered (&iter, after);
  while (json_object_iter_next_ordered (&iter, &name, &node))
    {
      g_autofree char *key = g_strconcat (prefix, name, NULL);

      compare (keys, key, json_object_get_member (before, name), node);
    }
  json_object_iter_init_ordered (&iter, before);
  while (json_object_iter_next_ordered (&iter, &name, NULL))
    if (!json_object_has_member (after, name))
      {
        g_autofree char *key = g_strconcat (prefix, name, NULL);

        g_strv_builder_add (keys, key);
      }
}

/**
 * perch_json_list_changes:
 * @before: settings
 * @after: later settings
 *
 * Returns: (transfer full) (array zero-terminated=1): what differs, such as
 * "limits.max_connections"
 */
GStrv
perch_json_list_changes (JsonObject *before, JsonObject *after)
{
  g_autoptr (GStrvBuilder) keys = g_strv_builder_new ();

  g_return_val_if_fail (before != NULL && after != NULL, NULL);

  list_changes (keys, "", before, after);
  return g_strv_builder_end (keys);
}

/**
 * perch_json_pick_changes:
 * @before: settings
 * @after: later settings
 *
 * Returns: (transfer full): the members of @after, inner ones too, that are others than in @before
 *   and are there as well
 */
JsonObject *
perch_json_pick_changes (JsonObject *before, JsonObject *after)
{
  JsonObject *picked = NULL;
  JsonObjectIter iter;
  const char *name = NULL;
  JsonNode *node = NULL;

  g_return_val_if_fail (before != NULL && after != NULL, NULL);

  picked = json_object_new ();
  json_object_iter_init_ordered (&iter, before);
  while (json_object_iter_next_ordered (&iter, &name, &node))
    {
      JsonNode *value = json_object_get_member (after, name);

      if (value == NULL || json_node_equal (value, node))
        continue;
      if (JSON_NODE_HOLDS_OBJECT (value) && JSON_NODE_HOLDS_OBJECT (node))
        json_object_set_object_member (
            picked, name,
            perch_json_pick_changes (json_node_get_object (node), json_node_get_object (value)));
      else
        json_object_set_member (picked, name, perch_json_copy (value));
    }
  return picked;
}
