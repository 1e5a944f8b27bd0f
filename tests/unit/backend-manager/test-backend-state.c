/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/backend-state.h"

static void
test_names (void)
{
  for (PerchBackendState a = 0; a <= PERCH_BACKEND_STATE_LAST; a++)
    for (PerchBackendState b = 0; b < a; b++)
      g_assert_cmpstr (perch_backend_state_to_string (a), !=, perch_backend_state_to_string (b));
}

static void
test_edges (void)
{
  g_test_summary ("No state follows itself, every state can be left, and nothing that is alive is "
                  "taken for stopped without passing through an end of the process.");

  for (PerchBackendState from = 0; from <= PERCH_BACKEND_STATE_LAST; from++)
    {
      guint n_next = 0;

      g_assert_false (perch_backend_state_may_follow (from, from));
      for (PerchBackendState to = 0; to <= PERCH_BACKEND_STATE_LAST; to++)
        n_next += perch_backend_state_may_follow (from, to);
      g_assert_cmpuint (n_next, >, 0);
    }

  g_assert_false (
      perch_backend_state_may_follow (PERCH_BACKEND_STATE_RUNNING, PERCH_BACKEND_STATE_STARTING));
  g_assert_false (
      perch_backend_state_may_follow (PERCH_BACKEND_STATE_STOPPING, PERCH_BACKEND_STATE_RUNNING));
  g_assert_false (
      perch_backend_state_may_follow (PERCH_BACKEND_STATE_STOPPED, PERCH_BACKEND_STATE_RUNNING));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/backend-state/names", test_names);
  g_test_add_func ("/backend-state/edges", test_edges);
  return g_test_run ();
}
