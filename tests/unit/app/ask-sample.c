/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "tests/unit/app/ask-sample.h"

/**
 * ask_sample_init:
 * @standing_settings: (nullable): what the settings say of standing answers
 */
void
ask_sample_init (AskSample *sample, const char *standing_settings)
{
  perch_scratch_init (&sample->scratch);
  if (standing_settings != NULL)
    g_free (perch_scratch_write (&sample->scratch, ASK_SAMPLE_FILE, standing_settings, 0600));
  sample->settings = perch_settings_new (sample->scratch.dir);
  sample->journal = perch_journal_new (sample->scratch.dir);
  sample->asks = ask_sample_queue (10);
  sample->standing = perch_standing_answers_new (sample->settings, sample->asks, sample->journal);
}

/* Something may still be saved or read by it. */
static void
release (gpointer object)
{
  gpointer left = object;

  g_object_add_weak_pointer (G_OBJECT (object), &left);
  g_object_unref (object);
  while (left != NULL)
    g_main_context_iteration (NULL, TRUE);
}

/**
 * ask_sample_clear:
 *
 * Waits until all is saved.
 */
void
ask_sample_clear (AskSample *sample)
{
  release (sample->standing);
  g_assert_finalize_object (sample->asks);
  release (sample->settings);
  perch_journal_close (sample->journal);
  g_assert_finalize_object (sample->journal);
  perch_scratch_clear (&sample->scratch);
}

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
