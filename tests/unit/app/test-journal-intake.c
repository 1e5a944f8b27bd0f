/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/journal/journal-intake.h"

#include <string.h>

static void
add (PerchJournalIntake *intake, const char *message, const char *fields)
{
  PerchJournalEntry entry = { .level = PERCH_LEVEL_INFO,
                              .source = "main",
                              .message = message,
                              .message_length = strlen (message),
                              .fields = fields,
                              .fields_length = fields != NULL ? strlen (fields) : 0 };

  perch_journal_intake_add (intake, &entry);
}

static void
test_masked (void)
{
  PerchJournalIntake intake;

  perch_journal_intake_init (&intake, 100);
  perch_journal_intake_add_secret (&intake, "0123456789abcdef");
  add (&intake, "password=hunter2", NULL);
  add (&intake, "got 0123456789abcdef", NULL);
  add (&intake, "event login", "{\"event\":\"login\",\"token\":\"tell-nobody\"}");
  g_assert_nonnull (strstr (intake.text->str, "main: password=***\n"));
  g_assert_nonnull (strstr (intake.json->str, "\"message\":\"got ***\"}\n"));
  g_assert_nonnull (strstr (intake.json->str, "{\"event\":\"login\",\"token\":\"***\"}}\n"));
  g_assert_null (strstr (intake.json->str, "tell-nobody"));
  perch_journal_intake_clear (&intake);
}

static void
test_repeated (void)
{
  PerchJournalIntake intake;

  perch_journal_intake_init (&intake, 100);
  for (guint i = 0; i < 1000; i++)
    add (&intake, "secret=boom", NULL);
  g_assert_true (perch_journal_intake_has_untold (&intake));
  perch_journal_intake_tell (&intake, TRUE);
  g_assert_false (perch_journal_intake_has_untold (&intake));
  g_assert_true (g_str_has_suffix (intake.text->str, "main: repeated 990 times: secret=***\n"));
  g_assert_cmpuint (perch_journal_intake_get_waiting (&intake), <, 4096);
  g_assert_cmpuint (intake.gate.n_dropped, ==, 0);
  g_assert_cmpuint (intake.n_taken, ==, 11);
  perch_journal_intake_clear (&intake);
}

static void
test_alone (void)
{
  PerchJournalIntake intake;
  const PerchJournalEntry entry = { .level = PERCH_LEVEL_INFO,
                                    .source = "main",
                                    .message = "boom",
                                    .message_length = 4,
                                    .stands_alone = TRUE };

  g_test_summary ("What stands alone is taken, and is nothing to those that repeat themselves");

  perch_journal_intake_init (&intake, 100);
  for (guint i = 0; i < 5; i++)
    add (&intake, "boom", NULL);
  g_assert_cmpuint (intake.n_taken, ==, 5);
  for (guint i = 0; i < 100; i++)
    perch_journal_intake_add (&intake, &entry);
  g_assert_cmpuint (intake.n_taken, ==, 105);
  for (guint i = 0; i < 10; i++)
    add (&intake, "boom", NULL);
  g_assert_cmpuint (intake.n_taken, ==, 110);
  perch_journal_intake_tell (&intake, TRUE);
  g_assert_true (g_str_has_suffix (intake.text->str, "main: repeated 5 times: boom\n"));
  perch_journal_intake_clear (&intake);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/journal-intake/masked", test_masked);
  g_test_add_func ("/journal-intake/repeated", test_repeated);
  g_test_add_func ("/journal-intake/alone", test_alone);
  return g_test_run ();
}
