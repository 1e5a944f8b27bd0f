/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/journal/log-handler.h"

#include <string.h>

#include "tests/unit/backend-manager/scratch.h"

static gpointer
other_thread (gpointer data)
{
  g_info ("from another thread");
  return NULL;
}

static void
test_levels (void)
{
  g_auto (PerchScratch) scratch = { 0 };
  const char *directory = perch_scratch_init (&scratch);
  g_autoptr (PerchJournal) journal = perch_journal_new (directory);
  g_autoptr (PerchLogHandler) handler = perch_log_handler_install (journal);
  g_autofree char *text = NULL;

  g_debug ("a detail");
  g_info ("100%% sure");
  g_message ("hello");
  g_thread_join (g_thread_new ("other", other_thread, NULL));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_clear_pointer (&handler, perch_log_handler_remove);
  g_info ("nobody listens");
  perch_journal_close (journal);
  while (g_main_context_iteration (NULL, FALSE))
    ;

  text = perch_scratch_read (&scratch, "perch-log.txt");
  g_assert_nonnull (strstr (text, " info    perch: 100% sure\n"));
  g_assert_nonnull (strstr (text, " info    perch: hello\n"));
  g_assert_nonnull (strstr (text, " info    perch: from another thread\n"));
  g_assert_null (strstr (text, "detail"));
  g_assert_null (strstr (text, "nobody"));
}

static void
test_set_level (void)
{
  g_auto (PerchScratch) scratch = { 0 };
  g_autoptr (PerchJournal) journal = perch_journal_new (perch_scratch_init (&scratch));
  PerchLogHandler *handler = perch_log_handler_install (journal);
  g_autofree char *text = NULL;

  perch_journal_set_level (journal, PERCH_LEVEL_DEBUG);
  g_debug ("a detail");
  perch_journal_set_level (journal, PERCH_LEVEL_WARNING);
  g_assert_cmpint (perch_journal_get_level (journal), ==, PERCH_LEVEL_WARNING);
  g_info ("all quiet");
  perch_journal_log (journal, PERCH_LEVEL_INFO, "perch", "still quiet");
  perch_journal_log (journal, PERCH_LEVEL_WARNING, "perch", "not so quiet");
  perch_journal_note (journal, "perch", "allowed by the person");
  perch_log_handler_remove (handler);
  perch_journal_close (journal);

  text = perch_scratch_read (&scratch, "perch-log.txt");
  g_assert_nonnull (strstr (text, " debug   perch: a detail\n"));
  g_assert_nonnull (strstr (text, " warning perch: not so quiet\n"));
  g_assert_nonnull (strstr (text, " info    perch: allowed by the person\n"));
  g_assert_null (strstr (text, "all quiet"));
  g_assert_null (strstr (text, "still quiet"));
}

static void
test_warning (void)
{
  if (g_test_subprocess ())
    {
      g_auto (PerchScratch) scratch = { 0 };
      const char *directory = perch_scratch_init (&scratch);
      g_autoptr (PerchJournal) journal = perch_journal_new (directory);
      PerchLogHandler *handler = perch_log_handler_install (journal);
      g_autofree char *text = NULL;

      g_log_set_always_fatal (G_LOG_FATAL_MASK);
      g_warning ("low on disk");
      g_info ("all quiet");
      perch_log_handler_remove (handler);
      perch_journal_close (journal);
      text = perch_scratch_read (&scratch, "perch-log.txt");
      g_assert_nonnull (strstr (text, " warning perch: low on disk\n"));
      return;
    }

  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_passed ();
  g_test_trap_assert_stderr ("*low on disk*");
  g_test_trap_assert_stderr_unmatched ("*all quiet*");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_unsetenv ("G_MESSAGES_DEBUG");
  g_test_add_func ("/log-handler/levels", test_levels);
  g_test_add_func ("/log-handler/set-level", test_set_level);
  g_test_add_func ("/log-handler/warning", test_warning);
  return g_test_run ();
}
