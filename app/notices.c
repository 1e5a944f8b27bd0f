/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/notices.h"

#include <glib/gi18n.h>

#include "app/status-text.h"

/* Notifications, and when there is one: a backend has failed; what the person asked for could not
 * be done; there is no tray. Never for what the person did. @absent runs while there is no tray
 * host and the person has not been told, which happens once. */
struct _PerchNotices
{
  GObject parent_instance;

  GApplication *application; /* (owned) */
  PerchBackendManager *manager; /* (owned) */
  GPtrArray *watched; /* (owned) (element-type PerchBackend) */
  PerchTray *tray; /* (owned) (nullable) */
  guint patience_ms;
  GSource *absent; /* (owned) (nullable) */
  gboolean told_absent;
};

G_DEFINE_FINAL_TYPE (PerchNotices, perch_notices, G_TYPE_OBJECT)

#define ID_TROUBLE "trouble"
#define ID_NO_TRAY "no-tray"

#define ACTION_RESTART "backend-restart"

static GNotification *
notification_new (const char *title, const char *body)
{
  GNotification *notification = g_notification_new (title);

  g_notification_set_body (notification, body);
  g_notification_set_default_action (notification, "app.show");
  return notification;
}

static char *
id_of (PerchBackend *backend)
{
  return g_strconcat ("backend-failed-", perch_backend_get_name (backend), NULL);
}

static void
tell_failure (PerchNotices *self, PerchBackend *backend)
{
  g_autofree char *id = id_of (backend);
  g_autofree char *label = perch_status_text_shorten (perch_backend_get_label (backend), 60);
  g_autofree char *title =
      g_strdup_printf ("%s: %s", label, perch_status_text_word (perch_backend_get_state (backend)));
  g_autofree char *reason = perch_status_text_reason (backend);
  g_autoptr (GNotification) notification =
      notification_new (title, reason != NULL ? reason : _ ("The log may say more."));

  g_notification_set_priority (notification, G_NOTIFICATION_PRIORITY_HIGH);
  g_notification_add_button_with_target (notification, _ ("Restart"), "app." ACTION_RESTART, "s",
                                         perch_backend_get_name (backend));
  g_notification_add_button (notification, _ ("Show log"), "app.open-log");
  g_application_send_notification (self->application, id, notification);
}

static void
state_cb (PerchBackend *backend, GParamSpec *pspec, PerchNotices *self)
{
  PerchBackendState state = perch_backend_get_state (backend);
  g_autofree char *id = id_of (backend);

  if (state == PERCH_BACKEND_STATE_FAILED || state == PERCH_BACKEND_STATE_NOT_FOUND)
    tell_failure (self, backend);
  else
    g_application_withdraw_notification (self->application, id);
}

static void
unwatch_backends (PerchNotices *self)
{
  for (guint i = 0; i < self->watched->len; i++)
    g_signal_handlers_disconnect_by_data (g_ptr_array_index (self->watched, i), self);
  g_ptr_array_set_size (self->watched, 0);
}

static void
backends_changed_cb (PerchNotices *self)
{
  guint n_backends = g_list_model_get_n_items (G_LIST_MODEL (self->manager));

  unwatch_backends (self);
  for (guint i = 0; i < n_backends; i++)
    {
      PerchBackend *backend = g_list_model_get_item (G_LIST_MODEL (self->manager), i);

      g_ptr_array_add (self->watched, backend);
      g_signal_connect (backend, "notify::state", G_CALLBACK (state_cb), self);
    }
}

static void
stop_waiting (PerchNotices *self)
{
  if (self->absent != NULL)
    g_source_destroy (self->absent);
  g_clear_pointer (&self->absent, g_source_unref);
}

static gboolean
absent_cb (gpointer user_data)
{
  PerchNotices *self = user_data;
  g_autoptr (GNotification) notification = NULL;

  stop_waiting (self);
  self->told_absent = TRUE;
  notification =
      notification_new (_ ("There is no tray for Perch’s icon"),
                        _ ("Perch runs all the same. Its window has the same actions; "
                           "“perch show” opens it, “perch doctor” says what is missing."));
  g_notification_add_button (notification, _ ("Open window"), "app.show");
  g_application_send_notification (self->application, ID_NO_TRAY, notification);
  /* Not a warning: nothing is wrong with the program, and somebody may wait at the terminal. */
  g_printerr ("perch: %s\n",
              _ ("this desktop has no tray (no StatusNotifier host), so there is no icon to see; "
                 "“perch show” opens a window with the same actions, “perch doctor” says what is "
                 "missing"));
  return G_SOURCE_REMOVE;
}

static void
host_cb (PerchTray *tray, GParamSpec *pspec, PerchNotices *self)
{
  PerchTrayHost host = perch_tray_get_host (tray);

  if (host == PERCH_TRAY_HOST_ABSENT && self->absent == NULL && !self->told_absent)
    {
      self->absent = g_timeout_source_new (self->patience_ms);
      g_source_set_static_name (self->absent, "perch-notices-absent");
      g_source_set_callback (self->absent, absent_cb, self, NULL);
      g_source_attach (self->absent, g_main_context_get_thread_default ());
    }
  if (host != PERCH_TRAY_HOST_PRESENT)
    return;
  stop_waiting (self);
  if (self->told_absent)
    g_application_withdraw_notification (self->application, ID_NO_TRAY);
}

static void
trouble_cb (PerchMenu *menu, const char *text, PerchNotices *self)
{
  g_autoptr (GNotification) notification = notification_new (_ ("That did not work"), text);

  g_application_send_notification (self->application, ID_TROUBLE, notification);
}

/* A notification may be older than the list of backends. */
static void
restart_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  PerchNotices *self = user_data;
  PerchBackend *backend =
      perch_backend_manager_lookup (self->manager, g_variant_get_string (parameter, NULL));

  if (backend != NULL)
    perch_backend_restart_async (backend, NULL, NULL, NULL);
}

/* Buttons with nobody behind them must not stay on the screen. */
static void
withdraw_all (PerchNotices *self)
{
  for (guint i = 0; i < self->watched->len; i++)
    {
      g_autofree char *id = id_of (g_ptr_array_index (self->watched, i));

      g_application_withdraw_notification (self->application, id);
    }
  g_application_withdraw_notification (self->application, ID_NO_TRAY);
  g_application_withdraw_notification (self->application, ID_TROUBLE);
}

static void
perch_notices_dispose (GObject *object)
{
  PerchNotices *self = PERCH_NOTICES (object);

  stop_waiting (self);
  if (self->watched != NULL)
    {
      withdraw_all (self);
      unwatch_backends (self);
    }
  g_clear_pointer (&self->watched, g_ptr_array_unref);
  if (self->application != NULL)
    g_action_map_remove_action (G_ACTION_MAP (self->application), ACTION_RESTART);
  g_clear_object (&self->tray);
  g_clear_object (&self->manager);
  g_clear_object (&self->application);

  G_OBJECT_CLASS (perch_notices_parent_class)->dispose (object);
}

static void
perch_notices_class_init (PerchNoticesClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = perch_notices_dispose;
}

static void
perch_notices_init (PerchNotices *self)
{
  self->watched = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * perch_notices_new:
 * @application: sends the notifications, and has the actions that they name: show and open-log;
 * gets backend-restart, with the name of a backend, until the returned object is disposed;
 * registered
 * @manager: the backends
 *
 * Tells the person when a backend fails, and takes that back when it runs again.
 *
 * Returns: (transfer full):
 */
PerchNotices *
perch_notices_new (GApplication *application, PerchBackendManager *manager)
{
  const GActionEntry entries[] = {
    { .name = ACTION_RESTART, .activate = restart_cb, .parameter_type = "s" },
  };
  PerchNotices *self = NULL;

  g_return_val_if_fail (G_IS_APPLICATION (application), NULL);
  g_return_val_if_fail (PERCH_IS_BACKEND_MANAGER (manager), NULL);

  self = g_object_new (PERCH_TYPE_NOTICES, NULL);
  self->application = g_object_ref (application);
  self->manager = g_object_ref (manager);
  g_action_map_add_action_entries (G_ACTION_MAP (application), entries, G_N_ELEMENTS (entries),
                                   self);
  g_signal_connect_object (manager, "items-changed", G_CALLBACK (backends_changed_cb), self,
                           G_CONNECT_SWAPPED);
  backends_changed_cb (self);
  return self;
}

/**
 * perch_notices_watch_tray:
 * @tray: a tray; at most one in the life of @self
 * @patience_ms: how long there may be no tray host, usually %PERCH_NOTICES_PATIENCE_MS
 *
 * Tells the person, once and also on stderr, when there is no tray host, and where to go instead.
 */
void
perch_notices_watch_tray (PerchNotices *self, PerchTray *tray, guint patience_ms)
{
  g_return_if_fail (PERCH_IS_NOTICES (self));
  g_return_if_fail (PERCH_IS_TRAY (tray));
  g_return_if_fail (self->tray == NULL);

  self->tray = g_object_ref (tray);
  self->patience_ms = patience_ms;
  g_signal_connect_object (tray, "notify::host", G_CALLBACK (host_cb), self, 0);
  host_cb (tray, NULL, self);
}

/**
 * perch_notices_watch_menu:
 * @menu: a menu
 *
 * Tells the person when something that they asked for there could not be done.
 */
void
perch_notices_watch_menu (PerchNotices *self, PerchMenu *menu)
{
  g_return_if_fail (PERCH_IS_NOTICES (self));
  g_return_if_fail (PERCH_IS_MENU (menu));

  g_signal_connect_object (menu, "trouble", G_CALLBACK (trouble_cb), self, 0);
}
