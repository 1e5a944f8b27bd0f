/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/approvals/standing-answers.h"

#include <string.h>

#include "tests/unit/app/ask-sample.h"

#define LONG_MS 600000
#define HOUR_S 3600

static void
setup (AskSample *sample, gconstpointer data)
{
  ask_sample_init (sample, data);
}

static void
teardown (AskSample *sample, gconstpointer data)
{
  ask_sample_clear (sample);
}

static PerchAsk *
put (AskSample *sample, const char *prompt)
{
  return ask_sample_put (sample->asks, prompt, LONG_MS);
}

static void
give (AskSample *sample, const char *prompt)
{
  g_autoptr (GError) error = NULL;
  PerchAsk *ask = put (sample, prompt);

  g_assert_true (perch_standing_answers_give (sample->standing, ask, PERCH_STANDING_SCOPE_QUESTION,
                                              HOUR_S, &error));
  g_assert_no_error (error);
  ask_sample_answer (sample->asks, ask, TRUE);
}

static JsonArray *
list (AskSample *sample, JsonNode **node)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  perch_standing_answers_add_json (sample->standing, builder);
  json_builder_end_object (builder);
  *node = json_builder_get_root (builder);
  return json_object_get_array_member (json_node_get_object (*node), "answers");
}

static guint
count (AskSample *sample)
{
  g_autoptr (JsonNode) node = NULL;

  return json_array_get_length (list (sample, &node));
}

static char *
dup_first_id (AskSample *sample)
{
  g_autoptr (JsonNode) node = NULL;
  JsonObject *first = json_array_get_object_element (list (sample, &node), 0);

  return g_strdup (json_object_get_string_member (first, "id"));
}

/* Waits until the file has @text, or has it no more. */
static void
wait_for_file (AskSample *sample, const char *text, gboolean has)
{
  gboolean done = FALSE;

  while (!done)
    {
      g_autofree char *file = NULL;

      g_main_context_iteration (NULL, FALSE);
      if (perch_scratch_has (&sample->scratch, ASK_SAMPLE_FILE))
        file = perch_scratch_read (&sample->scratch, ASK_SAMPLE_FILE);
      done = (file != NULL && strstr (file, text) != NULL) == has;
    }
}

static void
test_off (AskSample *sample, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  PerchAsk *ask = put (sample, "Allow?");

  g_assert_false (perch_standing_answers_is_enabled (sample->standing));
  g_assert_false (perch_standing_answers_give (sample->standing, ask, PERCH_STANDING_SCOPE_QUESTION,
                                               HOUR_S, &error));
  g_assert_error (error, PERCH_APPROVALS_ERROR, PERCH_APPROVALS_ERROR_STANDING);
  g_assert_false (perch_scratch_has (&sample->scratch, ASK_SAMPLE_FILE));
}

static void
test_used (AskSample *sample, gconstpointer data)
{
  PerchAsk *again = NULL;
  g_autofree char *end = NULL;

  g_test_summary ("The same question is approved without the person, and nothing else is.");

  give (sample, "Allow?");
  again = put (sample, "Allow?");
  g_assert_true (perch_ask_get_approved (again));
  end = perch_ask_describe_end (again);
  g_assert_cmpstr (end, ==, "approved (standing)");
  g_assert_false (perch_ask_get_approved (put (sample, "Allow this?")));
  wait_for_file (sample, "\"Allow?\"", TRUE);
}

static void
test_revoked (AskSample *sample, gconstpointer data)
{
  g_autofree char *id = NULL;

  give (sample, "Allow?");
  id = dup_first_id (sample);
  wait_for_file (sample, id, TRUE);
  g_assert_false (perch_standing_answers_revoke (sample->standing, "000000000000"));
  g_assert_true (perch_standing_answers_revoke (sample->standing, id));
  g_assert_false (perch_standing_answers_revoke (sample->standing, id));
  g_assert_false (perch_ask_get_approved (put (sample, "Allow?")));
  wait_for_file (sample, id, FALSE);
}

static void
test_burst (AskSample *sample, gconstpointer data)
{
  g_test_summary ("Several in a row are all kept, though each is saved in its own time.");

  for (guint i = 0; i < 5; i++)
    {
      g_autofree char *prompt = g_strdup_printf ("number %u", i);

      give (sample, prompt);
    }
  g_assert_cmpuint (count (sample), ==, 5);
  wait_for_file (sample, "number 4", TRUE);
  wait_for_file (sample, "number 0", TRUE);
  g_assert_cmpuint (count (sample), ==, 5);
}

static void
test_from_file (AskSample *sample, gconstpointer data)
{
  g_assert_cmpuint (count (sample), ==, 1);
  g_assert_true (perch_ask_get_approved (put (sample, "Kept?")));
  g_assert_false (perch_ask_get_approved (put (sample, "Expired?")));
}

static void
test_switched_off_by_hand (AskSample *sample, gconstpointer data)
{
  g_free (perch_scratch_write (&sample->scratch, ASK_SAMPLE_FILE, "{\"enabled\":false}", 0600));
  while (perch_standing_answers_is_enabled (sample->standing))
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (perch_ask_get_approved (put (sample, "Kept?")));
  g_assert_cmpuint (count (sample), ==, 0);
}

static void
refuse (AskSample *sample,
        const PerchAskQuestion *question,
        PerchStandingScope scope,
        guint seconds,
        const char *words)
{
  g_autoptr (GError) error = NULL;
  PerchAsk *ask = perch_ask_queue_add (sample->asks, question, NULL);

  g_assert_false (perch_standing_answers_give (sample->standing, ask, scope, seconds, &error));
  g_assert_error (error, PERCH_APPROVALS_ERROR, PERCH_APPROVALS_ERROR_STANDING);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, words));
  perch_ask_withdraw (ask);
}

static void
test_refused (AskSample *sample, gconstpointer data)
{
  g_autoptr (PerchCaller) known = perch_caller_new (1, NULL, "/bin/x");
  g_autoptr (PerchCaller) unknown = perch_caller_new (0, NULL, NULL);
  g_autofree char *too_long = g_strnfill (4001, 'x');
  PerchAskQuestion question = { .prompt = "?", .timeout_ms = LONG_MS, .caller = known };

  refuse (sample, &question, PERCH_STANDING_SCOPE_TOOL, HOUR_S, "no tool");
  refuse (sample, &question, PERCH_STANDING_SCOPE_QUESTION, 0, "30 days");
  refuse (sample, &question, PERCH_STANDING_SCOPE_QUESTION, PERCH_STANDING_MAX_S + 1, "30 days");
  question.caller = unknown;
  refuse (sample, &question, PERCH_STANDING_SCOPE_QUESTION, HOUR_S, "which program");
  question.caller = known;
  question.prompt = too_long;
  refuse (sample, &question, PERCH_STANDING_SCOPE_QUESTION, HOUR_S, "too long");
}

static void
test_nobody_there (AskSample *sample, gconstpointer data)
{
  g_autoptr (PerchAskQueue) asks = perch_ask_queue_new (10);
  g_autoptr (PerchStandingAnswers) standing =
      perch_standing_answers_new (sample->settings, asks, sample->journal);

  g_test_summary ("What was approved before needs nobody to be asked.");

  g_assert_true (perch_standing_answers_is_enabled (standing));
  g_assert_true (perch_ask_get_approved (ask_sample_put (asks, "Kept?", LONG_MS)));
}

int
main (int argc, char **argv)
{
  static const char on[] = "{\"enabled\":true}";
  static const char kept[] =
      "{\"enabled\":true,\"answers\":["
      "{\"id\":\"0123456789ab\",\"program\":\"/usr/bin/curl\",\"scope\":\"question\","
      "\"prompt\":\"Kept?\",\"expires\":\"2999-01-01T00:00:00Z\"},"
      "{\"id\":\"0123456789ac\",\"program\":\"/usr/bin/curl\",\"scope\":\"question\","
      "\"prompt\":\"Expired?\",\"expires\":\"2020-01-01T00:00:00Z\"}]}";

  g_test_init (&argc, &argv, NULL);
#define ADD(name, settings, func)                                                                  \
  g_test_add ("/standing-answers/" name, AskSample, settings, setup, func, teardown)
  ADD ("off", NULL, test_off);
  ADD ("used", on, test_used);
  ADD ("revoked", on, test_revoked);
  ADD ("burst", on, test_burst);
  ADD ("from-file", kept, test_from_file);
  ADD ("switched-off-by-hand", kept, test_switched_off_by_hand);
  ADD ("refused", on, test_refused);
  ADD ("nobody-there", kept, test_nobody_there);
  return g_test_run ();
}
