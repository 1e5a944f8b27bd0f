/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/notifier.h"

#include "notification-daemon.h"
#include "sample-backends.h"

typedef struct
{
  NotificationDaemon daemon;
  PerchNotifier *notifier;
} Fixture;

static void
setup (Fixture *fixture, gconstpointer data)
{
  notification_daemon_init (&fixture->daemon);
  fixture->notifier = perch_notifier_new (fixture->daemon.application);
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  /* GLib can't end an application whose notifications are still there. */
  notification_daemon_settle (&fixture->daemon);
  for (guint i = 0; i < 20; i++)
    {
      g_autofree char *id = g_strdup_printf ("id-%u", i);

      perch_notifier_withdraw (fixture->notifier, id);
    }
  perch_notifier_withdraw (fixture->notifier, "question");
  sample_wait_until (g_hash_table_size (fixture->daemon.shown) == 0);
  g_assert_finalize_object (fixture->notifier);
  notification_daemon_clear (&fixture->daemon);
}

static void
send (Fixture *fixture, const char *id, const char *title, GNotificationPriority priority)
{
  g_autoptr (GNotification) notification = g_notification_new (title);

  g_notification_set_priority (notification, priority);
  perch_notifier_send (fixture->notifier, id, notification);
}

static void
test_takes_place (Fixture *fixture, gconstpointer data)
{
  send (fixture, "id-0", "one", G_NOTIFICATION_PRIORITY_NORMAL);
  sample_wait_until (notification_daemon_shows (&fixture->daemon, "one"));
  notification_daemon_settle (&fixture->daemon);
  send (fixture, "id-0", "two", G_NOTIFICATION_PRIORITY_NORMAL);
  sample_wait_until (notification_daemon_shows (&fixture->daemon, "two"));
  g_assert_cmpuint (g_hash_table_size (fixture->daemon.shown), ==, 1);
  notification_daemon_settle (&fixture->daemon);
  perch_notifier_withdraw (fixture->notifier, "id-0");
  sample_wait_until (g_hash_table_size (fixture->daemon.shown) == 0);
}

/* Twenty at once: a few are shown, the newest of the others wait, and may be taken back. */
static void
test_flood (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GNotification) question = g_notification_new ("question");

  for (guint i = 0; i < 20; i++)
    {
      g_autofree char *id = g_strdup_printf ("id-%u", i);

      send (fixture, id, id, G_NOTIFICATION_PRIORITY_NORMAL);
    }
  perch_notifier_send_at_once (fixture->notifier, "question", question);
  sample_wait_until (notification_daemon_shows (&fixture->daemon, "question"));
  g_assert_cmpuint (fixture->daemon.n_notified, ==, 6);
  g_assert_true (notification_daemon_shows (&fixture->daemon, "id-4"));

  perch_notifier_withdraw (fixture->notifier, "id-12");
  sample_wait_until (fixture->daemon.n_notified == 7);
  g_assert_false (notification_daemon_shows (&fixture->daemon, "id-12"));
  g_assert_true (notification_daemon_shows (&fixture->daemon, "id-13"));
}

static void
test_flood_of_questions (Fixture *fixture, gconstpointer data)
{
  gint64 start = g_get_monotonic_time ();
  gint64 elapsed = 0;

  g_test_summary ("Who asks for ever takes nobody's screen");

  for (guint i = 0; i < 40; i++)
    {
      g_autofree char *title = g_strdup_printf ("question %u", i);
      g_autoptr (GNotification) question = g_notification_new (title);

      perch_notifier_send_at_once (fixture->notifier, "question", question);
      notification_daemon_settle (&fixture->daemon); /* it comes */
      notification_daemon_settle (&fixture->daemon); /* and its number goes back */
    }
  elapsed = (g_get_monotonic_time () - start) / G_USEC_PER_SEC + 1;
  g_assert_true (notification_daemon_shows (&fixture->daemon, "question "));
  g_assert_cmpuint (fixture->daemon.n_notified, >=, 10);
  /* Ten questions and five others may come at once. Where the loop takes its time more become due
   * meanwhile, in each second at most one of either kind. */
  g_assert_cmpint (fixture->daemon.n_notified, <=, 15 + 2 * elapsed);
}

static void
test_disabled (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GNotification) question = g_notification_new ("question");
  g_autoptr (GError) error = NULL;

  perch_notifier_set_enabled (fixture->notifier, FALSE);
  send (fixture, "id-0", "one", G_NOTIFICATION_PRIORITY_NORMAL);
  perch_notifier_send_at_once (fixture->notifier, "question", question);
  g_assert_false (perch_notifier_show (fixture->notifier, "id-1", "title", "body", &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED);

  perch_notifier_set_enabled (fixture->notifier, TRUE);
  send (fixture, "id-0", "two", G_NOTIFICATION_PRIORITY_NORMAL);
  sample_wait_until (notification_daemon_shows (&fixture->daemon, "two"));
  g_assert_cmpuint (fixture->daemon.n_notified, ==, 1);
}

static void
test_cut (Fixture *fixture, gconstpointer data)
{
  g_autofree char *body = g_strnfill (10000, 'x');
  g_autofree char *expected = g_strnfill (500, 'x');
  g_autofree char *shown = g_strdup_printf ("title / %s / ", expected);

  g_assert_true (perch_notifier_show (fixture->notifier, "id-0", "title", body, NULL));
  sample_wait_until (notification_daemon_shows (&fixture->daemon, shown));
}

static void
test_sound (Fixture *fixture, gconstpointer data)
{
  send (fixture, "id-0", "heard", G_NOTIFICATION_PRIORITY_HIGH);
  sample_wait_until (notification_daemon_shows (&fixture->daemon, "heard"));
  g_assert_true (notification_daemon_hints (&fixture->daemon, "sound-name"));
  g_assert_false (notification_daemon_hints (&fixture->daemon, "suppress-sound"));
  g_assert_true (notification_daemon_hints (&fixture->daemon, "urgency"));

  send (fixture, "id-1", "of little weight", G_NOTIFICATION_PRIORITY_LOW);
  sample_wait_until (notification_daemon_shows (&fixture->daemon, "of little weight"));
  g_assert_false (notification_daemon_hints (&fixture->daemon, "sound-name"));
  g_assert_true (notification_daemon_hints (&fixture->daemon, "suppress-sound"));

  perch_notifier_set_audible (fixture->notifier, FALSE);
  send (fixture, "id-2", "quiet", G_NOTIFICATION_PRIORITY_HIGH);
  sample_wait_until (notification_daemon_shows (&fixture->daemon, "quiet"));
  g_assert_false (notification_daemon_hints (&fixture->daemon, "sound-name"));
  g_assert_true (notification_daemon_hints (&fixture->daemon, "suppress-sound"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function) g_test_add ("/notifier/" name, Fixture, NULL, setup, function, teardown)
  ADD ("takes-place", test_takes_place);
  ADD ("flood", test_flood);
  ADD ("flood-of-questions", test_flood_of_questions);
  ADD ("disabled", test_disabled);
  ADD ("cut", test_cut);
  ADD ("sound", test_sound);
#undef ADD
  return g_test_run ();
}
