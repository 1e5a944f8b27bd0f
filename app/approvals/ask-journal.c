/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/approvals/ask-journal.h"

#include "backend-manager/text.h"

/* A line of the log is for reading; who wants all of a question has the event. */
#define MAX_CHARS 500

static char *
quote (const char *text)
{
  gboolean whole = g_utf8_strlen (text, -1) <= MAX_CHARS;
  g_autofree char *cut = whole ? g_strdup (text) : g_utf8_substring (text, 0, MAX_CHARS);
  g_autofree char *shown = perch_text_escape (cut);

  return g_strdup_printf ("\"%s%s\"", shown, whole ? "" : "…");
}

static void
write_down (PerchJournal *journal, PerchAsk *ask, const char *text)
{
  const PerchJournalEntry entry =
      perch_journal_entry_now (PERCH_LEVEL_INFO, text, perch_ask_get_trace_id (ask));

  perch_journal_add_own (journal, &entry);
}

static void
asked_cb (PerchAskQueue *queue, PerchAsk *ask, PerchJournal *journal)
{
  g_autofree char *caller = perch_caller_describe (perch_ask_get_caller (ask));
  g_autofree char *prompt = quote (perch_ask_get_prompt (ask));
  g_autofree char *text =
      g_strdup_printf ("question %s: %s asks %s", perch_ask_get_id (ask), caller, prompt);

  write_down (journal, ask, text);
}

static void
ended_cb (PerchAskQueue *queue, PerchAsk *ask, PerchJournal *journal)
{
  g_autofree char *caller = perch_caller_describe (perch_ask_get_caller (ask));
  g_autofree char *prompt = quote (perch_ask_get_prompt (ask));
  g_autofree char *outcome = perch_ask_describe_end (ask);
  g_autofree char *response = quote (perch_ask_get_response (ask));
  g_autoptr (GString) text = g_string_new (NULL);

  g_string_append_printf (text, "question %s: %s after %.1f s; %s had asked %s",
                          perch_ask_get_id (ask), outcome,
                          (double) perch_ask_get_taken_us (ask) / G_USEC_PER_SEC, caller, prompt);
  if (perch_ask_get_response (ask)[0] != '\0')
    g_string_append_printf (text, ", the answer was %s", response);
  write_down (journal, ask, text->str);
}

/**
 * perch_ask_journal_follow:
 * @journal: the log
 * @queue: the questions; must not outlive @journal
 *
 * From now on the log has each question, and what has become of it: who asked, what, the answer, by
 * which way, after how long.
 */
void
perch_ask_journal_follow (PerchJournal *journal, PerchAskQueue *queue)
{
  g_return_if_fail (PERCH_IS_JOURNAL (journal));
  g_return_if_fail (PERCH_IS_ASK_QUEUE (queue));

  g_signal_connect_object (queue, "asked", G_CALLBACK (asked_cb), journal, 0);
  g_signal_connect_object (queue, "ended", G_CALLBACK (ended_cb), journal, 0);
}
