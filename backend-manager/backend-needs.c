/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/backend-private.h"

/* A backend that is to start after others waits in STARTING until all of them are ready. One that
 * fails may still come right by itself: as long as it is tried again, the wait goes on. */

static void need_changed_cb (PerchBackend *need, GParamSpec *pspec, PerchBackend *backend);

/**
 * perch_backend_set_needs_func:
 * @func: (nullable): says which backends are to be ready before this one starts; %NULL means none
 */
void
perch_backend_set_needs_func (PerchBackend *self, PerchNeedsFunc func, gpointer user_data)
{
  self->needs_func = func;
  self->needs_data = user_data;
}

/**
 * perch_backend_forget_needs:
 *
 * Waits for no other backend any more.
 */
void
perch_backend_forget_needs (PerchBackend *self)
{
  g_autoptr (GPtrArray) needs = g_steal_pointer (&self->needs);

  for (guint i = 0; needs != NULL && i < needs->len; i++)
    g_signal_handlers_disconnect_by_func (g_ptr_array_index (needs, i), need_changed_cb, self);
}

static void
give_up (PerchBackend *self, PerchBackend *need)
{
  const char *problem = perch_backend_get_problem (need);
  g_autoptr (GError) error =
      g_error_new (PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_NOT_READY,
                   "It starts after %s, which is %s%s%s", perch_backend_get_label (need),
                   perch_backend_state_to_string (perch_backend_get_state (need)),
                   problem != NULL ? ": " : "", problem != NULL ? problem : "");

  perch_backend_settle (self, PERCH_BACKEND_STATE_FAILED, error);
}

/* Goes on, or gives up, or waits. */
static void
look_at_needs (PerchBackend *self)
{
  PerchBackend *awaited = NULL;
  g_autofree char *notice = NULL;

  for (guint i = 0; i < self->needs->len; i++)
    {
      PerchBackend *need = g_ptr_array_index (self->needs, i);

      if (perch_backend_is_idle (need))
        {
          give_up (self, need);
          return;
        }
      if (awaited == NULL && !perch_backend_get_ready (need))
        awaited = need;
    }
  if (awaited == NULL)
    {
      perch_backend_forget_needs (self);
      perch_backend_set_problem (self, NULL);
      perch_backend_try_spawn (self);
      return;
    }
  notice = g_strdup_printf ("Waits for %s", perch_backend_get_label (awaited));
  perch_backend_set_problem (self, notice);
}

static void
need_changed_cb (PerchBackend *need, GParamSpec *pspec, PerchBackend *backend)
{
  g_autoptr (PerchBackend) self = g_object_ref (backend);

  if (self->needs != NULL && !self->starting_needs)
    look_at_needs (self);
}

static void
start_needs (PerchBackend *self)
{
  g_autoptr (GPtrArray) needs = g_ptr_array_ref (self->needs);

  self->starting_needs = TRUE;
  for (guint i = 0; i < needs->len; i++)
    {
      PerchBackend *need = g_ptr_array_index (needs, i);

      g_signal_connect_object (need, "notify::state", G_CALLBACK (need_changed_cb), self, 0);
      if (perch_backend_is_idle (need) ||
          perch_backend_get_state (need) == PERCH_BACKEND_STATE_STOPPING)
        perch_backend_start_async (need, NULL, NULL, NULL);
    }
  self->starting_needs = FALSE;
}

/**
 * perch_backend_start_in_order:
 *
 * Starts what this backend needs, waits until that is ready, and then starts the backend itself.
 * Made in STARTING, while there is no run.
 */
void
perch_backend_start_in_order (PerchBackend *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) needs = NULL;

  if (self->needs_func == NULL || self->profile->after[0] == NULL)
    {
      perch_backend_try_spawn (self);
      return;
    }
  needs = self->needs_func (self, self->needs_data, &error);
  if (needs == NULL)
    {
      perch_backend_settle (self, PERCH_BACKEND_STATE_FAILED, error);
      return;
    }
  self->needs = g_steal_pointer (&needs);
  start_needs (self);
  look_at_needs (self);
}
