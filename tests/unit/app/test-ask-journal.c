/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/approvals/ask-journal.h"

#include "tests/unit/app/ask-sample.h"
#include "tests/unit/backend-manager/scratch.h"

static void assert_has (const char *log, const char *format, ...) G_GNUC_PRINTF (2, 3);

static void
assert_has (const char *log, const char *format, ...)
{
  g_autofree char *line = NULL;
  va_list args;

  va_start (args, format);
  line = g_strdup_vprintf (format, args);
  va_end (args);
  g_test_message ("%s", line);
  g_assert_nonnull (strstr (log, line));
}

static void
test_story (void)
{
  g_auto (PerchScratch) scratch = { 0 };
  const char *dir = perch_scratch_init (&scratch);
  g_autofree char *log = NULL;
  g_autofree char *long_prompt = g_strnfill (2000, 'x');
  PerchJournal *journal = perch_journal_new (dir);
  PerchAskQueue *queue = ask_sample_queue (10);
  PerchAsk *ask = NULL;

  g_test_summary ("The log tells who asked what, the answer, by which way, and after how long.");

  perch_ask_journal_follow (journal, queue);
  ask = ask_sample_put (queue, "Delete\nall?", 600000);
  ask_sample_answer (queue, ask, TRUE);
  ask_sample_put (queue, long_prompt, 600000);
  perch_journal_close (journal);
  log = perch_scratch_read (&scratch, "perch-log.txt");

  assert_has (log, "perch: question %s: curl (pid 12, /usr/bin/curl) asks \"Delete\\x0aall?\"",
              perch_ask_get_id (ask));
  assert_has (log,
              "question %s: approved (dialog) after 0.0 s; curl (pid 12, /usr/bin/curl) had asked "
              "\"Delete\\x0aall?\", the answer was \"because\" "
              "trace_id=0123456789abcdef0123456789abcdef\n",
              perch_ask_get_id (ask));
  assert_has (log, "xxx…\"");
  g_assert_null (strstr (log, long_prompt));

  g_assert_finalize_object (queue);
  g_assert_finalize_object (journal);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ask-journal/story", test_story);
  return g_test_run ();
}
