/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/journal/journal.h"

/* What Perch itself has to say, as texts. */

static void
add_text (PerchJournal *self, PerchLevel level, const char *source, const char *message)
{
  PerchJournalEntry entry = perch_journal_entry_now (level, message, NULL);

  entry.source = source;
  perch_journal_add_own (self, &entry);
}

/**
 * perch_journal_log:
 * @source: who says it
 *
 * perch_journal_add_own() of a text, with the time of now, if it is important enough: see
 * perch_journal_set_level().
 */
void
perch_journal_log (
    PerchJournal *self, PerchLevel level, const char *source, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list args;

  g_return_if_fail (PERCH_IS_JOURNAL (self));
  g_return_if_fail (source != NULL);

  if (level < perch_journal_get_level (self))
    return;
  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);
  add_text (self, level, source, message);
}

/**
 * perch_journal_note:
 *
 * The same for what must be found later however little the log is to have, such as what the person
 * has allowed.
 */
void
perch_journal_note (PerchJournal *self, const char *source, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list args;

  g_return_if_fail (PERCH_IS_JOURNAL (self));
  g_return_if_fail (source != NULL);

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);
  add_text (self, PERCH_LEVEL_INFO, source, message);
}
