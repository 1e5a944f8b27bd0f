/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/notices.h"

#include "sample-backends.h"
#include "tray/tray-null.h"

static const char introspection[] =
    "<node><interface name='org.freedesktop.Notifications'>"
    "<method name='Notify'><arg type='s' direction='in'/><arg type='u' direction='in'/>"
    "<arg type='s' direction='in'/><arg type='s' direction='in'/><arg type='s' direction='in'/>"
    "<arg type='as' direction='in'/><arg type='a{sv}' direction='in'/>"
    "<arg type='i' direction='in'/><arg type='u' direction='out'/></method>"
    "<method name='CloseNotification'><arg type='u' direction='in'/></method>"
    "</interface></node>";

/* A notification daemon of our own: @shown has what is on the screen, the summary and then the
 * buttons. */
typedef struct
{
  SampleBackends samples;
  GDBusConnection *connection;
  GApplication *application;
  PerchNotices *notices;
  GHashTable *shown; /* (element-type guint utf8) */
  guint last_id;
  guint n_notified;
} Fixture;

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
  Fixture *fixture = user_data;
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
        id = ++fixture->last_id;
      fixture->n_notified++;
      g_hash_table_replace (fixture->shown, GUINT_TO_POINTER (id),
                            g_strdup_printf ("%s / %s / %s", summary, body, buttons));
      g_dbus_method_invocation_return_value (invocation, g_variant_new ("(u)", id));
      return;
    }
  g_variant_get (parameters, "(u)", &id);
  g_hash_table_remove (fixture->shown, GUINT_TO_POINTER (id));
  g_dbus_method_invocation_return_value (invocation, NULL);
}

static void
setup_daemon (Fixture *fixture)
{
  static const GDBusInterfaceVTable vtable = { method_cb, NULL, NULL, { 0 } };
  g_autoptr (GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (introspection, NULL);
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GError) error = NULL;

  fixture->shown = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  fixture->connection =
      g_dbus_connection_new_for_address_sync (g_getenv ("DBUS_SESSION_BUS_ADDRESS"),
                                              G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
                                                  G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                              NULL, NULL, &error);
  g_assert_no_error (error);
  g_dbus_connection_register_object (fixture->connection, "/org/freedesktop/Notifications",
                                     node->interfaces[0], &vtable, fixture, NULL, &error);
  g_assert_no_error (error);
  reply = g_dbus_connection_call_sync (
      fixture->connection, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
      "RequestName", g_variant_new ("(su)", "org.freedesktop.Notifications", 4), NULL,
      G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);
  g_assert_no_error (error);
}

static void
setup (Fixture *fixture, gconstpointer script)
{
  g_autoptr (GError) error = NULL;

  setup_daemon (fixture);
  sample_backends_init (&fixture->samples);
  sample_backends_add (&fixture->samples, "it", script);
  sample_backends_load (&fixture->samples);
  fixture->application = g_application_new ("org.perch.Test", G_APPLICATION_NON_UNIQUE);
  g_application_register (fixture->application, NULL, &error);
  g_assert_no_error (error);
  fixture->notices = perch_notices_new (fixture->application, fixture->samples.manager);
}

/* Lets the replies of the daemon reach the application: a notification can only be taken back when
 * its number is known. */
static void
settle (Fixture *fixture)
{
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GError) error = NULL;

  reply = g_dbus_connection_call_sync (g_application_get_dbus_connection (fixture->application),
                                       "org.freedesktop.DBus", "/org/freedesktop/DBus",
                                       "org.freedesktop.DBus", "GetId", NULL, NULL,
                                       G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);
  g_assert_no_error (error);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  settle (fixture);
  g_assert_finalize_object (fixture->notices);
  /* What has a button is gone before those who would answer it. */
  sample_wait_until (g_hash_table_size (fixture->shown) == 0);
  sample_backends_clear (&fixture->samples);
  g_assert_finalize_object (fixture->application);
  g_dbus_connection_close_sync (fixture->connection, NULL, NULL);
  g_object_unref (fixture->connection);
  g_hash_table_unref (fixture->shown);
}

static gboolean
shows (Fixture *fixture, const char *prefix)
{
  GHashTableIter iter;
  gpointer text;

  g_hash_table_iter_init (&iter, fixture->shown);
  while (g_hash_table_iter_next (&iter, NULL, &text))
    if (g_str_has_prefix (text, prefix))
      return TRUE;
  return FALSE;
}

static void
test_failure (Fixture *fixture, gconstpointer data)
{
  PerchBackend *backend = sample_backends_get (&fixture->samples, "it");
  char *text = NULL;

  perch_backend_start_async (backend, NULL, NULL, NULL);
  sample_wait_until (shows (fixture, "The it_one: Failed / "));
  g_assert_cmpuint (fixture->n_notified, ==, 1);
  text = g_hash_table_lookup (fixture->shown, GUINT_TO_POINTER (1));
  g_assert_nonnull (strstr (text, "78"));
  g_assert_nonnull (strstr (text, "|Restart|"));
  g_assert_true (g_str_has_suffix (text, "|Show log"));

  settle (fixture);
  g_test_message ("It goes away with the next start, which is what its button does");
  g_action_group_activate_action (G_ACTION_GROUP (fixture->application), "backend-restart",
                                  g_variant_new_string ("nobody"));
  g_action_group_activate_action (G_ACTION_GROUP (fixture->application), "backend-restart",
                                  g_variant_new_string ("it"));
  sample_wait_until (g_hash_table_size (fixture->shown) == 0);
  sample_wait_until (shows (fixture, "The it_one: Failed / "));
}

static void
test_own_doing (Fixture *fixture, gconstpointer data)
{
  PerchBackend *backend = sample_backends_get (&fixture->samples, "it");
  g_autoptr (GNotification) last = g_notification_new ("last");

  perch_backend_start_async (backend, NULL, NULL, NULL);
  sample_backends_wait (backend, PERCH_BACKEND_STATE_RUNNING);
  perch_backend_stop_async (backend, NULL, NULL, NULL);
  sample_backends_wait (backend, PERCH_BACKEND_STATE_STOPPED);

  /* Notifications arrive in order: when this one is here, no other is on its way. */
  g_application_send_notification (fixture->application, "last", last);
  sample_wait_until (shows (fixture, "last"));
  g_assert_cmpuint (fixture->n_notified, ==, 1);
  settle (fixture);
  g_application_withdraw_notification (fixture->application, "last");
}

static void
test_no_tray (Fixture *fixture, gconstpointer data)
{
  g_autoptr (PerchTray) tray = perch_tray_null_new ();
  PerchTrayNull *null = PERCH_TRAY_NULL (tray);

  perch_notices_watch_tray (fixture->notices, tray, 100);
  perch_tray_null_set_host (null, PERCH_TRAY_HOST_ABSENT);
  sample_wait_until (shows (fixture, "There is no tray"));
  settle (fixture);

  g_test_message ("A tray that comes takes it back, and once is enough");
  perch_tray_null_set_host (null, PERCH_TRAY_HOST_PRESENT);
  sample_wait_until (g_hash_table_size (fixture->shown) == 0);
  perch_tray_null_set_host (null, PERCH_TRAY_HOST_ABSENT);
  perch_tray_null_set_host (null, PERCH_TRAY_HOST_PRESENT);
  g_assert_cmpuint (fixture->n_notified, ==, 1);
}

static void
test_late_tray (Fixture *fixture, gconstpointer data)
{
  g_autoptr (PerchTray) tray = perch_tray_null_new ();
  PerchTrayNull *null = PERCH_TRAY_NULL (tray);
  gint64 start;

  perch_notices_watch_tray (fixture->notices, tray, 100);
  perch_tray_null_set_host (null, PERCH_TRAY_HOST_ABSENT);
  perch_tray_null_set_host (null, PERCH_TRAY_HOST_PRESENT);
  start = g_get_monotonic_time ();
  sample_wait_until (g_get_monotonic_time () - start > 300 * 1000);
  g_assert_cmpuint (fixture->n_notified, ==, 0);
}

static void
test_trouble (Fixture *fixture, gconstpointer data)
{
  PerchMenu *menu =
      perch_menu_new (fixture->samples.manager, G_ACTION_GROUP (fixture->application));

  perch_notices_watch_menu (fixture->notices, menu);
  g_signal_emit_by_name (menu, "trouble", "it: could not be stopped: why");
  sample_wait_until (shows (fixture, "That did not work / it: could not be stopped: why"));
  g_assert_finalize_object (menu);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, script, function)                                                                \
  g_test_add ("/notices/" name, Fixture, script, setup, function, teardown)
  ADD ("failure", SAMPLE_FAILS, test_failure);
  ADD ("own-doing", SAMPLE_RUNS, test_own_doing);
  ADD ("no-tray", SAMPLE_RUNS, test_no_tray);
  ADD ("late-tray", SAMPLE_RUNS, test_late_tray);
  ADD ("trouble", SAMPLE_RUNS, test_trouble);
#undef ADD
  return g_test_run ();
}
