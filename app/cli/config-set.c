/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/cli/config-commands.h"

#include <string.h>

#include "app/cli/client.h"
#include "app/cli/output.h"
#include "app/config/settings-file.h"
#include "app/paths.h"
#include "backend-manager/json-check.h"
#include "backend-manager/text.h"

/* The disk may be slow. */
#define TIMEOUT_S 60

/* Returns: (transfer full): @text as JSON, or else as the string that it is */
static JsonNode *
parse_value (const char *text)
{
  if (g_utf8_validate (text, -1, NULL) && perch_json_check (text, strlen (text), NULL))
    return json_from_string (text, NULL);
  return json_node_init_string (json_node_alloc (), text);
}

/* Returns: (transfer full): {"limits":{"max_connections":VALUE}} for limits.max_connections */
static JsonObject *
build_changes (char **names, const char *value)
{
  JsonNode *node = parse_value (value);
  JsonObject *changes = NULL;

  for (guint i = g_strv_length (names); i-- > 0;)
    {
      JsonObject *object = json_object_new ();

      json_object_set_member (object, names[i], node);
      node = json_node_alloc ();
      json_node_init_object (node, object);
      json_object_unref (object);
    }
  changes = json_node_dup_object (node);
  json_node_unref (node);
  return changes;
}

static char *
build_body (const char *section, JsonObject *changes)
{
  g_autoptr (JsonObject) body = json_object_new ();
  g_autoptr (JsonNode) node = NULL;

  json_object_set_string_member (body, "section", section);
  json_object_set_object_member (body, "values", json_object_ref (changes));
  node = json_node_init_object (json_node_alloc (), body);
  return json_to_string (node, FALSE);
}

static PerchExitStatus
set_in_file (const PerchSection *section, JsonObject *changes, const char *key, gboolean json)
{
  g_autofree char *folder = perch_paths_get_config_dir ();
  g_autofree char *path = g_build_filename (folder, section->file, NULL);
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) warnings = NULL;
  g_autoptr (JsonObject) values =
      perch_settings_file_change (section, path, changes, &warnings, &error);
  g_autoptr (JsonNode) reply = NULL;

  if (values == NULL)
    {
      perch_output_failure (json, NULL, error);
      return PERCH_EXIT_FAILED;
    }
  reply = json_from_string ("{\"status\":\"ok\",\"applied\":[]}", NULL);
  if (json)
    perch_output_json (reply);
  else
    g_print ("%s is saved; it takes effect when Perch starts\n", key);
  return PERCH_EXIT_OK;
}

/* Saved it is; whether it works is another question. */
static PerchExitStatus
report (JsonObject *reply, const char *key)
{
  const char *problem = json_object_get_string_member_with_default (reply, "problem", NULL);
  JsonArray *later = json_object_get_array_member (reply, "needs_restart");
  JsonArray *applied = json_object_get_array_member (reply, "applied");

  if (json_array_get_length (later) > 0)
    g_print ("%s is saved; it takes effect when Perch starts again\n", key);
  else if (json_array_get_length (applied) > 0)
    g_print ("%s is saved, and in force\n", key);
  else
    g_print ("%s is what it was\n", key);
  if (problem == NULL)
    return PERCH_EXIT_OK;
  g_printerr ("perch config: %s\n", problem);
  return PERCH_EXIT_FAILED;
}

static PerchExitStatus
set (const PerchSection *section, JsonObject *changes, const char *key, gboolean json)
{
  g_autofree char *body = build_body (section->name, changes);
  g_autoptr (JsonNode) reply = NULL;
  g_autoptr (GError) error = NULL;

  if (!perch_cli_put ("/api/config/update", body, TIMEOUT_S, &reply, &error))
    return g_error_matches (error, PERCH_CLI_ERROR, PERCH_EXIT_NOT_RUNNING)
               ? set_in_file (section, changes, key, json)
               : perch_output_failure (json, reply, error);
  if (!json)
    return report (json_node_get_object (reply), key);
  perch_output_json (reply);
  return json_object_get_null_member (json_node_get_object (reply), "problem") ? PERCH_EXIT_OK
                                                                               : PERCH_EXIT_FAILED;
}

/**
 * perch_config_set:
 * @key: what to change, such as "bridge.port"
 * @value: JSON, or else a string
 * @json: whether programs are to read what came of it
 *
 * Changes a setting: of the Perch that runs, which applies it, else in the file alone.
 *
 * Returns: what to exit with
 */
PerchExitStatus
perch_config_set (const char *key, const char *value, gboolean json)
{
  g_auto (GStrv) names = g_strsplit (key, ".", -1);
  g_autofree char *shown = perch_text_escape (key);
  g_autoptr (JsonObject) changes = NULL;
  g_autoptr (GError) error = NULL;
  const PerchSection *section = NULL;

  if (!g_utf8_validate (key, -1, NULL) || g_strv_length (names) < 2 ||
      g_strv_contains ((const char *const *) names, ""))
    {
      g_printerr ("perch config: \"%s\" is no key; they look like bridge.port\n", shown);
      return PERCH_EXIT_USAGE;
    }
  section = perch_sections_find (names[0], &error);
  if (section == NULL)
    {
      perch_output_failure (json, NULL, error);
      return PERCH_EXIT_FAILED;
    }
  changes = build_changes (names + 1, value);
  return set (section, changes, shown, json);
}
