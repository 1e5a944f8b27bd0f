/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/notices.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>

#include "app/backend-notice.h"
#include "app/product-name.h"

/* Notifications, and when there is one: a backend has failed or recovered by itself; what the
 * person asked for could not be done; there is no tray; the window was closed for the first time.
 * Never for what the person did. @absent runs while there is no tray host and the person has not
 * been told, which happens once. */
struct _PerchNotices
{
  GObject parent_instance;

  PerchNotifier *notifier; /* (owned) */
  PerchBackendManager *manager; /* (owned) */
  guint proof_ms;
  GHashTable *backends; /* (owned) (element-type PerchBackend PerchBackendNotice) */
  PerchTray *tray; /* (owned) (nullable) */
  guint patience_ms;
  GSource *absent; /* (owned) (nullable) */
  gboolean told_absent;
};

enum
{
  TRAYLESS,
  UNSHOWN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PerchNotices, perch_notices, G_TYPE_OBJECT)

#define ID_TROUBLE "trouble"
#define ID_NO_TRAY "no-tray"
#define ID_HIDDEN "hidden"

static GNotification *
notification_new (const char *title, const char *body)
{
  GNotification *notification = g_notification_new (title);

  g_notification_set_body (notification, body);
  g_notification_set_default_action (notification, "app.show");
  return notification;
}

/* Those that stay keep what is known of them. */
static void
backends_changed_cb (PerchNotices *self)
{
  g_autoptr (GHashTable) old = g_steal_pointer (&self->backends);
  guint n_backends = g_list_model_get_n_items (G_LIST_MODEL (self->manager));

  self->backends = g_hash_table_new_full (NULL, NULL, g_object_unref, g_object_unref);
  for (guint i = 0; i < n_backends; i++)
    {
      PerchBackend *backend = g_list_model_get_item (G_LIST_MODEL (self->manager), i);
      PerchBackendNotice *notice = g_hash_table_lookup (old, backend);

      if (notice != NULL)
        g_object_ref (notice);
      else
        notice = perch_backend_notice_new (self->notifier, backend, self->proof_ms);
      g_hash_table_insert (self->backends, backend, notice);
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
  g_autofree char *title = NULL;
  g_autofree char *body = NULL;

  stop_waiting (self);
  self->told_absent = TRUE;
  /* Translators: %s is the name of this program, such as "Perch" */
  title = g_strdup_printf (_ ("There is no tray for the icon of %s"), perch_product_name ());
  /* Translators: %s is the name of this program; “perch show” and “perch doctor” are commands */
  body = g_strdup_printf (_ ("%s runs all the same. Its window has the same actions; “perch show” "
                             "opens it, “perch doctor” says what is missing."),
                          perch_product_name ());
  notification = notification_new (title, body);
  g_notification_add_button (notification, _ ("Open window"), "app.show");
  perch_notifier_send (self->notifier, ID_NO_TRAY, notification);
  /* Not a warning: nothing is wrong with the program, and somebody may wait at the terminal. */
  g_printerr (
      "perch: this desktop has no tray (no StatusNotifier host), so there is no icon to see; "
      "“perch show” opens a window with the same actions, “perch doctor” says what is "
      "missing\n");
  g_signal_emit (self, signals[TRAYLESS], 0);
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
    perch_notifier_withdraw (self->notifier, ID_NO_TRAY);
}

static void
trouble_cb (PerchMenu *menu, const char *text, PerchNotices *self)
{
  const char *title = _ ("That did not work");
  g_autoptr (GNotification) notification = NULL;

  if (!perch_notifier_can_show (self->notifier))
    {
      g_signal_emit (self, signals[UNSHOWN], 0, title, text);
      return;
    }
  notification = notification_new (title, text);
  perch_notifier_send (self->notifier, ID_TROUBLE, notification);
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
  perch_notifier_withdraw (self->notifier, ID_NO_TRAY);
  perch_notifier_withdraw (self->notifier, ID_TROUBLE);
  perch_notifier_withdraw (self->notifier, ID_HIDDEN);
}

static void
perch_notices_dispose (GObject *object)
{
  PerchNotices *self = PERCH_NOTICES (object);

  stop_waiting (self);
  g_clear_pointer (&self->backends, g_hash_table_unref);
  if (self->notifier != NULL)
    {
      withdraw_all (self);
      g_action_map_remove_action (G_ACTION_MAP (perch_notifier_get_application (self->notifier)),
                                  PERCH_BACKEND_NOTICE_RESTART);
    }
  g_clear_object (&self->tray);
  g_clear_object (&self->manager);
  g_clear_object (&self->notifier);

  G_OBJECT_CLASS (perch_notices_parent_class)->dispose (object);
}

static void
perch_notices_class_init (PerchNoticesClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = perch_notices_dispose;

  /**
   * PerchNotices::trayless:
   *
   * The person has just been told that there is no tray, which happens once.
   */
  signals[TRAYLESS] = g_signal_new ("trayless", PERCH_TYPE_NOTICES, G_SIGNAL_RUN_LAST, 0, NULL,
                                    NULL, NULL, G_TYPE_NONE, 0);

  /**
   * PerchNotices::unshown:
   * @title: what happened
   * @text: more about it
   *
   * What the person has clicked came to nothing, and they wait for it; but they want no
   * notifications, or there is nowhere to show one. Somebody else has to tell them.
   */
  signals[UNSHOWN] = g_signal_new ("unshown", PERCH_TYPE_NOTICES, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRING);
}

static void
perch_notices_init (PerchNotices *self)
{
  self->backends = g_hash_table_new (NULL, NULL);
}

/**
 * perch_notices_new:
 * @notifier: shows the notifications; its application has the actions that they name, show and
 * open-log, and gets %PERCH_BACKEND_NOTICE_RESTART, with the name of a backend, until the returned
 * object is disposed
 * @manager: the backends
 * @proof_ms: how long a backend must run again before that is told, usually
 * %PERCH_NOTICES_PROOF_MS
 *
 * Tells the person when a backend fails, and when it has recovered by itself.
 *
 * Returns: (transfer full):
 */
PerchNotices *
perch_notices_new (PerchNotifier *notifier, PerchBackendManager *manager, guint proof_ms)
{
  const GActionEntry entries[] = {
    { .name = PERCH_BACKEND_NOTICE_RESTART, .activate = restart_cb, .parameter_type = "s" },
  };
  PerchNotices *self = NULL;

  g_return_val_if_fail (PERCH_IS_NOTIFIER (notifier), NULL);
  g_return_val_if_fail (PERCH_IS_BACKEND_MANAGER (manager), NULL);

  self = g_object_new (PERCH_TYPE_NOTICES, NULL);
  self->notifier = g_object_ref (notifier);
  self->manager = g_object_ref (manager);
  self->proof_ms = proof_ms;
  g_action_map_add_action_entries (G_ACTION_MAP (perch_notifier_get_application (notifier)),
                                   entries, G_N_ELEMENTS (entries), self);
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
 * Tells the person when something that they asked for there could not be done; where that can't be
 * by a notification, with #PerchNotices::unshown.
 */
void
perch_notices_watch_menu (PerchNotices *self, PerchMenu *menu)
{
  g_return_if_fail (PERCH_IS_NOTICES (self));
  g_return_if_fail (PERCH_IS_MENU (menu));

  g_signal_connect_object (menu, "trouble", G_CALLBACK (trouble_cb), self, 0);
}

static void
marked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PerchNotices) self = user_data;
  g_autoptr (GFileOutputStream) stream = NULL;
  g_autoptr (GNotification) notification = NULL;
  g_autofree char *title = NULL;
  g_autofree char *body = NULL;

  stream = g_file_create_finish (G_FILE (source), result, NULL);
  if (stream == NULL || self->notifier == NULL)
    return;
  /* Translators: %s is the name of this program, such as "Perch" */
  title = g_strdup_printf (_ ("%s goes on in the tray"), perch_product_name ());
  /* Translators: %s is the name of this program, such as "Perch" */
  body = g_strdup_printf (_ ("Its icon there opens the window again. To end %s and its backends, "
                             "choose Quit in its menu."),
                          perch_product_name ());
  notification = notification_new (title, body);
  perch_notifier_send (self->notifier, ID_HIDDEN, notification);
}

/**
 * perch_notices_tell_hidden:
 * @marker: (type filename): a file that says that the person knows
 *
 * The person has closed the window: tells them, unless they have been told, that Perch goes on, and
 * where. Nobody is told who sees no icon.
 */
void
perch_notices_tell_hidden (PerchNotices *self, const char *marker)
{
  g_autoptr (GFile) file = NULL;
  g_autofree char *folder = NULL;

  g_return_if_fail (PERCH_IS_NOTICES (self));
  g_return_if_fail (marker != NULL);

  if (self->tray == NULL || perch_tray_get_host (self->tray) != PERCH_TRAY_HOST_PRESENT)
    return;
  /* The log, which makes the folder too, may not have been written to yet. */
  folder = g_path_get_dirname (marker);
  g_mkdir_with_parents (folder, 0700);
  file = g_file_new_for_path (marker);
  g_file_create_async (file, G_FILE_CREATE_PRIVATE, G_PRIORITY_DEFAULT, NULL, marked_cb,
                       g_object_ref (self));
}
