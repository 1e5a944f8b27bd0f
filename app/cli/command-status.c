/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/cli/client.h"
#include "app/cli/commands.h"
#include "app/cli/options.h"
#include "app/cli/output.h"
#include "app/cli/status-format.h"

#define TIMEOUT_S 10

/* What `--json` prints: both answers in one, without the word that every answer has. */
static JsonNode *
merge (JsonNode *status, JsonNode *backends)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *from = json_node_get_object (status);
  g_autoptr (JsonObject) merged = json_object_new ();
  static const char *const members[] = { "version", "pid", "uptime_seconds", "mode" };

  for (gsize i = 0; i < G_N_ELEMENTS (members); i++)
    json_object_set_member (merged, members[i], json_object_dup_member (from, members[i]));
  json_object_set_member (merged, "backends",
                          json_object_dup_member (json_node_get_object (backends), "backends"));
  json_object_set_member (merged, "surfaces", json_object_dup_member (from, "surfaces"));
  json_object_set_member (merged, "problems", json_object_dup_member (from, "problems"));
  json_node_set_object (node, merged);
  return g_steal_pointer (&node);
}

/**
 * perch_command_status:
 * @argv: the command line from "status" on
 *
 * Returns: what to exit with
 */
PerchExitStatus
perch_command_status (char **argv)
{
  static const PerchUsage usage = { NULL, 0, "Shows how Perch and its backends are doing." };
  gboolean json = FALSE;
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, "Print everything as JSON", NULL },
    { NULL },
  };
  g_autoptr (JsonNode) status = NULL;
  g_autoptr (JsonNode) backends = NULL;
  g_autoptr (JsonNode) merged = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  if (!perch_options_parse (&usage, entries, argv, NULL))
    return PERCH_EXIT_USAGE;
  if (!perch_cli_call ("GET", "/status", TIMEOUT_S, &status, &error))
    return perch_output_failure (json, status, error);
  if (!perch_cli_call ("GET", "/api/backends", TIMEOUT_S, &backends, &error))
    return perch_output_failure (json, backends, error);

  merged = merge (status, backends);
  if (json)
    perch_output_json (merged);
  else
    {
      text = perch_status_format (json_node_get_object (merged), perch_output_has_colour ());
      g_print ("%s", text);
    }
  return PERCH_EXIT_OK;
}
