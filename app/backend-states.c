/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/backend-states.h"

static gboolean
is_bad (PerchBackendState state)
{
  return state == PERCH_BACKEND_STATE_FAILED || state == PERCH_BACKEND_STATE_BACKOFF ||
         state == PERCH_BACKEND_STATE_UNHEALTHY || state == PERCH_BACKEND_STATE_NOT_FOUND;
}

static void
log_cb (PerchBackend *backend, GParamSpec *pspec, PerchJournal *journal)
{
  PerchBackendState state = perch_backend_get_state (backend);
  const PerchBackendExit *ended = perch_backend_get_exit (backend);
  gboolean bad = is_bad (state);
  g_autofree char *detail = NULL;

  if (state == PERCH_BACKEND_STATE_RUNNING)
    detail = g_strdup_printf (" (pid %d)", perch_backend_get_pid (backend));
  else if (state == PERCH_BACKEND_STATE_STOPPED && ended != NULL)
    detail = g_strdup_printf (" (%s)", ended->reason);
  else if (bad && perch_backend_get_problem (backend) != NULL)
    detail = g_strdup_printf (" (%s)", perch_backend_get_problem (backend));
  perch_journal_log (journal, bad ? PERCH_LEVEL_WARNING : PERCH_LEVEL_INFO, "perch", "%s: %s%s",
                     perch_backend_get_name (backend), perch_backend_state_to_string (state),
                     detail != NULL ? detail : "");
}

/* What a run wanted to be seen goes with it. */
static void
clear_cb (PerchBackend *backend, GParamSpec *pspec, PerchIndicators *indicators)
{
  if (!perch_backend_state_is_alive (perch_backend_get_state (backend)))
    perch_indicators_clear_backend (indicators, perch_backend_get_name (backend));
}

static void
log_added_cb (GListModel *model, guint position, guint removed, guint added, PerchJournal *journal)
{
  for (guint i = position; i < position + added; i++)
    {
      g_autoptr (PerchBackend) backend = g_list_model_get_item (model, i);

      g_signal_connect_object (backend, "notify::state", G_CALLBACK (log_cb), journal, 0);
    }
}

static void
clear_added_cb (
    GListModel *model, guint position, guint removed, guint added, PerchIndicators *indicators)
{
  for (guint i = position; i < position + added; i++)
    {
      g_autoptr (PerchBackend) backend = g_list_model_get_item (model, i);

      g_signal_connect_object (backend, "notify::state", G_CALLBACK (clear_cb), indicators, 0);
    }
}

/**
 * perch_backend_states_join:
 * @manager: the backends, none of which is loaded yet
 * @journal: gets a line for each new state of a backend
 * @indicators: those of a backend that runs no more are taken away
 */
void
perch_backend_states_join (PerchBackendManager *manager,
                           PerchJournal *journal,
                           PerchIndicators *indicators)
{
  g_return_if_fail (PERCH_IS_BACKEND_MANAGER (manager));
  g_return_if_fail (PERCH_IS_JOURNAL (journal));
  g_return_if_fail (PERCH_IS_INDICATORS (indicators));

  g_signal_connect_object (manager, "items-changed", G_CALLBACK (clear_added_cb), indicators, 0);
  g_signal_connect_object (manager, "items-changed", G_CALLBACK (log_added_cb), journal, 0);
}
