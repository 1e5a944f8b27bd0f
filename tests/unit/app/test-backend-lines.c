/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/journal/backend-lines.h"

#include <string.h>

#include "tests/unit/backend-manager/scratch.h"

/* Gives @line to a journal.
 * Returns: its two lines, behind the timestamp */
static void
log_line (PerchStream stream, const char *line, gboolean truncated, char **text, char **json)
{
  g_auto (PerchScratch) scratch = { 0 };
  const char *directory = perch_scratch_init (&scratch);
  g_autoptr (PerchJournal) journal = perch_journal_new (directory);
  g_autofree char *all_text = NULL;
  g_autofree char *all_json = NULL;
  PerchBackendLine entry = {
    .stream = stream,
    .line = { .text = line, .length = strlen (line), .truncated = truncated },
  };

  if (stream == PERCH_STREAM_STDOUT)
    perch_message_scan (line, strlen (line), &entry.message);
  perch_journal_add_backend_lines (journal, "main", 0, &entry, 1);
  perch_journal_close (journal);
  while (g_main_context_iteration (NULL, FALSE))
    ;

  all_text = perch_scratch_read (&scratch, "perch-log.txt");
  all_json = perch_scratch_read (&scratch, "perch-log.json");
  *text = g_strdup (g_strchomp (all_text) + strlen ("1970-01-01T00:00:00.000Z "));
  *json =
      g_strdup (g_strchomp (all_json) + strlen ("{\"timestamp\":\"1970-01-01T00:00:00.000Z\","));
}

static void
test_stdout (void)
{
  const struct
  {
    const char *line;
    const char *text;
    const char *json;
  } cases[] = {
    { "ERROR: is no level on stdout", "info    main: ERROR: is no level on stdout",
      "\"level\":\"info\",\"source\":\"main\",\"message\":\"ERROR: is no level on stdout\"}" },
    { "{\"level\":\"WARN\",\"msg\":\"a\\tb\",\"n\":1,\"trace_id\":\"12\"}",
      "warning main: a\tb trace_id=12",
      "\"level\":\"warning\",\"source\":\"main\",\"message\":\"a\\tb\",\"trace_id\":\"12\","
      "\"fields\":{\"level\":\"WARN\",\"msg\":\"a\\tb\",\"n\":1,\"trace_id\":\"12\"}}" },
    { "{\"n\":1}", "info    main: {\"n\":1}",
      "\"level\":\"info\",\"source\":\"main\",\"message\":\"{\\\"n\\\":1}\",\"fields\":{\"n\":1}"
      "}" },
    { "{\"event\":\"saved\"}", "debug   main: event saved",
      "\"level\":\"debug\",\"source\":\"main\",\"message\":\"event saved\","
      "\"fields\":{\"event\":\"saved\"}}" },
    { "{\"status\":\"ready\"}", "info    main: status ready",
      "\"level\":\"info\",\"source\":\"main\",\"message\":\"status ready\","
      "\"fields\":{\"status\":\"ready\"}}" },
    { "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":0}", "debug   main: answer",
      "\"level\":\"debug\",\"source\":\"main\",\"message\":\"answer\","
      "\"fields\":{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":0}}" },
    { "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ui.\\u0061sk\"}", "debug   main: request ui.ask",
      "\"level\":\"debug\",\"source\":\"main\",\"message\":\"request ui.\\u0061sk\","
      "\"fields\":{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ui.\\u0061sk\"}}" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = NULL;
      g_autofree char *json = NULL;

      log_line (PERCH_STREAM_STDOUT, cases[i].line, FALSE, &text, &json);
      g_assert_cmpstr (text, ==, cases[i].text);
      g_assert_cmpstr (json, ==, cases[i].json);
    }
}

static void
test_stderr (void)
{
  const struct
  {
    const char *line;
    const char *level;
  } cases[] = {
    { "ERROR: broken", "error" },
    { "[warning] low on disk", "warning" },
    { "WARNING:root:low on disk", "warning" },
    { "INFO:     Started server", "info" },
    { "debug: details", "debug" },
    { "Error in line 3", "info" },
    { "[error", "info" },
    { "error", "info" },
    { "[]", "info" },
    { "Traceback (most recent call last):", "info" },
    { "{\"level\":\"error\"}", "info" },
    { "", "info" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = NULL;
      g_autofree char *json = NULL;
      g_autofree char *expected = g_strdup_printf ("%-7s main: %s", cases[i].level, cases[i].line);

      log_line (PERCH_STREAM_STDERR, cases[i].line, FALSE, &text, &json);
      g_assert_cmpstr (text, ==, g_strchomp (expected));
    }
}

static void
test_truncated (void)
{
  g_autofree char *text = NULL;
  g_autofree char *json = NULL;

  log_line (PERCH_STREAM_STDOUT, "start of a long line", TRUE, &text, &json);
  g_assert_true (
      g_str_has_suffix (json, "\"start of a long line\",\"fields\":{\"truncated\":true}}"));
}

static void
test_long_name (void)
{
  g_autofree char *name = g_strnfill (1000, 'n');
  g_autofree char *line = g_strdup_printf ("{\"event\":\"%s\"}", name);
  g_autofree char *text = NULL;
  g_autofree char *json = NULL;

  log_line (PERCH_STREAM_STDOUT, line, FALSE, &text, &json);
  g_assert_cmpstr (text, ==, "debug   main: event");
  g_assert_nonnull (strstr (json, name));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/backend-lines/stdout", test_stdout);
  g_test_add_func ("/backend-lines/stderr", test_stderr);
  g_test_add_func ("/backend-lines/truncated", test_truncated);
  g_test_add_func ("/backend-lines/long-name", test_long_name);
  return g_test_run ();
}
