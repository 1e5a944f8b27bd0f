/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/cli/ask-standing.h"

#include "app/cli/client.h"
#include "app/cli/output.h"
#include "app/cli/table.h"

#define TIMEOUT_S 10
#define MAX_S (30 * 24 * 3600)

/**
 * perch_ask_parse_duration:
 * @text: such as "90s", "30m", "8h" or "7d"
 * @seconds: (out): how long that is
 * @error: a #PERCH_CLI_ERROR
 *
 * Returns: whether @text is a time of at most 30 days
 */
gboolean
perch_ask_parse_duration (const char *text, guint *seconds, GError **error)
{
  static const struct
  {
    char unit;
    guint seconds;
  } units[] = { { 's', 1 }, { 'm', 60 }, { 'h', 3600 }, { 'd', 24 * 3600 } };
  char *end = NULL;
  guint64 number = g_ascii_strtoull (text, &end, 10);

  for (gsize i = 0; i < G_N_ELEMENTS (units); i++)
    if (g_ascii_isdigit (text[0]) && end[0] == units[i].unit && end[1] == '\0' && number > 0 &&
        number <= MAX_S / units[i].seconds)
      {
        *seconds = (guint) number * units[i].seconds;
        return TRUE;
      }
  g_set_error (error, PERCH_CLI_ERROR, PERCH_EXIT_USAGE,
               "\"%s\" is no time that an answer may hold: write 90s, 30m, 8h or 7d, 30d at most",
               text);
  return FALSE;
}

static void
print_table (JsonArray *answers)
{
  static const char *const headings[] = { "ID", "PROGRAM", "SCOPE", "UNTIL", "WHAT", NULL };
  g_autoptr (PerchTable) table = perch_table_new (headings);
  g_autofree char *text = NULL;

  for (guint i = 0; i < json_array_get_length (answers); i++)
    {
      JsonObject *answer = json_array_get_object_element (answers, i);
      const char *tool = json_object_get_string_member_with_default (answer, "tool_name", "");
      const char *cells[] = {
        json_object_get_string_member_with_default (answer, "id", ""),
        json_object_get_string_member_with_default (answer, "program", ""),
        json_object_get_string_member_with_default (answer, "scope", ""),
        json_object_get_string_member_with_default (answer, "expires", ""),
        json_object_get_string_member_with_default (answer, "prompt", tool),
        NULL,
      };

      perch_table_add_row (table, cells);
    }
  text = perch_table_format (table, FALSE);
  g_print ("%s", text);
}

/**
 * perch_ask_list_standing:
 * @json: whether to print the list as JSON
 *
 * Prints what the person has approved for some time.
 *
 * Returns: what to exit with
 */
PerchExitStatus
perch_ask_list_standing (gboolean json)
{
  g_autoptr (JsonNode) reply = NULL;
  g_autoptr (GError) error = NULL;
  JsonObject *object = NULL;

  if (!perch_cli_call ("GET", "/api/ask/standing", TIMEOUT_S, &reply, &error))
    return perch_output_failure (json, reply, error);
  object = json_node_get_object (reply);
  if (json)
    perch_output_json (reply);
  else
    print_table (json_object_get_array_member (object, "answers"));
  if (!json && !json_object_get_boolean_member (object, "enabled"))
    g_printerr ("perch: standing answers are off, and none of them counts; "
                "\"perch config set standing.enabled true\" switches them on\n");
  return PERCH_EXIT_OK;
}

/**
 * perch_ask_revoke:
 * @id: the id of a standing answer, as somebody typed it
 * @json: whether to print the answer of Perch
 *
 * Takes a standing answer back.
 *
 * Returns: what to exit with
 */
PerchExitStatus
perch_ask_revoke (const char *id, gboolean json)
{
  g_autofree char *escaped = g_uri_escape_string (id, NULL, FALSE);
  g_autofree char *path = g_strdup_printf ("/api/ask/standing/%s", escaped);
  g_autoptr (JsonNode) reply = NULL;
  g_autoptr (GError) error = NULL;

  if (!perch_cli_call ("DELETE", path, TIMEOUT_S, &reply, &error))
    return perch_output_failure (json, reply, error);
  if (json)
    perch_output_json (reply);
  return PERCH_EXIT_OK;
}
