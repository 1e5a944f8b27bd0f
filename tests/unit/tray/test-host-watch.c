/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "fake-host.h"
#include "tray/host-watch.h"

typedef struct
{
  FakeHost *host;
  PerchHostWatch *watch;
  guint n_vanished;
  guint n_late;
} Fixture;

static void
vanished (gpointer user_data)
{
  ((Fixture *) user_data)->n_vanished++;
}

static void
late (gpointer user_data)
{
  ((Fixture *) user_data)->n_late++;
}

static void
setup (Fixture *fixture, gconstpointer data)
{
  static const PerchHostWatchEvents events = { vanished, late };

  fixture->host = fake_host_new ();
  fixture->watch = perch_host_watch_new (&events, fixture);
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  perch_host_watch_free (fixture->watch);
  fake_host_free (fixture->host);
}

static void
test_vanished (Fixture *fixture, gconstpointer data)
{
  wait_until (fixture->n_vanished == 1);
  fake_host_appear (fixture->host);
  fake_host_vanish (fixture->host);
  wait_until (fixture->n_vanished == 2);
  g_assert_cmpuint (fixture->n_late, ==, 0);
}

/* A second watch that nobody answers tells when the first one would have been called. */
static void
test_late (Fixture *fixture, gconstpointer data)
{
  static const PerchHostWatchEvents events = { vanished, late };
  Fixture other = { 0 };
  PerchHostWatch *watch = NULL;

  wait_until (fixture->n_vanished == 1);
  fake_host_appear (fixture->host);
  watch = perch_host_watch_new (&events, &other);
  wait_until (fixture->n_late == 1);
  perch_host_watch_accepted (fixture->watch);
  wait_until (other.n_late == 2);
  g_assert_cmpuint (fixture->n_late, ==, 1);
  perch_host_watch_free (watch);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/host-watch/vanished", Fixture, NULL, setup, test_vanished, teardown);
  g_test_add ("/host-watch/late", Fixture, NULL, setup, test_late, teardown);
  return g_test_run ();
}
