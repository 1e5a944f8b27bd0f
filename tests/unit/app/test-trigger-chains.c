/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/triggers/trigger-chains.h"

#define TRACE "0af7651916cd43dd8448eb211c80319c"

static void
test_depth (void)
{
  g_autoptr (PerchTriggerChains) chains = perch_trigger_chains_new ();

  g_assert_cmpuint (perch_trigger_chains_get_depth (chains, TRACE, "main"), ==, 0);
  perch_trigger_chains_reach (chains, TRACE, "main", 3);
  perch_trigger_chains_reach (chains, TRACE, "main", 2);
  perch_trigger_chains_reach (chains, TRACE, "second", 4);
  g_assert_cmpuint (perch_trigger_chains_get_depth (chains, TRACE, "main"), ==, 3);
  g_assert_cmpuint (perch_trigger_chains_get_depth (chains, TRACE, "second"), ==, 4);
  g_assert_cmpuint (perch_trigger_chains_get_depth (chains, TRACE, "third"), ==, 0);
  g_assert_cmpuint (perch_trigger_chains_get_depth (chains, TRACE, "perch"), ==, 4);
  g_assert_cmpuint (perch_trigger_chains_get_depth (chains, "other", "perch"), ==, 0);
}

static void
test_cut (void)
{
  g_autoptr (PerchTriggerChains) chains = perch_trigger_chains_new ();

  g_assert_false (perch_trigger_chains_is_cut (chains, TRACE));
  g_assert_true (perch_trigger_chains_cut (chains, TRACE));
  g_assert_false (perch_trigger_chains_cut (chains, TRACE));
  g_assert_true (perch_trigger_chains_is_cut (chains, TRACE));
  g_assert_false (perch_trigger_chains_is_cut (chains, "other"));
}

static void
test_oldest_is_forgotten (void)
{
  g_autoptr (PerchTriggerChains) chains = perch_trigger_chains_new ();

  perch_trigger_chains_reach (chains, TRACE, "main", 1);
  for (guint i = 0; i < 255; i++)
    {
      g_autofree char *trace_id = g_strdup_printf ("%u", i);

      perch_trigger_chains_reach (chains, trace_id, "main", 2);
    }
  g_assert_cmpuint (perch_trigger_chains_get_depth (chains, TRACE, "main"), ==, 1);
  perch_trigger_chains_reach (chains, "one more", "main", 2);
  g_assert_cmpuint (perch_trigger_chains_get_depth (chains, TRACE, "main"), ==, 0);
  g_assert_cmpuint (perch_trigger_chains_get_depth (chains, "0", "main"), ==, 2);
  perch_trigger_chains_reach (chains, TRACE, "main", 4);
  g_assert_cmpuint (perch_trigger_chains_get_depth (chains, TRACE, "main"), ==, 4);
}

static void
test_mover (void)
{
  g_autoptr (PerchTriggerChains) chains = perch_trigger_chains_new ();
  const gint64 second = G_USEC_PER_SEC;

  g_assert_null (perch_trigger_chains_get_mover (chains, "main", second));
  perch_trigger_chains_move_backend (chains, "main", TRACE, second);
  g_assert_cmpstr (perch_trigger_chains_get_mover (chains, "main", 180 * second), ==, TRACE);
  g_assert_null (perch_trigger_chains_get_mover (chains, "main", 181 * second));
  g_assert_null (perch_trigger_chains_get_mover (chains, "second", second));
  perch_trigger_chains_move_backend (chains, "main", "other", 181 * second);
  g_assert_cmpstr (perch_trigger_chains_get_mover (chains, "main", 181 * second), ==, "other");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/trigger-chains/depth", test_depth);
  g_test_add_func ("/trigger-chains/cut", test_cut);
  g_test_add_func ("/trigger-chains/oldest-is-forgotten", test_oldest_is_forgotten);
  g_test_add_func ("/trigger-chains/mover", test_mover);
  return g_test_run ();
}
