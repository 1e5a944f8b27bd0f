/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/memory-saver.h"

#include "sample-pages.h"

#define NEVER_MS (24 * 3600 * 1000)

static void
test_arm (void)
{
  g_autoptr (PerchMemorySaver) saver = perch_memory_saver_new (1);
  const guint8 *pages = sample_pages_get ();
  gsize n_present = 0;

  g_test_summary ("It gives memory back when its time has come, and has no timer then.");

  sample_pages_read (pages);
  n_present = sample_pages_count_present (pages);
  g_assert_cmpuint (n_present, >, 0);
  perch_memory_saver_arm (saver);
  while (g_main_context_find_source_by_user_data (NULL, saver) != NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (sample_pages_count_present (pages), <, n_present / 2);
}

static void
test_arm_again (void)
{
  g_autoptr (PerchMemorySaver) saver = perch_memory_saver_new (NEVER_MS);
  GSource *first = NULL;

  g_test_summary ("There is one timer, which the last call begins anew.");

  perch_memory_saver_arm (saver);
  first = g_source_ref (g_main_context_find_source_by_user_data (NULL, saver));
  perch_memory_saver_arm (saver);
  g_assert_true (g_source_is_destroyed (first));
  g_assert_nonnull (g_main_context_find_source_by_user_data (NULL, saver));
  g_source_unref (first);
}

static void
test_free (void)
{
  PerchMemorySaver *saver = perch_memory_saver_new (NEVER_MS);

  g_test_summary ("No timer outlives it.");

  perch_memory_saver_arm (saver);
  perch_memory_saver_free (saver);
  g_assert_null (g_main_context_find_source_by_user_data (NULL, saver));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/memory-saver/arm", test_arm);
  g_test_add_func ("/memory-saver/arm-again", test_arm_again);
  g_test_add_func ("/memory-saver/free", test_free);
  return g_test_run ();
}
