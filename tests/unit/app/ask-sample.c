/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "tests/unit/app/ask-sample.h"

/**
 * ask_sample_queue:
 *
 * Returns: (transfer full): an empty queue whose person can be reached
 */
PerchAskQueue *
ask_sample_queue (guint max_pending)
{
  PerchAskQueue *queue = perch_ask_queue_new (max_pending);

  perch_ask_queue_expect_answers (queue);
  return queue;
}

/**
 * ask_sample_put:
 *
 * Returns: (transfer none): the question, asked by curl, which has process id 12
 */
PerchAsk *
ask_sample_put (PerchAskQueue *queue, const char *prompt, guint timeout_ms)
{
  g_autoptr (PerchCaller) caller = perch_caller_new (12, NULL, "/usr/bin/curl");
  g_autoptr (GError) error = NULL;
  const PerchAskQuestion question = {
    .prompt = prompt,
    .timeout_ms = timeout_ms,
    .caller = caller,
    .trace_id = "0123456789abcdef0123456789abcdef",
  };
  PerchAsk *ask = perch_ask_queue_add (queue, &question, &error);

  g_assert_no_error (error);
  g_assert_nonnull (ask);
  return ask;
}

/**
 * ask_sample_answer:
 *
 * Answers with "because", by the dialog.
 *
 * Returns: whether @ask was still pending
 */
gboolean
ask_sample_answer (PerchAskQueue *queue, PerchAsk *ask, gboolean approved)
{
  const PerchAskAnswer answer = {
    .approved = approved,
    .response = "because",
    .way = PERCH_ASK_WAY_DIALOG,
  };
  g_autoptr (GError) error = NULL;

  if (perch_ask_queue_answer (queue, ask, &answer, &error))
    return TRUE;
  g_assert_error (error, PERCH_APPROVALS_ERROR, PERCH_APPROVALS_ERROR_OVER);
  return FALSE;
}

/**
 * ask_sample_json:
 *
 * Returns: (transfer full): what other programs are told of @ask
 */
JsonObject *
ask_sample_json (PerchAsk *ask)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) node = NULL;

  json_builder_begin_object (builder);
  perch_ask_add_json (ask, builder);
  json_builder_end_object (builder);
  node = json_builder_get_root (builder);
  return json_node_dup_object (node);
}
