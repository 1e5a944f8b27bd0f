/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/cli/ask-pending.h"

#include "app/cli/client.h"
#include "app/cli/output.h"
#include "app/cli/table.h"
#include "backend-manager/text.h"

#define TIMEOUT_S 10
#define MAX_PROMPT_CHARS 60

static const char *
get_string (JsonObject *object, const char *name)
{
  return json_object_get_string_member_with_default (object, name, "");
}

/**
 * perch_ask_print_result:
 * @reply: what became of a question, see `GET /api/ask/{id}`
 * @json: whether to print it as it is
 *
 * Returns: what to exit with
 */
PerchExitStatus
perch_ask_print_result (JsonNode *reply, gboolean json)
{
  JsonObject *result = json_node_get_object (reply);
  gboolean approved = json_object_get_boolean_member_with_default (result, "approved", FALSE);
  g_autofree char *response = perch_text_escape (get_string (result, "response"));
  gboolean timed_out = g_str_equal (get_string (result, "state"), "timed_out");

  if (json)
    perch_output_json (reply);
  else
    g_print ("%s%s%s\n",
             approved    ? "Approved"
             : timed_out ? "Not approved: nobody answered in time"
                         : "Rejected",
             response[0] != '\0' ? ": " : "", response);
  return approved ? PERCH_EXIT_OK : PERCH_EXIT_NOT_APPROVED;
}

static char *
shorten (const char *text)
{
  g_autofree char *start = NULL;

  if (g_utf8_strlen (text, -1) <= MAX_PROMPT_CHARS)
    return g_strdup (text);
  start = g_utf8_substring (text, 0, MAX_PROMPT_CHARS - 1);
  return g_strconcat (start, "…", NULL);
}

static void
add_row (PerchTable *table, JsonObject *ask)
{
  JsonObject *caller = json_object_get_object_member (ask, "caller");
  gint64 pid = json_object_get_int_member_with_default (caller, "pid", 0);
  double remaining = json_object_get_double_member_with_default (ask, "remaining", 0);
  g_autofree char *who =
      pid > 0 ? g_strdup_printf ("%s (pid %" G_GINT64_FORMAT ")", get_string (caller, "name"), pid)
              : g_strdup (get_string (caller, "name"));
  g_autofree char *left = g_strdup_printf ("%.0fs", remaining);
  g_autofree char *prompt = shorten (get_string (ask, "prompt"));
  const char *const cells[] = { get_string (ask, "id"), who, left, prompt, NULL };

  perch_table_add_row (table, cells);
}

static void
print_table (JsonArray *asks)
{
  static const char *const headings[] = { "ID", "WHO", "LEFT", "QUESTION", NULL };
  g_autoptr (PerchTable) table = perch_table_new (headings);
  g_autofree char *text = NULL;

  for (guint i = 0; i < json_array_get_length (asks); i++)
    add_row (table, json_array_get_object_element (asks, i));
  text = perch_table_format (table, FALSE);
  g_print ("%s", text);
}

/**
 * perch_ask_list_pending:
 * @json: whether to print the list as JSON
 *
 * Prints the questions that wait for an answer.
 *
 * Returns: what to exit with
 */
PerchExitStatus
perch_ask_list_pending (gboolean json)
{
  g_autoptr (JsonNode) reply = NULL;
  g_autoptr (GError) error = NULL;

  if (!perch_cli_call ("GET", "/api/ask/pending", TIMEOUT_S, &reply, &error))
    return perch_output_failure (json, reply, error);
  if (json)
    perch_output_json (reply);
  else
    print_table (json_object_get_array_member (json_node_get_object (reply), "pending"));
  return PERCH_EXIT_OK;
}

static char *
format_answer (const PerchAskReply *answer)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) node = NULL;

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "approved");
  json_builder_add_boolean_value (builder, answer->approved);
  if (answer->response != NULL)
    {
      json_builder_set_member_name (builder, "response");
      json_builder_add_string_value (builder, answer->response);
    }
  if (answer->standing_s > 0)
    {
      json_builder_set_member_name (builder, "standing");
      json_builder_begin_object (builder);
      json_builder_set_member_name (builder, "seconds");
      json_builder_add_int_value (builder, answer->standing_s);
      json_builder_set_member_name (builder, "scope");
      json_builder_add_string_value (builder, answer->scope != NULL ? answer->scope : "question");
      json_builder_end_object (builder);
    }
  json_builder_end_object (builder);
  node = json_builder_get_root (builder);
  return json_to_string (node, FALSE);
}

/**
 * perch_ask_respond:
 * @answer: what somebody says to a question
 * @json: whether to print the answer of Perch
 *
 * Answers a question.
 *
 * Returns: what to exit with
 */
PerchExitStatus
perch_ask_respond (const PerchAskReply *answer, gboolean json)
{
  g_autofree char *escaped = g_uri_escape_string (answer->id, NULL, FALSE);
  g_autofree char *path = g_strdup_printf ("/api/ask/%s/respond", escaped);
  g_autofree char *body = format_answer (answer);
  g_autoptr (JsonNode) reply = NULL;
  g_autoptr (GError) error = NULL;

  if (!perch_cli_send (path, body, TIMEOUT_S, &reply, &error))
    return perch_output_failure (json, reply, error);
  if (json)
    perch_output_json (reply);
  return PERCH_EXIT_OK;
}
