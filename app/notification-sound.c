/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/notification-sound.h"

/* A GNotification can't say whether it may be heard, but the desktop's service can be told: with
 * hints in the call, which are added here on its way out. So the desktop plays the sound, and knows
 * when the person wants to be left alone. */

/* Desktop Notifications Specification 1.2: "Hints", and "Urgency Levels". */
#define HINT_URGENCY "urgency"
#define HINT_SOUND "sound-name"
#define HINT_SILENCE "suppress-sound"
#define URGENCY_LOW 0

/* The name of a sound, by the Sound Naming Specification. */
#define SOUND "message-new-instant"

/* @on is read by GDBus's own thread, in which filters run. */
typedef struct
{
  gint on;
} Shared;

struct _PerchNotificationSound
{
  GDBusConnection *connection; /* (owned) */
  guint filter;
  Shared *shared; /* (owned) (atomic rc box): the filter may run once more after its end */
};

static gboolean
is_notification (GDBusMessage *message)
{
  GVariant *body = g_dbus_message_get_body (message);

  return g_dbus_message_get_message_type (message) == G_DBUS_MESSAGE_TYPE_METHOD_CALL &&
         g_strcmp0 (g_dbus_message_get_interface (message), "org.freedesktop.Notifications") == 0 &&
         g_strcmp0 (g_dbus_message_get_member (message), "Notify") == 0 && body != NULL &&
         g_variant_is_of_type (body, G_VARIANT_TYPE ("(susssasa{sv}i)"));
}

/* Returns: (transfer none) (floating): @body with a word about sound in its hints. What matters
 * least is never heard. */
static GVariant *
add_hint (GVariant *body, gboolean on)
{
  g_autoptr (GVariant) hints = g_variant_get_child_value (body, 6);
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (hints);
  GVariant *parts[8] = { NULL };
  guint8 urgency = URGENCY_LOW + 1;
  GVariant *changed = NULL;

  g_variant_dict_lookup (&dict, HINT_URGENCY, "y", &urgency);
  if (on && urgency != URGENCY_LOW)
    g_variant_dict_insert (&dict, HINT_SOUND, "s", SOUND);
  else
    g_variant_dict_insert (&dict, HINT_SILENCE, "b", TRUE);

  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    parts[i] = i == 6 ? g_variant_ref_sink (g_variant_dict_end (&dict))
                      : g_variant_get_child_value (body, i);
  changed = g_variant_new_tuple (parts, G_N_ELEMENTS (parts));
  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    g_variant_unref (parts[i]);
  return changed;
}

/* Owns @message, and returns what is sent in its place: a message on its way must not be changed.
 */
static GDBusMessage *
filter_cb (GDBusConnection *connection,
           GDBusMessage *message,
           gboolean incoming,
           gpointer user_data)
{
  Shared *shared = user_data;
  GDBusMessage *changed = NULL;

  if (incoming || !is_notification (message))
    return message;
  changed = g_dbus_message_copy (message, NULL);
  if (changed == NULL)
    return message;
  g_dbus_message_set_body (
      changed, add_hint (g_dbus_message_get_body (message), g_atomic_int_get (&shared->on)));
  g_object_unref (message);
  return changed;
}

/**
 * perch_notification_sound_new:
 * @connection: on which the notifications are sent
 *
 * Lets notifications be heard, where the desktop plays sounds for them.
 *
 * Returns: (transfer full):
 */
PerchNotificationSound *
perch_notification_sound_new (GDBusConnection *connection)
{
  PerchNotificationSound *self = NULL;

  g_return_val_if_fail (G_IS_DBUS_CONNECTION (connection), NULL);

  self = g_new0 (PerchNotificationSound, 1);
  self->connection = g_object_ref (connection);
  self->shared = g_atomic_rc_box_new0 (Shared);
  self->shared->on = TRUE;
  self->filter =
      g_dbus_connection_add_filter (connection, filter_cb, g_atomic_rc_box_acquire (self->shared),
                                    (GDestroyNotify) g_atomic_rc_box_release);
  return self;
}

/**
 * perch_notification_sound_free:
 */
void
perch_notification_sound_free (PerchNotificationSound *self)
{
  g_dbus_connection_remove_filter (self->connection, self->filter);
  g_object_unref (self->connection);
  g_atomic_rc_box_release (self->shared);
  g_free (self);
}

/**
 * perch_notification_sound_set_on:
 * @on: whether what is sent from now on may be heard
 */
void
perch_notification_sound_set_on (PerchNotificationSound *self, gboolean on)
{
  g_return_if_fail (self != NULL);

  g_atomic_int_set (&self->shared->on, on);
}
