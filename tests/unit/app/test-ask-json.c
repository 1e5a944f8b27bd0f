/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/approvals/ask-queue.h"

#include "tests/unit/app/ask-sample.h"

#define LONG_MS 600000

static const char *
get (JsonObject *object, const char *name)
{
  return json_object_get_string_member (object, name);
}

static void
test_pending (void)
{
  g_autoptr (PerchAskQueue) queue = ask_sample_queue (10);
  PerchAsk *ask = ask_sample_put (queue, "Allow?\n\"all\"", LONG_MS);
  g_autoptr (JsonObject) json = ask_sample_json (ask);
  JsonObject *caller = json_object_get_object_member (json, "caller");

  g_assert_cmpstr (get (json, "id"), ==, perch_ask_get_id (ask));
  g_assert_cmpstr (get (json, "state"), ==, "pending");
  g_assert_false (json_object_get_boolean_member (json, "approved"));
  g_assert_cmpstr (get (json, "response"), ==, "");
  g_assert_cmpstr (get (json, "prompt"), ==, "Allow?\n\"all\"");
  g_assert_cmpstr (get (json, "trace_id"), ==, "0123456789abcdef0123456789abcdef");
  g_assert_cmpfloat (json_object_get_double_member (json, "timeout"), ==, 600);
  g_assert_cmpfloat (json_object_get_double_member (json, "remaining"), >, 0);
  g_assert_true (g_str_has_suffix (get (json, "asked_at"), "Z"));
  g_assert_cmpint (json_object_get_int_member (caller, "pid"), ==, 12);
  g_assert_cmpstr (get (caller, "name"), ==, "curl");
  g_assert_cmpstr (get (caller, "program"), ==, "/usr/bin/curl");
  g_assert_false (json_object_has_member (json, "way"));
  g_assert_false (json_object_has_member (json, "args"));
}

static void
test_answered (void)
{
  g_autoptr (PerchAskQueue) queue = ask_sample_queue (10);
  g_autoptr (PerchCaller) by = perch_caller_new (0, NULL, NULL);
  const PerchAskAnswer answer = { .approved = TRUE, .way = PERCH_ASK_WAY_API, .by = by };
  PerchAsk *ask = ask_sample_put (queue, "?", LONG_MS);
  g_autoptr (JsonObject) json = NULL;
  JsonObject *answered_by = NULL;

  g_assert_true (perch_ask_queue_answer (queue, ask, &answer, NULL));
  json = ask_sample_json (ask);
  g_assert_cmpstr (get (json, "state"), ==, "approved");
  g_assert_true (json_object_get_boolean_member (json, "approved"));
  g_assert_cmpstr (get (json, "response"), ==, "");
  g_assert_cmpstr (get (json, "way"), ==, "api");
  g_assert_cmpfloat (json_object_get_double_member (json, "remaining"), ==, 0);
  answered_by = json_object_get_object_member (json, "answered_by");
  g_assert_true (json_object_get_null_member (answered_by, "pid"));
  g_assert_true (json_object_get_null_member (answered_by, "program"));
}

static void
test_tool (void)
{
  g_autoptr (PerchAskQueue) queue = ask_sample_queue (10);
  g_autoptr (PerchCaller) caller = perch_caller_new (0, "Word Counter", NULL);
  const PerchAskQuestion question = {
    .prompt = "?",
    .tool_name = "rm",
    .args = "{\"path\":\"/x\"}",
    .timeout_ms = LONG_MS,
    .caller = caller,
  };
  g_autoptr (JsonObject) json = ask_sample_json (perch_ask_queue_add (queue, &question, NULL));

  g_assert_cmpstr (get (json, "tool_name"), ==, "rm");
  g_assert_cmpstr (get (json_object_get_object_member (json, "args"), "path"), ==, "/x");
  g_assert_true (json_object_get_null_member (json, "trace_id"));
}

static void
test_described (void)
{
  g_autoptr (PerchAskQueue) queue = ask_sample_queue (10);
  g_autoptr (PerchCaller) by = perch_caller_new (7, NULL, "/bin/sh");
  const PerchAskAnswer answer = { .way = PERCH_ASK_WAY_CLI, .by = by };
  PerchAsk *yes = ask_sample_put (queue, "?", LONG_MS);
  PerchAsk *no = ask_sample_put (queue, "?", LONG_MS);
  PerchAsk *gone = ask_sample_put (queue, "?", LONG_MS);
  g_autofree char *approved = NULL;
  g_autofree char *rejected = NULL;
  g_autofree char *withdrawn = NULL;

  ask_sample_answer (queue, yes, TRUE);
  perch_ask_queue_answer (queue, no, &answer, NULL);
  perch_ask_withdraw (gone);
  approved = perch_ask_describe_end (yes);
  rejected = perch_ask_describe_end (no);
  withdrawn = perch_ask_describe_end (gone);
  g_assert_cmpstr (approved, ==, "approved (dialog)");
  g_assert_cmpstr (rejected, ==, "rejected (cli, by sh (pid 7, /bin/sh))");
  g_assert_cmpstr (withdrawn, ==, "withdrawn (who asked is gone)");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ask-json/pending", test_pending);
  g_test_add_func ("/ask-json/answered", test_answered);
  g_test_add_func ("/ask-json/tool", test_tool);
  g_test_add_func ("/ask-json/described", test_described);
  return g_test_run ();
}
