/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/backend-requests.h"
#include "tests/integration/backend-fixture.h"
#include "tests/unit/backend-manager/scratch.h"

/* A backend that asks Perch for something, and prints what it hears. */
typedef struct
{
  BackendFixture backend;
  PerchScratch scratch;
  PerchJournal *journal; /* (owned) */
  PerchIndicators *indicators; /* (owned) */
  GApplication *application; /* (owned) */
  PerchNotifier *notifier; /* (owned) */
  PerchAskQueue *asks; /* (owned) */
  char *answer; /* (owned) (nullable) */
} Fixture;

static void
lines_cb (PerchBackend *backend, const PerchBackendLine *lines, guint n_lines, Fixture *fixture)
{
  for (guint i = 0; i < n_lines; i++)
    switch (lines[i].message.kind)
      {
      case PERCH_MESSAGE_REQUEST:
      case PERCH_MESSAGE_NOTIFICATION:
        perch_backend_request_answer (backend, &lines[i], fixture->notifier, fixture->journal,
                                      fixture->indicators, fixture->asks);
        break;
      case PERCH_MESSAGE_ANSWER:
        fixture->answer = g_strndup (lines[i].line.text, lines[i].line.length);
        break;
      case PERCH_MESSAGE_TEXT:
      case PERCH_MESSAGE_RECORD:
      case PERCH_MESSAGE_STATUS:
      case PERCH_MESSAGE_EVENT:
      default:
        break;
      }
}

static void
prepare (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  perch_scratch_init (&fixture->scratch);
  fixture->journal = perch_journal_new (fixture->scratch.dir);
  fixture->application = g_application_new ("org.perch.Test", G_APPLICATION_NON_UNIQUE);
  g_application_register (fixture->application, NULL, &error);
  g_assert_no_error (error);
  fixture->notifier = perch_notifier_new (fixture->application);
  fixture->asks = perch_ask_queue_new (1);
  fixture->indicators = perch_indicators_new (60000);
}

/* Starts a backend that says @request, a line without spaces, and prints what it hears. */
static void
send_request (Fixture *fixture, const char *request)
{
  g_autofree char *script = g_strdup_printf ("print %s echo", request);
  g_auto (BackendCall) start = { 0 };

  backend_fixture_set_up (&fixture->backend, backend_fixture_profile (script));
  g_signal_connect (fixture->backend.backend, "lines", G_CALLBACK (lines_cb), fixture);
  backend_call_start (&fixture->backend, &start);
  backend_call_wait (&start);
  g_assert_no_error (start.error);
}

static void
ask (Fixture *fixture, const char *request)
{
  prepare (fixture);
  send_request (fixture, request);
}

static void
finish (Fixture *fixture)
{
  backend_fixture_tear_down (&fixture->backend);
  perch_journal_close (fixture->journal);
  g_object_unref (fixture->journal);
  g_object_unref (fixture->indicators);
  g_assert_finalize_object (fixture->notifier);
  g_object_unref (fixture->application);
  g_assert_finalize_object (fixture->asks);
  perch_scratch_clear (&fixture->scratch);
  g_free (fixture->answer);
}

static void
wait_for_answer (Fixture *fixture)
{
  while (fixture->answer == NULL)
    g_main_context_iteration (NULL, TRUE);
}

static char *
read_log (Fixture *fixture)
{
  g_autofree char *path = g_build_filename (fixture->scratch.dir, "perch-log.txt", NULL);
  char *text = NULL;

  perch_journal_close (fixture->journal);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  return text;
}

static void
test_log (void)
{
  Fixture fixture = { 0 };
  g_autofree char *log = NULL;

  ask (&fixture, "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"log\","
                 "\"params\":{\"level\":\"error\",\"message\":\"smoke\"}}");
  wait_for_answer (&fixture);
  g_assert_cmpstr (fixture.answer, ==, "{\"jsonrpc\":\"2.0\",\"id\":7,\"result\":true}");
  log = read_log (&fixture);
  g_assert_nonnull (strstr (log, " error   main: smoke\n"));
  finish (&fixture);
}

#define QUESTION                                                                                   \
  "{\"jsonrpc\":\"2.0\",\"id\":\"q\",\"method\":\"ui.ask\","                                       \
  "\"params\":{\"prompt\":\"Delete?\",\"timeout\":500}}"

static void
test_update (void)
{
  Fixture fixture = { 0 };
  const PerchIndicator *indicator = NULL;

  ask (&fixture, "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"ui.update\",\"params\":"
                 "{\"indicator\":\"index\",\"text\":\"Reading\",\"progress\":0.5}}");
  wait_for_answer (&fixture);
  g_assert_cmpstr (fixture.answer, ==, "{\"jsonrpc\":\"2.0\",\"id\":7,\"result\":true}");
  g_assert_cmpuint (perch_indicators_get_count (fixture.indicators), ==, 1);
  indicator = perch_indicators_get (fixture.indicators, 0);
  g_assert_cmpstr (indicator->name, ==, "index");
  g_assert_cmpstr (indicator->backend, ==, "main");
  g_assert_cmpfloat (indicator->progress, ==, 0.5);
  finish (&fixture);
}

static void
test_refused (void)
{
  static const struct
  {
    const char *request;
    const char *code;
    const char *words;
  } cases[] = {
    { "{\"jsonrpc\":\"2.0\",\"id\":\"a\",\"method\":\"fly\"}", "-32601", "fly" },
    { "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"log\"}", "-32602", "params.message" },
    { "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"log\",\"params\":[]}", "-32602", "params" },
    { "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ui.update\"}", "-32602", "params: " },
    { "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ui.update\",\"params\":{\"indicator\":\"a\"}}",
      "-32602", "params/text: " },
    { "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ui.notify\",\"params\":{\"body\":3}}", "-32602",
      "params.body" },
    { "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ui.ask\"}", "-32602", "params/prompt: expected" },
    { QUESTION, "-32001", "nobody to ask" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Fixture fixture = { 0 };

      ask (&fixture, cases[i].request);
      wait_for_answer (&fixture);
      g_assert_nonnull (strstr (fixture.answer, cases[i].code));
      g_assert_nonnull (strstr (fixture.answer, cases[i].words));
      finish (&fixture);
    }
}

static gboolean
is_pending (Fixture *fixture)
{
  return perch_ask_queue_get_n_pending (fixture->asks) > 0;
}

static void
put_question (Fixture *fixture)
{
  prepare (fixture);
  perch_ask_queue_expect_answers (fixture->asks);
  send_request (fixture, QUESTION);
  while (!is_pending (fixture))
    g_main_context_iteration (NULL, TRUE);
}

static void
test_ask (void)
{
  const PerchAskAnswer answer = { .approved = TRUE, .response = "go on" };
  Fixture fixture = { 0 };
  PerchAsk *question = NULL;
  const PerchCaller *caller = NULL;

  put_question (&fixture);
  question = perch_ask_queue_peek (fixture.asks);
  caller = perch_ask_get_caller (question);
  g_assert_cmpstr (perch_ask_get_prompt (question), ==, "Delete?");
  g_assert_cmpstr (caller->name, ==, perch_backend_get_label (fixture.backend.backend));
  g_assert_cmpstr (caller->program, ==, perch_backend_get_executable (fixture.backend.backend));
  g_assert_true (perch_ask_queue_answer (fixture.asks, question, &answer, NULL));
  wait_for_answer (&fixture);
  g_assert_true (
      g_str_has_prefix (fixture.answer, "{\"jsonrpc\":\"2.0\",\"id\":\"q\",\"result\":{"));
  g_assert_nonnull (strstr (fixture.answer, "\"approved\":true,\"response\":\"go on\""));
  finish (&fixture);
}

static void
test_ask_of_ended_run (void)
{
  Fixture fixture = { 0 };
  g_autoptr (PerchAsk) question = NULL;
  g_auto (BackendCall) stop = { 0 };

  g_test_summary ("With the run that asks the question ends.");

  put_question (&fixture);
  question = g_object_ref (perch_ask_queue_peek (fixture.asks));
  backend_call_stop (&fixture.backend, &stop);
  backend_call_wait (&stop);
  g_assert_cmpint (perch_ask_get_state (question), ==, PERCH_ASK_STATE_WITHDRAWN);
  g_assert_null (fixture.answer);
  finish (&fixture);
}

static void
answer_cb (PerchAskQueue *asks, PerchAsk *question, gpointer user_data)
{
  const PerchAskAnswer answer = { .approved = FALSE };

  g_assert_true (perch_ask_queue_answer (asks, question, &answer, NULL));
}

static void
test_ask_answered_at_once (void)
{
  Fixture fixture = { 0 };

  prepare (&fixture);
  perch_ask_queue_expect_answers (fixture.asks);
  g_signal_connect (fixture.asks, "asked", G_CALLBACK (answer_cb), NULL);
  send_request (&fixture, QUESTION);
  wait_for_answer (&fixture);
  g_assert_nonnull (strstr (fixture.answer, "\"approved\":false"));
  finish (&fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/backend-requests/log", test_log);
  g_test_add_func ("/backend-requests/update", test_update);
  g_test_add_func ("/backend-requests/refused", test_refused);
  g_test_add_func ("/backend-requests/ask", test_ask);
  g_test_add_func ("/backend-requests/ask-of-ended-run", test_ask_of_ended_run);
  g_test_add_func ("/backend-requests/ask-answered-at-once", test_ask_answered_at_once);
  return g_test_run ();
}
