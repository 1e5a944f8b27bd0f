/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/approvals/standing-answer.h"

#include "tests/unit/app/ask-sample.h"

#define LATER_S G_GINT64_CONSTANT (2000000000)

static PerchAsk *
put (PerchAskQueue *asks, const char *prompt, const char *tool_name, const char *args)
{
  g_autoptr (PerchCaller) caller = perch_caller_new (12, NULL, "/usr/bin/curl");
  const PerchAskQuestion question = {
    .prompt = prompt,
    .tool_name = tool_name,
    .args = args,
    .timeout_ms = 600000,
    .caller = caller,
  };

  return perch_ask_queue_add (asks, &question, NULL);
}

static void
test_question (void)
{
  g_autoptr (PerchAskQueue) asks = ask_sample_queue (10);
  PerchAsk *ask = put (asks, "Allow?", "rm", "{\"path\":\"/x\"}");
  g_autoptr (PerchStandingAnswer) answer =
      perch_standing_answer_new (ask, PERCH_STANDING_SCOPE_QUESTION, LATER_S);

  g_assert_true (perch_standing_answer_covers (answer, ask, LATER_S - 1));
  g_assert_false (perch_standing_answer_covers (answer, ask, LATER_S));
  g_assert_true (
      perch_standing_answer_covers (answer, put (asks, "Allow?", "rm", "{\"path\":\"/x\"}"), 0));
  g_assert_false (
      perch_standing_answer_covers (answer, put (asks, "Allow?", "rm", "{\"path\":\"/y\"}"), 0));
  g_assert_false (perch_standing_answer_covers (answer, put (asks, "Allow?", "rm", NULL), 0));
  g_assert_false (
      perch_standing_answer_covers (answer, put (asks, "Allow", "rm", "{\"path\":\"/x\"}"), 0));
  g_assert_false (
      perch_standing_answer_covers (answer, put (asks, "Allow?", "mv", "{\"path\":\"/x\"}"), 0));
}

static void
test_tool (void)
{
  g_autoptr (PerchAskQueue) asks = ask_sample_queue (10);
  g_autoptr (PerchStandingAnswer) answer = perch_standing_answer_new (
      put (asks, "Allow?", "rm", "{}"), PERCH_STANDING_SCOPE_TOOL, LATER_S);

  g_assert_true (perch_standing_answer_covers (answer, put (asks, "And?", "rm", NULL), 0));
  g_assert_false (perch_standing_answer_covers (answer, put (asks, "Allow?", "mv", "{}"), 0));
  g_assert_false (perch_standing_answer_covers (answer, put (asks, "Allow?", NULL, NULL), 0));
}

static void
test_program (void)
{
  g_autoptr (PerchAskQueue) asks = ask_sample_queue (10);
  g_autoptr (PerchStandingAnswer) answer = perch_standing_answer_new (
      put (asks, "Allow?", NULL, NULL), PERCH_STANDING_SCOPE_QUESTION, LATER_S);
  static const char *const programs[] = { "/usr/bin/curl2", "/tmp/curl", "/usr/bin/curl (deleted)",
                                          NULL };

  g_test_summary ("It holds for one executable, and for nobody who is not known.");

  for (gsize i = 0; i < G_N_ELEMENTS (programs); i++)
    {
      g_autoptr (PerchCaller) caller = perch_caller_new (12, "curl", programs[i]);
      const PerchAskQuestion question = {
        .prompt = "Allow?",
        .timeout_ms = 600000,
        .caller = caller,
      };

      g_assert_false (
          perch_standing_answer_covers (answer, perch_ask_queue_add (asks, &question, NULL), 0));
    }
}

static PerchStandingAnswer *
write_and_read (const PerchStandingAnswer *answer)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) node = NULL;

  perch_standing_answer_add_json (answer, builder);
  node = json_builder_get_root (builder);
  return perch_standing_answer_read (json_node_get_object (node));
}

static void
test_json (void)
{
  g_autoptr (PerchAskQueue) asks = ask_sample_queue (10);
  PerchAsk *ask = put (asks, "Allow\n\"this\"?", "rm", "{\"b\":1,\"a\":[2.5]}");
  g_autoptr (PerchStandingAnswer) question =
      perch_standing_answer_new (ask, PERCH_STANDING_SCOPE_QUESTION, LATER_S);
  g_autoptr (PerchStandingAnswer) tool =
      perch_standing_answer_new (ask, PERCH_STANDING_SCOPE_TOOL, LATER_S);
  g_autoptr (PerchStandingAnswer) question_again = write_and_read (question);
  g_autoptr (PerchStandingAnswer) tool_again = write_and_read (tool);
  g_autofree char *text = perch_standing_answer_describe (tool_again);

  g_test_summary ("What is kept in the settings says the same when it is read again.");

  g_assert_cmpstr (question_again->id, ==, question->id);
  g_assert_cmpint (question_again->expires_s, ==, LATER_S);
  g_assert_true (perch_standing_answer_covers (question_again, ask, 0));
  g_assert_cmpint (tool_again->scope, ==, PERCH_STANDING_SCOPE_TOOL);
  g_assert_null (tool_again->prompt);
  g_assert_true (perch_standing_answer_covers (tool_again, ask, 0));
  g_assert_cmpstr (
      text, ==, "/usr/bin/curl may have the tool \"rm\" without asking until 2033-05-18T03:33:20Z");
}

static void
test_bad_time (void)
{
  g_autoptr (JsonNode) node =
      json_from_string ("{\"id\":\"0\",\"program\":\"/x\",\"scope\":\"question\","
                        "\"prompt\":\"?\",\"expires\":\"2026-13-45T99:99:99Z\"}",
                        NULL);

  g_assert_null (perch_standing_answer_read (json_node_get_object (node)));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/standing-answer/question", test_question);
  g_test_add_func ("/standing-answer/tool", test_tool);
  g_test_add_func ("/standing-answer/program", test_program);
  g_test_add_func ("/standing-answer/json", test_json);
  g_test_add_func ("/standing-answer/bad-time", test_bad_time);
  return g_test_run ();
}
