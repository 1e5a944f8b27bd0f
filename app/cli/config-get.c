/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/cli/config-commands.h"

#include "app/cli/client.h"
#include "app/cli/output.h"
#include "app/config/sections.h"
#include "app/config/settings-file.h"
#include "app/paths.h"
#include "backend-manager/text.h"

#define TIMEOUT_S 10

/* Without a Perch that runs, what counts is what the files say. */
static JsonObject *
read_file (const PerchSection *section, GError **error)
{
  g_autofree char *folder = perch_paths_get_config_dir ();
  g_autofree char *path = g_build_filename (folder, section->file, NULL);
  g_autoptr (JsonObject) values = NULL;
  g_auto (GStrv) warnings = NULL;

  values = perch_settings_file_load (section, path, &warnings, error);
  return values != NULL ? perch_settings_file_complete (section, values) : NULL;
}

static JsonObject *
read_files (GError **error)
{
  g_autoptr (JsonObject) all = json_object_new ();
  gsize n_sections = 0;
  const PerchSection *sections = perch_sections_get (&n_sections);

  for (gsize i = 0; i < n_sections; i++)
    {
      JsonObject *values = read_file (&sections[i], error);

      if (values == NULL)
        return NULL;
      json_object_set_object_member (all, sections[i].name, values);
    }
  return g_steal_pointer (&all);
}

static JsonObject *
take_values (JsonNode *reply)
{
  JsonObject *sections = json_object_get_object_member (json_node_get_object (reply), "sections");
  JsonObject *all = json_object_new ();
  JsonObjectIter iter;
  const char *name = NULL;
  JsonNode *section = NULL;

  json_object_iter_init_ordered (&iter, sections);
  while (json_object_iter_next_ordered (&iter, &name, &section))
    {
      JsonObject *values = json_object_get_object_member (json_node_get_object (section), "values");

      json_object_set_object_member (all, name, json_object_ref (values));
    }
  return all;
}

/* Returns: (transfer full) (nullable): the settings in force, a member for each section */
static JsonObject *
get_all (GError **error)
{
  g_autoptr (JsonNode) reply = NULL;
  g_autoptr (GError) problem = NULL;

  if (perch_cli_call ("GET", "/api/config/workspace", TIMEOUT_S, &reply, &problem))
    return take_values (reply);
  if (g_error_matches (problem, PERCH_CLI_ERROR, PERCH_EXIT_NOT_RUNNING))
    return read_files (error);
  g_propagate_error (error, g_steal_pointer (&problem));
  return NULL;
}

/* Returns: (transfer none) (nullable): what @key, such as "bridge.limits.max_connections", names */
static JsonNode *
look_up (JsonNode *all, const char *key, GError **error)
{
  g_auto (GStrv) names = g_strsplit (key, ".", -1);
  JsonNode *node = all;

  if (perch_sections_find (names[0], error) == NULL)
    return NULL;
  for (guint i = 0; names[i] != NULL && node != NULL; i++)
    node = JSON_NODE_HOLDS_OBJECT (node)
               ? json_object_get_member (json_node_get_object (node), names[i])
               : NULL;
  if (node == NULL)
    {
      g_autofree char *shown = perch_text_escape (key);

      g_set_error (error, PERCH_CLI_ERROR, PERCH_EXIT_FAILED,
                   "There is no setting called \"%.100s\"; \"perch config get %s\" shows all",
                   shown, names[0]);
    }
  return node;
}

static void
print_value (const char *key, JsonNode *node)
{
  g_autofree char *text = json_to_string (node, FALSE);

  g_print ("%s = %s\n", key, text);
}

static void
print_all (const char *prefix, JsonNode *node)
{
  JsonObjectIter iter;
  const char *name = NULL;
  JsonNode *value = NULL;

  json_object_iter_init_ordered (&iter, json_node_get_object (node));
  while (json_object_iter_next_ordered (&iter, &name, &value))
    {
      g_autofree char *key =
          *prefix != '\0' ? g_strconcat (prefix, ".", name, NULL) : g_strdup (name);

      if (JSON_NODE_HOLDS_OBJECT (value))
        print_all (key, value);
      else
        print_value (key, value);
    }
}

static void
print (const char *key, JsonNode *node)
{
  gboolean is_string =
      JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING;
  g_autofree char *text =
      is_string ? perch_text_escape (json_node_get_string (node)) : json_to_string (node, FALSE);

  if (JSON_NODE_HOLDS_OBJECT (node))
    print_all (key != NULL ? key : "", node);
  else
    g_print ("%s\n", text);
}

/**
 * perch_config_get:
 * @key: (nullable): what to show, such as "bridge" or "bridge.port"; %NULL for everything
 * @json: whether programs are to read it
 *
 * Prints settings: those in force where a Perch runs, else those of the files.
 *
 * Returns: what to exit with
 */
PerchExitStatus
perch_config_get (const char *key, gboolean json)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) object = get_all (&error);
  g_autoptr (JsonNode) all = NULL;
  JsonNode *node = NULL;

  if (object != NULL)
    {
      all = json_node_init_object (json_node_alloc (), object);
      node = key != NULL ? look_up (all, key, &error) : all;
    }
  if (node == NULL)
    {
      perch_output_failure (json, NULL, error);
      return PERCH_EXIT_FAILED;
    }
  if (json)
    perch_output_json (node);
  else
    print (key, node);
  return PERCH_EXIT_OK;
}
