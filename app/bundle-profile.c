/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/bundle-profile.h"

#include <gio/gio.h>
#include <json-glib/json-glib.h>
#include <string.h>

#include "app/journal/secret-scan.h"

/* What is a secret here must not be found elsewhere either. */
static void
learn (PerchMask *mask, const char *value)
{
  if (value != NULL && strlen (value) >= PERCH_MASK_SHORTEST && strpbrk (value, "\"\\") == NULL)
    perch_mask_add_secret (mask, value);
}

static void
mask_env (JsonObject *env, PerchMask *mask)
{
  g_autoptr (GList) names = json_object_get_members (env);

  for (GList *l = names; l != NULL; l = l->next)
    {
      const char *name = l->data;

      if (perch_secret_is_name (name, strlen (name)))
        learn (mask, json_object_get_string_member_with_default (env, name, NULL));
      json_object_set_string_member (env, name, PERCH_MASK);
    }
}

/* "--token", "abc" and "--token=abc" */
static JsonNode *
mask_args (JsonArray *args, PerchMask *mask)
{
  JsonNode *node = json_node_new (JSON_NODE_ARRAY);
  JsonArray *masked = json_array_new ();
  gboolean secret = FALSE;

  for (guint i = 0; i < json_array_get_length (args); i++)
    {
      JsonNode *element = json_array_get_element (args, i);
      const char *text = JSON_NODE_HOLDS_VALUE (element) ? json_node_get_string (element) : NULL;
      const char *equals = text != NULL ? strchr (text, '=') : NULL;

      if (secret)
        learn (mask, text);
      else if (equals != NULL && perch_secret_is_name (text, equals - text))
        learn (mask, equals + 1);
      if (secret)
        json_array_add_string_element (masked, PERCH_MASK);
      else
        json_array_add_element (masked, json_node_copy (element));
      secret = !secret && text != NULL && text[0] == '-' && equals == NULL &&
               perch_secret_is_name (text, strlen (text));
    }
  json_node_take_array (node, masked);
  return node;
}

/**
 * perch_bundle_profile_mask:
 * @json: (array length=length): a settings file, or a profile
 * @mask: masks it, and learns the secrets of `env` and `args`
 *
 * Returns: (transfer full) (nullable): @json, laid out, without values of environment variables
 *   and other secrets; %NULL when it is no JSON
 */
GString *
perch_bundle_profile_mask (const char *json, gsize length, PerchMask *mask, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GString) masked = g_string_new (NULL);
  g_autofree char *text = NULL;
  JsonNode *root = NULL;
  JsonNode *member = NULL;

  if (!json_parser_load_from_data (parser, json, (gssize) length, error))
    {
      g_prefix_error (error, "it can't be masked, for it is no JSON: ");
      return NULL;
    }
  root = json_parser_get_root (parser);
  if (root != NULL && JSON_NODE_HOLDS_OBJECT (root))
    {
      JsonObject *object = json_node_get_object (root);

      member = json_object_get_member (object, "env");
      if (member != NULL && JSON_NODE_HOLDS_OBJECT (member))
        mask_env (json_node_get_object (member), mask);
      member = json_object_get_member (object, "args");
      if (member != NULL && JSON_NODE_HOLDS_ARRAY (member))
        json_object_set_member (object, "args", mask_args (json_node_get_array (member), mask));
    }
  text = root != NULL ? json_to_string (root, TRUE) : g_strdup ("null");
  if (!perch_mask_append_json (mask, masked, text, strlen (text)))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "it can't be masked");
      return NULL;
    }
  return g_steal_pointer (&masked);
}
