/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/journal/journal-gate.h"

#define MIB (1024 * 1024)

static void
assert_resumes (PerchJournalGate *gate, gsize waiting, const char *note)
{
  g_autofree char *actual = NULL;

  g_assert_true (perch_journal_gate_may_resume (gate, waiting));
  actual = perch_journal_gate_resume (gate);
  g_assert_cmpstr (actual, ==, note);
  g_assert_false (perch_journal_gate_may_resume (gate, waiting));
}

static void
test_flood (void)
{
  PerchJournalGate gate;

  perch_journal_gate_init (&gate, 0);
  for (guint i = 0; i < 256; i++)
    g_assert_true (perch_journal_gate_pass (&gate, MIB, 0, FALSE));
  g_assert_false (perch_journal_gate_may_resume (&gate, 0));
  g_assert_false (perch_journal_gate_pass (&gate, MIB, 0, FALSE));
  g_assert_false (perch_journal_gate_pass (&gate, 0, 0, FALSE));
  g_assert_true (perch_journal_gate_pass_own (&gate, 0, FALSE));

  perch_journal_gate_tick (&gate, G_USEC_PER_SEC / 2);
  g_assert_false (perch_journal_gate_may_resume (&gate, 0));
  perch_journal_gate_tick (&gate, G_USEC_PER_SEC);
  assert_resumes (&gate, 0, "2 lines dropped: more output than the log takes, 4 MiB a second");
  for (guint i = 0; i < 4; i++)
    g_assert_true (perch_journal_gate_pass (&gate, MIB, 0, FALSE));
  g_assert_false (perch_journal_gate_pass (&gate, MIB, 0, FALSE));
  g_assert_cmpuint (gate.n_dropped, ==, 3);
}

static void
test_slow (void)
{
  PerchJournalGate gate;

  perch_journal_gate_init (&gate, 0);
  g_assert_true (perch_journal_gate_pass (&gate, 10, 8 * MIB - 1, FALSE));
  g_assert_false (perch_journal_gate_pass (&gate, 10, 8 * MIB, FALSE));
  g_assert_true (perch_journal_gate_pass_own (&gate, 8 * MIB, FALSE));
  g_assert_false (perch_journal_gate_pass_own (&gate, 9 * MIB, FALSE));
  g_assert_false (perch_journal_gate_may_resume (&gate, 5 * MIB));
  g_assert_false (perch_journal_gate_pass (&gate, 10, 5 * MIB, FALSE));
  assert_resumes (&gate, 3 * MIB, "3 lines dropped: the disk is slower than the output");
  g_assert_true (perch_journal_gate_pass (&gate, 10, 3 * MIB, FALSE));
}

static void
test_broken (void)
{
  PerchJournalGate gate;

  perch_journal_gate_init (&gate, 0);
  g_assert_true (perch_journal_gate_pass (&gate, 10, 0, TRUE));
  g_assert_false (perch_journal_gate_pass (&gate, 10, 8 * MIB, TRUE));
  assert_resumes (&gate, 0, "1 line dropped: the log could not be written");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/journal-gate/flood", test_flood);
  g_test_add_func ("/journal-gate/slow", test_slow);
  g_test_add_func ("/journal-gate/broken", test_broken);
  return g_test_run ();
}
