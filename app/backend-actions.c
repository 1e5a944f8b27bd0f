/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/backend-actions.h"

#include <glib/gi18n.h>

/* What a person can do with one backend: start, stop, restart, autostart. @group has the four from
 * the beginning to dispose. */
struct _PerchBackendActions
{
  GObject parent_instance;

  PerchBackendManager *manager; /* (owned) */
  PerchBackend *backend; /* (owned) */
  GSimpleActionGroup *group; /* (owned) */
};

enum
{
  SIGNAL_TROUBLE,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PerchBackendActions, perch_backend_actions, G_TYPE_OBJECT)

/* One bit a state. */
#define IN(s) (1u << PERCH_BACKEND_STATE_##s)
#define CAN_START (IN (NOT_FOUND) | IN (STOPPED) | IN (BACKOFF) | IN (FAILED))
#define CAN_STOP (IN (STARTING) | IN (RUNNING) | IN (UNHEALTHY) | IN (BACKOFF))
#define CAN_RESTART (IN (STARTING) | IN (RUNNING) | IN (UNHEALTHY) | IN (BACKOFF) | IN (FAILED))

static void
set_enabled (PerchBackendActions *self, const char *name, guint states)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self->group), name);
  PerchBackendState state = perch_backend_get_state (self->backend);

  g_simple_action_set_enabled (G_SIMPLE_ACTION (action), (states & (1u << state)) != 0);
}

/* Enables what makes sense in the state that the backend is in. */
static void
refresh (PerchBackendActions *self)
{
  GAction *autostart = g_action_map_lookup_action (G_ACTION_MAP (self->group), "autostart");

  set_enabled (self, "start", CAN_START);
  set_enabled (self, "stop", CAN_STOP);
  set_enabled (self, "restart", CAN_RESTART);
  g_simple_action_set_state (
      G_SIMPLE_ACTION (autostart),
      g_variant_new_boolean (perch_backend_manager_get_autostart (self->manager, self->backend)));
}

/* What goes wrong with a start shows as the backend's state, and what was overtaken by a later
 * click is nobody's trouble. */
static void
stopped_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PerchBackendActions) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  if (perch_backend_stop_finish (PERCH_BACKEND (source), result, &error) ||
      g_error_matches (error, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_SUPERSEDED))
    return;
  /* Translators: the name of a backend, and what went wrong */
  text = g_strdup_printf (_ ("%s could not be stopped: %s"),
                          perch_backend_get_label (self->backend), error->message);
  g_signal_emit (self, signals[SIGNAL_TROUBLE], 0, text);
}

static void
start_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  perch_backend_start_async (((PerchBackendActions *) user_data)->backend, NULL, NULL, NULL);
}

static void
stop_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  PerchBackendActions *self = user_data;

  perch_backend_stop_async (self->backend, NULL, stopped_cb, g_object_ref (self));
}

static void
restart_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  perch_backend_restart_async (((PerchBackendActions *) user_data)->backend, NULL, NULL, NULL);
}

static void
autostart_cb (GSimpleAction *action, GVariant *value, gpointer user_data)
{
  PerchBackendActions *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  if (perch_backend_manager_set_autostart (self->manager, self->backend,
                                           g_variant_get_boolean (value), &error))
    {
      g_simple_action_set_state (action, value);
      return;
    }
  /* Translators: the name of a backend, and what went wrong */
  text = g_strdup_printf (_ ("%s: the setting could not be saved: %s"),
                          perch_backend_get_label (self->backend), error->message);
  g_signal_emit (self, signals[SIGNAL_TROUBLE], 0, text);
}

static void
perch_backend_actions_dispose (GObject *object)
{
  PerchBackendActions *self = PERCH_BACKEND_ACTIONS (object);

  /* Others may keep the group, but there is nobody behind its actions any more. */
  if (self->group != NULL)
    {
      g_auto (GStrv) names = g_action_group_list_actions (G_ACTION_GROUP (self->group));

      for (guint i = 0; names[i] != NULL; i++)
        g_action_map_remove_action (G_ACTION_MAP (self->group), names[i]);
    }
  g_clear_object (&self->group);
  g_clear_object (&self->manager);
  g_clear_object (&self->backend);

  G_OBJECT_CLASS (perch_backend_actions_parent_class)->dispose (object);
}

static void
perch_backend_actions_class_init (PerchBackendActionsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = perch_backend_actions_dispose;

  /**
   * PerchBackendActions::trouble:
   * @text: a sentence for people
   *
   * Something that the person asked for did not happen, and the backend's state does not say so.
   */
  signals[SIGNAL_TROUBLE] = g_signal_new ("trouble", PERCH_TYPE_BACKEND_ACTIONS, G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
perch_backend_actions_init (PerchBackendActions *self)
{
  const GActionEntry entries[] = {
    { .name = "start", .activate = start_cb },
    { .name = "stop", .activate = stop_cb },
    { .name = "restart", .activate = restart_cb },
    { .name = "autostart", .state = "false", .change_state = autostart_cb },
  };

  self->group = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->group), entries, G_N_ELEMENTS (entries),
                                   self);
}

/**
 * perch_backend_actions_new:
 * @manager: has @backend
 * @backend: what the actions are about
 *
 * Returns: (transfer full):
 */
PerchBackendActions *
perch_backend_actions_new (PerchBackendManager *manager, PerchBackend *backend)
{
  PerchBackendActions *self = NULL;

  g_return_val_if_fail (PERCH_IS_BACKEND_MANAGER (manager), NULL);
  g_return_val_if_fail (PERCH_IS_BACKEND (backend), NULL);

  self = g_object_new (PERCH_TYPE_BACKEND_ACTIONS, NULL);
  self->manager = g_object_ref (manager);
  self->backend = g_object_ref (backend);
  g_signal_connect_object (backend, "notify::state", G_CALLBACK (refresh), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (manager, "autostart-changed", G_CALLBACK (refresh), self,
                           G_CONNECT_SWAPPED);
  refresh (self);
  return self;
}

/**
 * perch_backend_actions_get_group:
 *
 * Returns: (transfer none): the actions start, stop, restart (no parameter, no state) and autostart
 * (boolean state)
 */
GActionGroup *
perch_backend_actions_get_group (PerchBackendActions *self)
{
  g_return_val_if_fail (PERCH_IS_BACKEND_ACTIONS (self), NULL);

  return G_ACTION_GROUP (self->group);
}
