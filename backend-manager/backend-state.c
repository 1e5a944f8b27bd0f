/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/backend-state.h"

#define TO(s) (1u << PERCH_BACKEND_STATE_##s)

/* STARTING may end in STOPPED: a program with `ready` on `spawn` can do its work and exit with 0
 * before its start was even reported. Looking for the executable again (a start, a reload of the
 * profiles) is what leads out of NOT_FOUND and into it. */
static const guint allowed_next[] = {
  [PERCH_BACKEND_STATE_NOT_FOUND] = TO (STOPPED) | TO (STARTING) | TO (FAILED),
  [PERCH_BACKEND_STATE_STOPPED] = TO (STARTING) | TO (NOT_FOUND) | TO (FAILED),
  [PERCH_BACKEND_STATE_STARTING] =
      TO (RUNNING) | TO (STOPPING) | TO (STOPPED) | TO (BACKOFF) | TO (FAILED) | TO (NOT_FOUND),
  [PERCH_BACKEND_STATE_RUNNING] =
      TO (UNHEALTHY) | TO (STOPPING) | TO (STOPPED) | TO (BACKOFF) | TO (FAILED),
  [PERCH_BACKEND_STATE_UNHEALTHY] =
      TO (RUNNING) | TO (STOPPING) | TO (STOPPED) | TO (BACKOFF) | TO (FAILED),
  [PERCH_BACKEND_STATE_STOPPING] = TO (STOPPED) | TO (STARTING) | TO (BACKOFF) | TO (FAILED),
  [PERCH_BACKEND_STATE_BACKOFF] = TO (STARTING) | TO (STOPPED) | TO (NOT_FOUND) | TO (FAILED),
  [PERCH_BACKEND_STATE_FAILED] = TO (STARTING) | TO (STOPPED) | TO (NOT_FOUND),
};
G_STATIC_ASSERT (G_N_ELEMENTS (allowed_next) == PERCH_BACKEND_STATE_LAST + 1);

static const char *const names[] = {
  [PERCH_BACKEND_STATE_NOT_FOUND] = "not-found", [PERCH_BACKEND_STATE_STOPPED] = "stopped",
  [PERCH_BACKEND_STATE_STARTING] = "starting",   [PERCH_BACKEND_STATE_RUNNING] = "running",
  [PERCH_BACKEND_STATE_UNHEALTHY] = "unhealthy", [PERCH_BACKEND_STATE_STOPPING] = "stopping",
  [PERCH_BACKEND_STATE_BACKOFF] = "backoff",     [PERCH_BACKEND_STATE_FAILED] = "failed",
};
G_STATIC_ASSERT (G_N_ELEMENTS (names) == PERCH_BACKEND_STATE_LAST + 1);

/**
 * perch_backend_state_to_string:
 *
 * Returns: (transfer none): the word that the command line and the server use for @state
 */
const char *
perch_backend_state_to_string (PerchBackendState state)
{
  g_return_val_if_fail (state <= PERCH_BACKEND_STATE_LAST, NULL);

  return names[state];
}

/**
 * perch_backend_state_may_follow:
 *
 * Returns: whether a backend may go from @from straight to @to
 */
gboolean
perch_backend_state_may_follow (PerchBackendState from, PerchBackendState to)
{
  g_return_val_if_fail (from <= PERCH_BACKEND_STATE_LAST, FALSE);
  g_return_val_if_fail (to <= PERCH_BACKEND_STATE_LAST, FALSE);

  return (allowed_next[from] & (1u << to)) != 0;
}

/**
 * perch_backend_state_is_alive:
 *
 * Returns: whether processes of a backend in @state may exist
 */
gboolean
perch_backend_state_is_alive (PerchBackendState state)
{
  return state == PERCH_BACKEND_STATE_STARTING || state == PERCH_BACKEND_STATE_RUNNING ||
         state == PERCH_BACKEND_STATE_UNHEALTHY || state == PERCH_BACKEND_STATE_STOPPING;
}
