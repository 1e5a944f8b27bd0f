/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/triggers/field-path.h"

/**
 * perch_field_path_lookup:
 * @object: where to begin
 * @path: names of members with dots between them, such as "tab.url"
 *
 * Follows @path into @object. A name with a dot in it can't be reached.
 *
 * Returns: (transfer none) (nullable): what is there, which may be JSON's null; %NULL when nothing
 *   is
 */
JsonNode *
perch_field_path_lookup (JsonObject *object, const char *path)
{
  g_auto (GStrv) names = NULL;
  JsonNode *node = NULL;

  g_return_val_if_fail (object != NULL, NULL);
  g_return_val_if_fail (path != NULL, NULL);

  names = g_strsplit (path, ".", -1);
  for (gsize i = 0; names[i] != NULL; i++)
    {
      if (i > 0 && (node == NULL || !JSON_NODE_HOLDS_OBJECT (node)))
        return NULL;
      node = json_object_get_member (i == 0 ? object : json_node_get_object (node), names[i]);
    }
  return node;
}
