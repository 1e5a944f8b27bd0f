/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/routes/forward-log.h"

#include <string.h>

#include "tests/unit/backend-manager/scratch.h"

#define MANY 100

/* Logs requests that are the same but for the trace id.
 * Returns: the text log; empty when there is none */
static char *
log_many (gboolean brought_trace_id, PerchLevel level)
{
  g_auto (PerchScratch) scratch = { 0 };
  g_autoptr (PerchJournal) journal = perch_journal_new (perch_scratch_init (&scratch));

  perch_journal_set_level (journal, level);
  for (guint i = 0; i < MANY; i++)
    {
      g_autofree char *trace_id = g_strdup_printf ("trace%u.", i);
      const PerchForwardRecord record = { .method = "fly",
                                          .backend = "main",
                                          .trace_id = trace_id,
                                          .brought_trace_id = brought_trace_id,
                                          .begun_us = g_get_monotonic_time (),
                                          .status = 200,
                                          .outcome = "answered" };

      perch_forward_log (journal, &record);
    }
  perch_journal_close (journal);
  return perch_scratch_has (&scratch, "perch-log.txt")
             ? perch_scratch_read (&scratch, "perch-log.txt")
             : g_strdup ("");
}

static void
test_brought (void)
{
  g_autofree char *text = log_many (TRUE, PERCH_LEVEL_INFO);

  g_test_summary ("Who brings a trace id finds it, however much like others the request is");

  g_assert_null (strstr (text, "repeated"));
  for (guint i = 0; i < MANY; i++)
    {
      g_autofree char *end = g_strdup_printf (" trace_id=trace%u.\n", i);

      g_assert_nonnull (strstr (text, end));
    }
}

static void
test_given (void)
{
  g_autofree char *text = log_many (FALSE, PERCH_LEVEL_INFO);

  g_test_summary ("Else a flood of them does not push all the rest out of the log");

  g_assert_nonnull (strstr (text, " trace_id=trace0.\n"));
  g_assert_nonnull (strstr (text, " times: fly to main: answered after 0 ms\n"));
}

static void
test_level (void)
{
  g_autofree char *text = log_many (TRUE, PERCH_LEVEL_WARNING);

  g_test_summary ("Who wants warnings only is spared them");

  g_assert_cmpstr (text, ==, "");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/forward-log/brought", test_brought);
  g_test_add_func ("/forward-log/given", test_given);
  g_test_add_func ("/forward-log/level", test_level);
  return g_test_run ();
}
