/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/routes/routes-private.h"

/* As on the command line: what nobody names a backend for is for this one. */
#define USUAL_NAME "main"

/* Whether it will be ready without anybody doing anything. */
static gboolean
is_coming (PerchBackendManager *manager, PerchBackend *backend)
{
  PerchBackendState state = perch_backend_get_state (backend);

  if (state == PERCH_BACKEND_STATE_STARTING || state == PERCH_BACKEND_STATE_BACKOFF)
    return TRUE;
  /* Perch answers before it has swept up after the last one and starts its backends. */
  return state == PERCH_BACKEND_STATE_STOPPED && perch_backend_get_exit (backend) == NULL &&
         perch_backend_manager_get_autostart (manager, backend);
}

/**
 * perch_routes_is_receiver_coming:
 * @self: the routes
 *
 * Returns: whether it makes sense to wait for a receiver, when there is none now
 */
gboolean
perch_routes_is_receiver_coming (PerchRoutes *self)
{
  GListModel *backends = NULL;

  g_return_val_if_fail (self != NULL, FALSE);

  backends = G_LIST_MODEL (self->manager);
  for (guint i = 0; i < g_list_model_get_n_items (backends); i++)
    {
      g_autoptr (PerchBackend) backend = g_list_model_get_item (backends, i);

      if (is_coming (self->manager, backend))
        return TRUE;
    }
  return FALSE;
}

/**
 * perch_routes_find_receiver:
 * @self: the routes
 *
 * Finds out who gets what comes in for no backend in particular: the one called "main", or the
 * first of the others that runs.
 *
 * Returns: (transfer none) (nullable): a backend that is ready, or %NULL when none is
 */
PerchBackend *
perch_routes_find_receiver (PerchRoutes *self)
{
  GListModel *backends = NULL;
  PerchBackend *receiver = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  receiver = perch_backend_manager_lookup (self->manager, USUAL_NAME);
  if (receiver != NULL && perch_backend_get_ready (receiver))
    return receiver;
  backends = G_LIST_MODEL (self->manager);
  for (guint i = 0; i < g_list_model_get_n_items (backends); i++)
    {
      g_autoptr (PerchBackend) backend = g_list_model_get_item (backends, i);

      /* The manager holds it for as long as the caller needs it. */
      if (perch_backend_get_ready (backend))
        return backend;
    }
  return NULL;
}
