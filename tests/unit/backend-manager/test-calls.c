/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/calls.h"
#include "backend-manager/error.h"
#include "backend-manager/message.h"

typedef struct
{
  gboolean returned;
  GBytes *result; /* (owned) (nullable) */
  GError *error; /* (owned) (nullable) */
} Outcome;

static void
outcome_clear (Outcome *outcome)
{
  g_clear_pointer (&outcome->result, g_bytes_unref);
  g_clear_error (&outcome->error);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Outcome, outcome_clear)

static void
returned_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Outcome *outcome = user_data;

  g_assert_false (outcome->returned);
  outcome->returned = TRUE;
  outcome->result = g_task_propagate_pointer (G_TASK (result), &outcome->error);
}

/* Keeps the last one in @user_data. */
static void
given_up_cb (guint id, gpointer user_data)
{
  *(guint *) user_data = id;
}

static guint
call (PerchCalls *calls, GCancellable *cancellable, guint timeout_ms, Outcome *outcome)
{
  return perch_calls_take (calls, g_task_new (NULL, cancellable, returned_cb, outcome), timeout_ms);
}

static void
wait_for (Outcome *outcome)
{
  while (!outcome->returned)
    g_main_context_iteration (NULL, TRUE);
}

static gboolean
answer (PerchCalls *calls, const char *format, guint id)
{
  g_autofree char *id_text = g_strdup_printf ("%u", id);
  g_auto (GStrv) parts = g_strsplit (format, "ID", -1);
  g_autofree char *line = g_strjoinv (id_text, parts);
  PerchMessage message;

  g_assert_cmpint (perch_message_scan (line, strlen (line), &message), ==, PERCH_MESSAGE_ANSWER);
  return perch_calls_answer (calls, line, strlen (line));
}

static void
test_any_order (void)
{
  guint given_up = 0;
  g_autoptr (PerchCalls) calls = perch_calls_new (given_up_cb, &given_up);
  g_auto (Outcome) one = { 0 };
  g_auto (Outcome) two = { 0 };
  guint first = call (calls, NULL, 60000, &one);
  guint second = call (calls, NULL, 60000, &two);

  g_assert_cmpuint (first, !=, second);
  g_assert_true (answer (calls, "{\"jsonrpc\":\"2.0\",\"id\":ID,\"result\":{\"b\":2}}", second));
  g_assert_true (answer (calls, "{\"jsonrpc\":\"2.0\",\"id\":ID,\"result\":\"a\"}", first));
  wait_for (&one);
  wait_for (&two);
  g_assert_cmpmem ("\"a\"", 3, g_bytes_get_data (one.result, NULL), g_bytes_get_size (one.result));
  g_assert_cmpmem ("{\"b\":2}", 7, g_bytes_get_data (two.result, NULL),
                   g_bytes_get_size (two.result));

  /* Nobody waits for it any more, and nobody ever waited for the other. */
  g_assert_false (answer (calls, "{\"jsonrpc\":\"2.0\",\"id\":ID,\"result\":1}", first));
  g_assert_false (answer (calls, "{\"jsonrpc\":\"2.0\",\"id\":ID,\"result\":1}", 4711));
  g_assert_false (answer (calls, "{\"jsonrpc\":\"2.0\",\"id\":\"ID\",\"result\":1}", second));
  g_assert_cmpuint (given_up, ==, 0);
}

static void
test_results_as_they_are (void)
{
  static const char *const results[] = {
    "18446744073709551616",
    "[-9223372036854775809,1e400]",
    "{\"a\":{\"id\":1,\"error\":2}}",
    "0.10",
    "\"\\ud83d\\ude00\"",
  };

  g_test_summary ("What is no number to json-glib is one to others, and is passed on.");

  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    {
      guint given_up = 0;
      g_autoptr (PerchCalls) calls = perch_calls_new (given_up_cb, &given_up);
      g_autofree char *line =
          g_strdup_printf ("{\"jsonrpc\":\"2.0\",\"result\":%s,\"id\":ID}", results[i]);
      g_auto (Outcome) outcome = { 0 };

      g_assert_true (answer (calls, line, call (calls, NULL, 60000, &outcome)));
      wait_for (&outcome);
      g_assert_no_error (outcome.error);
      g_assert_cmpmem (results[i], strlen (results[i]), g_bytes_get_data (outcome.result, NULL),
                       g_bytes_get_size (outcome.result));
    }
}

static void
test_no_error (void)
{
  static const char *const lines[] = {
    "{\"jsonrpc\":\"2.0\",\"id\":ID,\"result\":[1],\"error\":null}",
    "{\"jsonrpc\":\"2.0\",\"error\":null,\"result\":[1],\"id\":ID}",
  };

  g_test_summary ("An error that is null is none");

  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      guint given_up = 0;
      g_autoptr (PerchCalls) calls = perch_calls_new (given_up_cb, &given_up);
      g_auto (Outcome) outcome = { 0 };

      g_assert_true (answer (calls, lines[i], call (calls, NULL, 60000, &outcome)));
      wait_for (&outcome);
      g_assert_no_error (outcome.error);
      g_assert_cmpmem ("[1]", 3, g_bytes_get_data (outcome.result, NULL),
                       g_bytes_get_size (outcome.result));
    }
}

static void
test_errors (void)
{
  static const struct
  {
    const char *line;
    PerchBackendError code;
    const char *words;
  } cases[] = {
    { "{\"jsonrpc\":\"2.0\",\"id\":ID,\"error\":{\"code\":-32601,\"message\":\"what?\"}}",
      PERCH_BACKEND_ERROR_NO_METHOD, "what?" },
    { "{\"jsonrpc\":\"2.0\",\"id\":ID,\"error\":{\"code\":7,\"message\":\"no\"}}",
      PERCH_BACKEND_ERROR_CALL, "error 7: no" },
    { "{\"jsonrpc\":\"2.0\",\"id\":ID,\"error\":{}}", PERCH_BACKEND_ERROR_CALL, "no message" },
    { "{\"jsonrpc\":\"2.0\",\"id\":ID,\"error\":null}", PERCH_BACKEND_ERROR_CALL,
      "neither a result nor an error" },
    { "{\"jsonrpc\":\"2.0\",\"id\":ID,\"error\":{\"code\":\"x\",\"message\":[]}}",
      PERCH_BACKEND_ERROR_CALL, "no message" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      guint given_up = 0;
      g_autoptr (PerchCalls) calls = perch_calls_new (given_up_cb, &given_up);
      g_auto (Outcome) outcome = { 0 };

      g_assert_true (answer (calls, cases[i].line, call (calls, NULL, 60000, &outcome)));
      wait_for (&outcome);
      g_assert_error (outcome.error, PERCH_BACKEND_ERROR, (int) cases[i].code);
      g_assert_nonnull (strstr (outcome.error->message, cases[i].words));
    }
}

static void
test_cut (void)
{
  static const char line[] = "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":\"xxx";
  static const char of_nobody[] = "{\"jsonrpc\":\"2.0\",\"id\":4711,\"result\":\"xxx";
  static const char text[] = "{\"jsonrpc\":\"2.0\",\"id\":1,\"xxx";
  guint given_up = 0;
  g_autoptr (PerchCalls) calls = perch_calls_new (given_up_cb, &given_up);
  g_auto (Outcome) outcome = { 0 };

  g_assert_cmpuint (call (calls, NULL, 60000, &outcome), ==, 1);
  g_assert_false (perch_calls_answer_cut (calls, of_nobody, strlen (of_nobody)));
  g_assert_false (perch_calls_answer_cut (calls, text, strlen (text)));
  g_assert_true (perch_calls_answer_cut (calls, line, strlen (line)));
  wait_for (&outcome);
  g_assert_error (outcome.error, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_CALL);
  g_assert_cmpstr (outcome.error->message, ==, "The backend’s answer is longer than 1 MiB");
  g_assert_false (perch_calls_answer_cut (calls, line, strlen (line)));
}

static void
test_waiting_ends (void)
{
  guint given_up = 0;
  g_autoptr (PerchCalls) calls = perch_calls_new (given_up_cb, &given_up);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) gone =
      g_error_new_literal (PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_EXITED, "gone");
  g_auto (Outcome) late = { 0 };
  g_auto (Outcome) left = { 0 };
  g_auto (Outcome) lost = { 0 };
  guint id;

  id = call (calls, NULL, 1, &late);
  wait_for (&late);
  g_assert_error (late.error, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_TIMED_OUT);
  g_assert_cmpuint (given_up, ==, id);
  g_assert_false (answer (calls, "{\"jsonrpc\":\"2.0\",\"id\":ID,\"result\":1}", id));

  id = call (calls, cancellable, 60000, &left);
  call (calls, NULL, 60000, &lost);
  g_cancellable_cancel (cancellable);
  wait_for (&left);
  g_assert_error (left.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (given_up, ==, id);
  g_assert_false (lost.returned);

  perch_calls_fail_all (calls, gone);
  wait_for (&lost);
  g_assert_error (lost.error, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_EXITED);
}

static void
test_format (void)
{
  static const char bare_text[] = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"a\\\"b\"";
  static const char full_text[] = "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"m\","
                                  "\"trace_id\":\"0af7651916cd43dd8448eb211c80319c\"";
  g_autoptr (GBytes) bare = perch_calls_format (1, "a\"b", NULL);
  g_autoptr (GBytes) full = perch_calls_format (2, "m", "0af7651916cd43dd8448eb211c80319c");

  g_assert_cmpmem (g_bytes_get_data (bare, NULL), g_bytes_get_size (bare), bare_text,
                   sizeof bare_text - 1);
  g_assert_cmpmem (g_bytes_get_data (full, NULL), g_bytes_get_size (full), full_text,
                   sizeof full_text - 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/calls/any-order", test_any_order);
  g_test_add_func ("/calls/results-as-they-are", test_results_as_they_are);
  g_test_add_func ("/calls/no-error", test_no_error);
  g_test_add_func ("/calls/errors", test_errors);
  g_test_add_func ("/calls/cut", test_cut);
  g_test_add_func ("/calls/waiting-ends", test_waiting_ends);
  g_test_add_func ("/calls/format", test_format);
  return g_test_run ();
}
