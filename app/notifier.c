/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/notifier.h"

#include "app/journal/token-bucket.h"
#include "app/notification-sound.h"

/* A notification is a sentence or two, whatever its author thinks. */
#define MAX_TITLE_CHARS 100
#define MAX_BODY_CHARS 500

/* Five at once, and then one in ten seconds. */
#define COST 10
#define BURST (5 * COST)
#define MAX_WAITING 8

/* As many questions as a person may answer in a hurry, and then one a second. */
#define URGENT_BURST 10

typedef struct
{
  char *id;
  GNotification *notification;
} Waiting;

/* The one way to the person's notifications, for all of Perch. @waiting has what came too fast, one
 * for each id and the oldest first; @timer runs exactly while there is something in it. */
struct _PerchNotifier
{
  GObject parent_instance;

  GApplication *application; /* (unowned) */
  PerchNotificationSound *sound; /* (owned) (nullable): where there is a session bus */
  GIcon *icon; /* (owned) (nullable): in place of that of the application */
  gboolean enabled;
  PerchTokenBucket bucket;
  PerchTokenBucket urgent;
  GQueue waiting; /* (element-type Waiting) */
  GSource *timer; /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (PerchNotifier, perch_notifier, G_TYPE_OBJECT)

static void
waiting_free (Waiting *waiting)
{
  g_free (waiting->id);
  g_object_unref (waiting->notification);
  g_free (waiting);
}

static void
settle_timer (PerchNotifier *self)
{
  if (!g_queue_is_empty (&self->waiting))
    return;
  if (self->timer != NULL)
    g_source_destroy (self->timer);
  g_clear_pointer (&self->timer, g_source_unref);
}

/* There is one of an id at most. */
static void
drop_waiting_of (PerchNotifier *self, const char *id)
{
  for (GList *link = self->waiting.head; link != NULL; link = link->next)
    {
      Waiting *waiting = link->data;

      if (!g_str_equal (waiting->id, id))
        continue;
      g_queue_delete_link (&self->waiting, link);
      waiting_free (waiting);
      break;
    }
  settle_timer (self);
}

static void
drop_all_waiting (PerchNotifier *self)
{
  g_queue_clear_full (&self->waiting, (GDestroyNotify) waiting_free);
  settle_timer (self);
}

static gboolean
has_bus (PerchNotifier *self)
{
  return g_application_get_dbus_connection (self->application) != NULL;
}

static gboolean
may_send (PerchNotifier *self)
{
  perch_token_bucket_refill (&self->bucket, g_get_monotonic_time ());
  return perch_token_bucket_take (&self->bucket, COST);
}

static void
send_now (PerchNotifier *self, const char *id, GNotification *notification)
{
  if (self->icon != NULL)
    g_notification_set_icon (notification, self->icon);
  g_application_send_notification (self->application, id, notification);
}

static gboolean
timer_cb (gpointer user_data)
{
  PerchNotifier *self = user_data;

  while (!g_queue_is_empty (&self->waiting) && may_send (self))
    {
      Waiting *waiting = g_queue_pop_head (&self->waiting);

      send_now (self, waiting->id, waiting->notification);
      waiting_free (waiting);
    }
  settle_timer (self);
  return G_SOURCE_CONTINUE;
}

static void
wait (PerchNotifier *self, const char *id, GNotification *notification)
{
  Waiting *waiting = g_new0 (Waiting, 1);

  waiting->id = g_strdup (id);
  waiting->notification = g_object_ref (notification);
  g_queue_push_tail (&self->waiting, waiting);
  if (self->waiting.length > MAX_WAITING)
    waiting_free (g_queue_pop_head (&self->waiting));
  if (self->timer != NULL)
    return;
  self->timer = g_timeout_source_new_seconds (1);
  g_source_set_static_name (self->timer, "perch-notifier");
  g_source_set_callback (self->timer, timer_cb, self, NULL);
  g_source_attach (self->timer, g_main_context_get_thread_default ());
}

/**
 * perch_notifier_set_icon:
 * @icon: what all notifications from now on have as their picture
 */
void
perch_notifier_set_icon (PerchNotifier *self, GIcon *icon)
{
  g_return_if_fail (PERCH_IS_NOTIFIER (self));
  g_return_if_fail (G_IS_ICON (icon));

  g_set_object (&self->icon, icon);
}

/**
 * perch_notifier_send:
 * @id: what it takes the place of: the last one with this id
 * @notification: what the person is to see
 *
 * Shows a notification, unless the person wants none. Where many come at a time some are shown
 * later, and the oldest of those are left out when they become too many.
 */
void
perch_notifier_send (PerchNotifier *self, const char *id, GNotification *notification)
{
  g_return_if_fail (PERCH_IS_NOTIFIER (self));
  g_return_if_fail (id != NULL);
  g_return_if_fail (G_IS_NOTIFICATION (notification));

  drop_waiting_of (self, id);
  if (!self->enabled)
    return;
  if (g_queue_is_empty (&self->waiting) && may_send (self))
    send_now (self, id, notification);
  else
    wait (self, id, notification);
}

/**
 * perch_notifier_send_at_once:
 * @id: what it takes the place of: the last one with this id
 * @notification: what the person is to see
 *
 * The same for what can't wait, such as a question. Of those, too, somebody may make many: then
 * they are treated as the others are.
 */
void
perch_notifier_send_at_once (PerchNotifier *self, const char *id, GNotification *notification)
{
  g_return_if_fail (PERCH_IS_NOTIFIER (self));
  g_return_if_fail (id != NULL);
  g_return_if_fail (G_IS_NOTIFICATION (notification));

  perch_token_bucket_refill (&self->urgent, g_get_monotonic_time ());
  if (!self->enabled || !perch_token_bucket_take (&self->urgent, 1))
    perch_notifier_send (self, id, notification);
  else
    {
      drop_waiting_of (self, id);
      send_now (self, id, notification);
    }
}

/**
 * perch_notifier_withdraw:
 * @id: that of a notification, or of none
 *
 * Takes a notification back, whether it is shown already or not.
 */
void
perch_notifier_withdraw (PerchNotifier *self, const char *id)
{
  g_return_if_fail (PERCH_IS_NOTIFIER (self));
  g_return_if_fail (id != NULL);

  drop_waiting_of (self, id);
  g_application_withdraw_notification (self->application, id);
}

/**
 * perch_notifier_show:
 * @id: what it takes the place of: the last one with this id
 * @title: cut when it is long
 * @body: cut when it is long
 * @error: %G_IO_ERROR_NOT_CONNECTED without a session bus, %G_IO_ERROR_PERMISSION_DENIED when the
 *   person wants no notifications
 *
 * Shows what somebody else has to say. One id for each author, so that a loop can't flood the
 * screen.
 */
gboolean
perch_notifier_show (
    PerchNotifier *self, const char *id, const char *title, const char *body, GError **error)
{
  g_autoptr (GNotification) notification = NULL;
  g_autofree char *short_title = NULL;
  g_autofree char *short_body = NULL;

  g_return_val_if_fail (PERCH_IS_NOTIFIER (self), FALSE);
  g_return_val_if_fail (id != NULL && title != NULL && body != NULL, FALSE);

  if (!has_bus (self))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_CONNECTED,
                           "there is no session bus to show a notification on");
      return FALSE;
    }
  if (!self->enabled)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED,
                           "notifications are switched off in the settings");
      return FALSE;
    }
  short_title = g_utf8_substring (title, 0, MIN (g_utf8_strlen (title, -1), MAX_TITLE_CHARS));
  short_body = g_utf8_substring (body, 0, MIN (g_utf8_strlen (body, -1), MAX_BODY_CHARS));
  notification = g_notification_new (short_title);
  g_notification_set_body (notification, short_body);
  g_notification_set_default_action (notification, "app.show");
  perch_notifier_send (self, id, notification);
  return TRUE;
}

/**
 * perch_notifier_can_show:
 *
 * Returns: whether the person wants notifications, and there is a session bus to show them on; else
 *   what they have to know needs another way
 */
gboolean
perch_notifier_can_show (PerchNotifier *self)
{
  g_return_val_if_fail (PERCH_IS_NOTIFIER (self), FALSE);

  return self->enabled && has_bus (self);
}

/**
 * perch_notifier_set_enabled:
 * @enabled: whether the person wants notifications; they do at first
 */
void
perch_notifier_set_enabled (PerchNotifier *self, gboolean enabled)
{
  g_return_if_fail (PERCH_IS_NOTIFIER (self));

  self->enabled = enabled;
  if (!enabled)
    drop_all_waiting (self);
}

/**
 * perch_notifier_set_audible:
 * @audible: whether notifications may be heard; they may at first
 */
void
perch_notifier_set_audible (PerchNotifier *self, gboolean audible)
{
  g_return_if_fail (PERCH_IS_NOTIFIER (self));

  if (self->sound != NULL)
    perch_notification_sound_set_on (self->sound, audible);
}

static void
perch_notifier_dispose (GObject *object)
{
  PerchNotifier *self = PERCH_NOTIFIER (object);

  drop_all_waiting (self);
  g_clear_pointer (&self->sound, perch_notification_sound_free);
  g_clear_object (&self->icon);

  G_OBJECT_CLASS (perch_notifier_parent_class)->dispose (object);
}

static void
perch_notifier_class_init (PerchNotifierClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = perch_notifier_dispose;
}

static void
perch_notifier_init (PerchNotifier *self)
{
  self->enabled = TRUE;
  g_queue_init (&self->waiting);
  perch_token_bucket_init (&self->bucket, BURST, 1, g_get_monotonic_time ());
  perch_token_bucket_init (&self->urgent, URGENT_BURST, 1, g_get_monotonic_time ());
}

/**
 * perch_notifier_new:
 * @application: sends the notifications; registered; outlives the returned object
 *
 * Returns: (transfer full):
 */
PerchNotifier *
perch_notifier_new (GApplication *application)
{
  PerchNotifier *self = NULL;
  GDBusConnection *connection = NULL;

  g_return_val_if_fail (G_IS_APPLICATION (application), NULL);

  self = g_object_new (PERCH_TYPE_NOTIFIER, NULL);
  self->application = application;
  connection = g_application_get_dbus_connection (application);
  if (connection != NULL)
    self->sound = perch_notification_sound_new (connection);
  return self;
}

/**
 * perch_notifier_get_application:
 *
 * Returns: (transfer none): what it was made for, which has the actions that notifications name
 */
GApplication *
perch_notifier_get_application (PerchNotifier *self)
{
  g_return_val_if_fail (PERCH_IS_NOTIFIER (self), NULL);

  return self->application;
}
