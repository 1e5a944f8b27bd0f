/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/backend-notice.h"

#include "notification-daemon.h"
#include "sample-backends.h"

#define PROOF_MS 300

/* Longer than it takes to see that a program has ended at once, on a busy machine, too. */
#define LONG_PROOF_MS 2000

/* Dies the first time and then runs. */
#define SECOND_TIME_LUCKY                                                                          \
  "if [ -e \"$0.once\" ]; then exec sleep 1000; fi; touch \"$0.once\"; exit 3"

typedef struct
{
  const char *script;
  guint proof_ms;
} Sample;

typedef struct
{
  SampleBackends samples;
  NotificationDaemon daemon;
  PerchNotifier *notifier;
  PerchBackend *backend; /* (unowned) */
  PerchBackendNotice *notice;
} Fixture;

static void
setup (Fixture *fixture, gconstpointer data)
{
  const Sample *sample = data;

  notification_daemon_init (&fixture->daemon);
  sample_backends_init (&fixture->samples);
  sample_backends_add_restarting (&fixture->samples, "it", sample->script);
  sample_backends_load (&fixture->samples);
  fixture->notifier = perch_notifier_new (fixture->daemon.application);
  fixture->backend = sample_backends_get (&fixture->samples, "it");
  fixture->notice =
      perch_backend_notice_new (fixture->notifier, fixture->backend, sample->proof_ms);
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  notification_daemon_settle (&fixture->daemon);
  g_assert_finalize_object (fixture->notice);
  sample_wait_until (g_hash_table_size (fixture->daemon.shown) == 0);
  g_assert_finalize_object (fixture->notifier);
  sample_backends_clear (&fixture->samples);
  notification_daemon_clear (&fixture->daemon);
}

/* Whatever has been sent so far has arrived afterwards. */
static guint
count_notified (Fixture *fixture)
{
  g_autoptr (GNotification) last = g_notification_new ("last");

  g_application_send_notification (fixture->daemon.application, "last", last);
  sample_wait_until (notification_daemon_shows (&fixture->daemon, "last"));
  notification_daemon_settle (&fixture->daemon);
  g_application_withdraw_notification (fixture->daemon.application, "last");
  return fixture->daemon.n_notified - 1;
}

static void
test_recovery (Fixture *fixture, gconstpointer data)
{
  gpointer text;

  perch_backend_start_async (fixture->backend, NULL, NULL, NULL);
  sample_wait_until (notification_daemon_shows (&fixture->daemon, "The it_one runs again / "));
  text = g_hash_table_lookup (fixture->daemon.shown, GUINT_TO_POINTER (1));
  g_assert_nonnull (strstr (text, "3"));
  g_assert_true (g_str_has_suffix (text, "|Show log"));
  g_assert_null (strstr (text, "Restart"));
  g_assert_cmpuint (fixture->daemon.n_notified, ==, 1);
  g_assert_true (notification_daemon_hints (&fixture->daemon, "suppress-sound"));
  notification_daemon_settle (&fixture->daemon);

  g_test_message ("What the person does then takes it back");
  perch_backend_stop_async (fixture->backend, NULL, NULL, NULL);
  sample_wait_until (g_hash_table_size (fixture->daemon.shown) == 0);
}

/* A backend that dies each time never runs again, and is a failure in the end. */
static void
test_no_recovery (Fixture *fixture, gconstpointer data)
{
  gint64 begin;

  perch_backend_start_async (fixture->backend, NULL, NULL, NULL);
  sample_wait_until (perch_backend_get_restarts (fixture->backend) == 2);
  /* The second run began at least 1.6 s ago: its proof would be over. */
  begin = g_get_monotonic_time ();
  sample_wait_until (g_get_monotonic_time () - begin > 500 * 1000);
  g_assert_cmpuint (count_notified (fixture), ==, 0);
}

/* It died, and before it was started again the person did so. */
static void
test_own_start (Fixture *fixture, gconstpointer data)
{
  gint64 begin;

  perch_backend_start_async (fixture->backend, NULL, NULL, NULL);
  sample_backends_wait (fixture->backend, PERCH_BACKEND_STATE_BACKOFF);
  perch_backend_start_async (fixture->backend, NULL, NULL, NULL);
  sample_backends_wait (fixture->backend, PERCH_BACKEND_STATE_RUNNING);
  begin = g_get_monotonic_time ();
  sample_wait_until (g_get_monotonic_time () - begin > 2 * PROOF_MS * 1000);
  g_assert_cmpuint (count_notified (fixture), ==, 0);
}

int
main (int argc, char **argv)
{
  static const Sample lucky = { SECOND_TIME_LUCKY, PROOF_MS };
  static const Sample unlucky = { "exit 3", LONG_PROOF_MS };

  g_test_init (&argc, &argv, NULL);
#define ADD(name, sample, function)                                                                \
  g_test_add ("/backend-notice/" name, Fixture, &sample, setup, function, teardown)
  ADD ("recovery", lucky, test_recovery);
  ADD ("no-recovery", unlucky, test_no_recovery);
  ADD ("own-start", lucky, test_own_start);
#undef ADD
  return g_test_run ();
}
