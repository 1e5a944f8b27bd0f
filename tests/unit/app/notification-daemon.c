/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "notification-daemon.h"

static const char introspection[] =
    "<node><interface name='org.freedesktop.Notifications'>"
    "<method name='Notify'><arg type='s' direction='in'/><arg type='u' direction='in'/>"
    "<arg type='s' direction='in'/><arg type='s' direction='in'/><arg type='s' direction='in'/>"
    "<arg type='as' direction='in'/><arg type='a{sv}' direction='in'/>"
    "<arg type='i' direction='in'/><arg type='u' direction='out'/></method>"
    "<method name='CloseNotification'><arg type='u' direction='in'/></method>"
    "</interface></node>";

static void
method_cb (GDBusConnection *connection,
           const char *sender,
           const char *path,
           const char *interface,
           const char *method,
           GVariant *parameters,
           GDBusMethodInvocation *invocation,
           gpointer user_data)
{
  NotificationDaemon *self = user_data;
  guint id;

  if (g_str_equal (method, "Notify"))
    {
      g_autoptr (GVariant) actions = g_variant_get_child_value (parameters, 5);
      g_autofree const char **list = g_variant_get_strv (actions, NULL);
      g_autofree char *buttons = g_strjoinv ("|", (char **) list);
      const char *summary = NULL;
      const char *body = NULL;

      g_variant_get_child (parameters, 3, "&s", &summary);
      g_variant_get_child (parameters, 4, "&s", &body);
      g_variant_get_child (parameters, 1, "u", &id);
      if (id == 0)
        id = ++self->last_id;
      self->n_notified++;
      g_clear_pointer (&self->hints, g_variant_unref);
      self->hints = g_variant_get_child_value (parameters, 6);
      g_hash_table_replace (self->shown, GUINT_TO_POINTER (id),
                            g_strdup_printf ("%s / %s / %s", summary, body, buttons));
      g_dbus_method_invocation_return_value (invocation, g_variant_new ("(u)", id));
      return;
    }
  g_variant_get (parameters, "(u)", &id);
  self->n_closed++;
  g_hash_table_remove (self->shown, GUINT_TO_POINTER (id));
  g_dbus_method_invocation_return_value (invocation, NULL);
}

static void
begin_service (NotificationDaemon *self)
{
  static const GDBusInterfaceVTable vtable = { method_cb, NULL, NULL, { 0 } };
  g_autoptr (GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (introspection, NULL);
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GError) error = NULL;

  self->shown = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  self->connection =
      g_dbus_connection_new_for_address_sync (g_getenv ("DBUS_SESSION_BUS_ADDRESS"),
                                              G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
                                                  G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                              NULL, NULL, &error);
  g_assert_no_error (error);
  self->object_id =
      g_dbus_connection_register_object (self->connection, "/org/freedesktop/Notifications",
                                         node->interfaces[0], &vtable, self, NULL, &error);
  g_assert_no_error (error);
  reply = g_dbus_connection_call_sync (
      self->connection, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
      "RequestName", g_variant_new ("(su)", "org.freedesktop.Notifications", 4), NULL,
      G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);
  g_assert_no_error (error);
}

/**
 * notification_daemon_init:
 *
 * Brings up a daemon and an application that it knows.
 */
void
notification_daemon_init (NotificationDaemon *self)
{
  g_autoptr (GError) error = NULL;

  begin_service (self);
  self->application = g_application_new ("org.perch.Test", G_APPLICATION_NON_UNIQUE);
  g_application_register (self->application, NULL, &error);
  g_assert_no_error (error);
}

/* Afterwards all that was sent over @connection has been passed on, and all that had been passed on
 * to it has come. */
static void
exchange_word (GDBusConnection *connection)
{
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GError) error = NULL;

  reply = g_dbus_connection_call_sync (connection, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                                       "org.freedesktop.DBus", "GetId", NULL, NULL,
                                       G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);
  g_assert_no_error (error);
}

/**
 * notification_daemon_settle:
 *
 * Lets the replies of the daemon reach the application: a notification can only be taken back when
 * its number is known.
 */
void
notification_daemon_settle (NotificationDaemon *self)
{
  exchange_word (self->connection);
  exchange_word (g_application_get_dbus_connection (self->application));
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

/**
 * notification_daemon_shows:
 *
 * Returns: whether there is something on the screen that begins with @prefix
 */
gboolean
notification_daemon_shows (NotificationDaemon *self, const char *prefix)
{
  GHashTableIter iter;
  gpointer text;

  g_hash_table_iter_init (&iter, self->shown);
  while (g_hash_table_iter_next (&iter, NULL, &text))
    if (g_str_has_prefix (text, prefix))
      return TRUE;
  return FALSE;
}

/**
 * notification_daemon_hints:
 *
 * Returns: whether the last notification came with that hint
 */
gboolean
notification_daemon_hints (NotificationDaemon *self, const char *hint)
{
  g_autoptr (GVariant) value = NULL;

  g_assert_nonnull (self->hints);
  value = g_variant_lookup_value (self->hints, hint, NULL);
  return value != NULL;
}

/**
 * notification_daemon_clear:
 *
 * Ends both.
 */
void
notification_daemon_clear (NotificationDaemon *self)
{
  g_assert_finalize_object (self->application);
  g_dbus_connection_unregister_object (self->connection, self->object_id);
  g_dbus_connection_close_sync (self->connection, NULL, NULL);
  g_object_unref (self->connection);
  g_hash_table_unref (self->shown);
  g_clear_pointer (&self->hints, g_variant_unref);
}
