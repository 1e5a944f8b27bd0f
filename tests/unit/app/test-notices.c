/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/notices.h"

#include "notification-daemon.h"
#include "sample-backends.h"
#include "tray/tray-null.h"

#define PROOF_MS 100

typedef struct
{
  SampleBackends samples;
  NotificationDaemon daemon;
  PerchNotifier *notifier;
  PerchNotices *notices;
} Fixture;

static void
setup (Fixture *fixture, gconstpointer script)
{
  notification_daemon_init (&fixture->daemon);
  sample_backends_init (&fixture->samples);
  sample_backends_add (&fixture->samples, "it", script);
  sample_backends_load (&fixture->samples);
  fixture->notifier = perch_notifier_new (fixture->daemon.application);
  fixture->notices = perch_notices_new (fixture->notifier, fixture->samples.manager, PROOF_MS);
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  notification_daemon_settle (&fixture->daemon);
  g_assert_finalize_object (fixture->notices);
  /* What has a button is gone before those who would answer it. */
  sample_wait_until (g_hash_table_size (fixture->daemon.shown) == 0);
  g_assert_finalize_object (fixture->notifier);
  sample_backends_clear (&fixture->samples);
  notification_daemon_clear (&fixture->daemon);
}

static void
test_failure (Fixture *fixture, gconstpointer data)
{
  PerchBackend *backend = sample_backends_get (&fixture->samples, "it");
  char *text = NULL;

  perch_backend_start_async (backend, NULL, NULL, NULL);
  sample_wait_until (notification_daemon_shows (&fixture->daemon, "The it_one: Failed / "));
  g_assert_cmpuint (fixture->daemon.n_notified, ==, 1);
  text = g_hash_table_lookup (fixture->daemon.shown, GUINT_TO_POINTER (1));
  g_assert_nonnull (strstr (text, "78"));
  g_assert_nonnull (strstr (text, "|Restart|"));
  g_assert_true (g_str_has_suffix (text, "|Show log"));

  notification_daemon_settle (&fixture->daemon);
  g_test_message ("It goes away with the next start, which is what its button does");
  g_action_group_activate_action (G_ACTION_GROUP (fixture->daemon.application), "backend-restart",
                                  g_variant_new_string ("nobody"));
  g_action_group_activate_action (G_ACTION_GROUP (fixture->daemon.application), "backend-restart",
                                  g_variant_new_string ("it"));
  sample_wait_until (fixture->daemon.n_closed >= 1 && fixture->daemon.n_notified == 2);
  g_assert_true (notification_daemon_shows (&fixture->daemon, "The it_one: Failed / "));
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
  g_application_send_notification (fixture->daemon.application, "last", last);
  sample_wait_until (notification_daemon_shows (&fixture->daemon, "last"));
  g_assert_cmpuint (fixture->daemon.n_notified, ==, 1);
  notification_daemon_settle (&fixture->daemon);
  g_application_withdraw_notification (fixture->daemon.application, "last");
}

static void
count_cb (guint *n_times)
{
  (*n_times)++;
}

static void
test_no_tray (Fixture *fixture, gconstpointer data)
{
  g_autoptr (PerchTray) tray = perch_tray_null_new ();
  PerchTrayNull *null = PERCH_TRAY_NULL (tray);

  guint n_trayless = 0;

  g_signal_connect_swapped (fixture->notices, "trayless", G_CALLBACK (count_cb), &n_trayless);
  perch_notices_watch_tray (fixture->notices, tray, 100);
  perch_tray_null_set_host (null, PERCH_TRAY_HOST_ABSENT);
  sample_wait_until (notification_daemon_shows (&fixture->daemon, "There is no tray"));
  notification_daemon_settle (&fixture->daemon);

  g_test_message ("A tray that comes takes it back, and once is enough");
  perch_tray_null_set_host (null, PERCH_TRAY_HOST_PRESENT);
  sample_wait_until (g_hash_table_size (fixture->daemon.shown) == 0);
  perch_tray_null_set_host (null, PERCH_TRAY_HOST_ABSENT);
  perch_tray_null_set_host (null, PERCH_TRAY_HOST_PRESENT);
  g_assert_cmpuint (fixture->daemon.n_notified, ==, 1);
  g_assert_cmpuint (n_trayless, ==, 1);
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
  g_assert_cmpuint (fixture->daemon.n_notified, ==, 0);
}

static void
test_hidden (Fixture *fixture, gconstpointer data)
{
  g_autoptr (PerchTray) tray = perch_tray_null_new ();
  g_autofree char *marker = g_build_filename (fixture->samples.dir, "told", NULL);
  g_autofree char *other = g_build_filename (fixture->samples.dir, "other", NULL);

  perch_notices_watch_tray (fixture->notices, tray, PERCH_NOTICES_PATIENCE_MS);
  perch_tray_null_set_host (PERCH_TRAY_NULL (tray), PERCH_TRAY_HOST_ABSENT);
  perch_notices_tell_hidden (fixture->notices, marker);
  perch_tray_null_set_host (PERCH_TRAY_NULL (tray), PERCH_TRAY_HOST_PRESENT);
  perch_notices_tell_hidden (fixture->notices, marker);
  sample_wait_until (notification_daemon_shows (&fixture->daemon, "Perch goes on in the tray / "));
  g_assert_true (g_file_test (marker, G_FILE_TEST_EXISTS));
  notification_daemon_settle (&fixture->daemon);

  /* Each of them holds on to the notices until it has come to its end. */
  perch_notices_tell_hidden (fixture->notices, marker);
  perch_notices_tell_hidden (fixture->notices, other);
  sample_wait_until (G_OBJECT (fixture->notices)->ref_count == 1);
  sample_wait_until (fixture->daemon.n_notified == 2);
  notification_daemon_settle (&fixture->daemon);
  g_assert_cmpuint (fixture->daemon.n_notified, ==, 2);
}

static void
unshown_cb (PerchNotices *notices, const char *title, const char *text, GString *unshown)
{
  g_string_append_printf (unshown, "%s / %s\n", title, text);
}

static void
test_trouble (Fixture *fixture, gconstpointer data)
{
  PerchMenu *menu =
      perch_menu_new (fixture->samples.manager, G_ACTION_GROUP (fixture->daemon.application));
  g_autoptr (GString) unshown = g_string_new (NULL);

  perch_notices_watch_menu (fixture->notices, menu);
  g_signal_connect (fixture->notices, "unshown", G_CALLBACK (unshown_cb), unshown);
  perch_notifier_set_enabled (fixture->notifier, FALSE);
  g_signal_emit_by_name (menu, "trouble", "nobody wants to know");
  perch_notifier_set_enabled (fixture->notifier, TRUE);
  g_signal_emit_by_name (menu, "trouble", "it: could not be stopped: why");
  sample_wait_until (notification_daemon_shows (
      &fixture->daemon, "That did not work / it: could not be stopped: why"));
  g_assert_cmpstr (unshown->str, ==, "That did not work / nobody wants to know\n");
  g_assert_finalize_object (menu);
}

static void
test_trouble_without_bus (void)
{
  g_autofree char *bus = g_strdup (g_getenv ("DBUS_SESSION_BUS_ADDRESS"));
  g_autoptr (GApplication) application = g_application_new (NULL, G_APPLICATION_NON_UNIQUE);
  g_autoptr (GString) unshown = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  SampleBackends samples;
  PerchMenu *menu = NULL;
  PerchNotifier *notifier = NULL;
  PerchNotices *notices = NULL;

  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "", TRUE);
  g_application_register (application, NULL, &error);
  g_assert_no_error (error);
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", bus, TRUE);
  g_assert_null (g_application_get_dbus_connection (application));
  sample_backends_init (&samples);
  sample_backends_load (&samples);
  menu = perch_menu_new (samples.manager, G_ACTION_GROUP (application));
  notifier = perch_notifier_new (application);
  notices = perch_notices_new (notifier, samples.manager, PROOF_MS);
  perch_notices_watch_menu (notices, menu);
  g_signal_connect (notices, "unshown", G_CALLBACK (unshown_cb), unshown);
  g_signal_emit_by_name (menu, "trouble", "it: could not be stopped: why");
  g_assert_cmpstr (unshown->str, ==, "That did not work / it: could not be stopped: why\n");
  g_assert_finalize_object (notices);
  g_assert_finalize_object (notifier);
  g_assert_finalize_object (menu);
  sample_backends_clear (&samples);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  /* The first, since GLib goes on knowing a bus that it has known once. */
  g_test_add_func ("/notices/trouble-without-bus", test_trouble_without_bus);
#define ADD(name, script, function)                                                                \
  g_test_add ("/notices/" name, Fixture, script, setup, function, teardown)
  ADD ("failure", SAMPLE_FAILS, test_failure);
  ADD ("own-doing", SAMPLE_RUNS, test_own_doing);
  ADD ("no-tray", SAMPLE_RUNS, test_no_tray);
  ADD ("late-tray", SAMPLE_RUNS, test_late_tray);
  ADD ("hidden", SAMPLE_RUNS, test_hidden);
  ADD ("trouble", SAMPLE_RUNS, test_trouble);
#undef ADD
  return g_test_run ();
}
