/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/approvals/standing-answers.h"

#include <string.h>

#include "tests/unit/app/ask-sample.h"
#include "tests/unit/backend-manager/patience.h"

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

static gboolean
file_has (AskSample *sample, const char *text)
{
  g_autofree char *file = NULL;

  if (!perch_scratch_has (&sample->scratch, ASK_SAMPLE_FILE))
    return FALSE;
  file = perch_scratch_read (&sample->scratch, ASK_SAMPLE_FILE);
  return strstr (file, text) != NULL;
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
  perch_wait_until (file_has (sample, "\"Allow?\""));
}

static void
revoked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

/* Returns: what came of it when it is over */
static gboolean
try_revoke (AskSample *sample, const char *id, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  perch_standing_answers_revoke_async (sample->standing, id, revoked_cb, &result);
  perch_wait_until (result != NULL);
  return perch_standing_answers_revoke_finish (sample->standing, result, error);
}

static void
expect_no_such_answer (AskSample *sample, const char *id)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (try_revoke (sample, id, &error));
  g_assert_error (error, PERCH_APPROVALS_ERROR, PERCH_APPROVALS_ERROR_STANDING);
}

static void
test_revoked (AskSample *sample, gconstpointer data)
{
  g_autofree char *id = NULL;
  g_autoptr (GError) error = NULL;

  give (sample, "Allow?");
  id = dup_first_id (sample);
  expect_no_such_answer (sample, "000000000000");
  g_assert_true (try_revoke (sample, id, &error));
  g_assert_no_error (error);
  g_assert_false (file_has (sample, id));
  expect_no_such_answer (sample, id);
  g_assert_false (perch_ask_get_approved (put (sample, "Allow?")));
}

static void
test_revoked_in_vain (AskSample *sample, gconstpointer data)
{
  const PerchSettingsState *state = perch_settings_get (sample->settings, "standing");
  g_autofree char *id = dup_first_id (sample);
  g_autoptr (GError) error = NULL;

  g_test_summary ("What can't be revoked for good is not said to be.");

  g_free (perch_scratch_write (&sample->scratch, ASK_SAMPLE_FILE, "{", 0600));
  g_test_expect_message ("perch", G_LOG_LEVEL_WARNING, "Standing answers are what they were: *");
  g_test_expect_message ("perch", G_LOG_LEVEL_WARNING, "*" ASK_SAMPLE_FILE ": *");
  g_assert_false (try_revoke (sample, id, &error));
  g_assert_error (error, PERCH_SETTINGS_ERROR, PERCH_SETTINGS_ERROR_FILE);
  perch_wait_until (state->problem != NULL);
  g_test_assert_expected_messages ();
  g_assert_true (perch_ask_get_approved (put (sample, "Kept?")));
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
  perch_wait_until (file_has (sample, "number 4"));
  perch_wait_until (file_has (sample, "number 0"));
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
  ADD ("revoked-in-vain", kept, test_revoked_in_vain);
  ADD ("from-file", kept, test_from_file);
  ADD ("switched-off-by-hand", kept, test_switched_off_by_hand);
  ADD ("refused", on, test_refused);
  ADD ("nobody-there", kept, test_nobody_there);
  return g_test_run ();
}
