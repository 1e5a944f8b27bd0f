/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/cli/output.h"

#include <stdio.h>
#include <unistd.h>

#include "backend-manager/text.h"

/**
 * perch_output_has_colour:
 *
 * Returns: whether stdout is a terminal whose user has nothing against colours
 */
gboolean
perch_output_has_colour (void)
{
  const char *no_color = g_getenv ("NO_COLOR");

  return isatty (STDOUT_FILENO) && (no_color == NULL || no_color[0] == '\0') &&
         g_strcmp0 (g_getenv ("TERM"), "dumb") != 0;
}

/**
 * perch_output_json:
 * @node: a JSON value
 *
 * Prints @node: for reading on a terminal, on one line for anything else.
 */
void
perch_output_json (JsonNode *node)
{
  g_autofree char *text = json_to_string (node, isatty (STDOUT_FILENO));

  g_print ("%s\n", text);
}

static JsonNode *
make_error_node (const GError *error)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  gboolean not_running = error->code == PERCH_EXIT_NOT_RUNNING;

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "status");
  json_builder_add_string_value (builder, "error");
  json_builder_set_member_name (builder, "error");
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "code");
  json_builder_add_string_value (builder, not_running ? "not_running" : "failed");
  json_builder_set_member_name (builder, "message");
  json_builder_add_string_value (builder, error->message);
  json_builder_end_object (builder);
  json_builder_end_object (builder);
  return json_builder_get_root (builder);
}

/**
 * perch_output_failure:
 * @json: whether `--json` was given
 * @reply: (nullable): what Perch answered
 * @error: a #PERCH_CLI_ERROR
 *
 * Says on stderr why a command failed, and with @json on stdout too, for programs.
 *
 * Returns: what the command exits with
 */
PerchExitStatus
perch_output_failure (gboolean json, JsonNode *reply, const GError *error)
{
  g_auto (GStrv) lines = NULL;

  g_return_val_if_fail (error != NULL, PERCH_EXIT_FAILED);

  if (json)
    {
      g_autoptr (JsonNode) made = reply == NULL ? make_error_node (error) : NULL;

      perch_output_json (reply != NULL ? reply : made);
    }
  /* The lines of a failed program are among them, and must not steer the terminal. */
  lines = g_strsplit (error->message, "\n", -1);
  for (gsize i = 0; lines[i] != NULL; i++)
    {
      g_autofree char *shown = perch_text_escape (lines[i]);

      g_printerr ("%s%s\n", i == 0 ? "perch: " : "", shown);
    }
  return error->domain == PERCH_CLI_ERROR ? (PerchExitStatus) error->code : PERCH_EXIT_FAILED;
}
