/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/sampler.h"

#include <unistd.h>

#include "tests/unit/backend-manager/family.h"

#define WATCHDOG_SECONDS 30

typedef struct
{
  PerchSampler *sampler;
  GMainLoop *loop;
  guint n_samples;
} Fixture;

static void
sampled_cb (PerchSampler *sampler, gpointer user_data)
{
  Fixture *fixture = user_data;

  fixture->n_samples++;
  g_main_loop_quit (fixture->loop);
}

static void
setup (Fixture *fixture, gconstpointer data)
{
  fixture->sampler = perch_sampler_new ();
  fixture->loop = g_main_loop_new (NULL, FALSE);
  g_signal_connect (fixture->sampler, "sampled", G_CALLBACK (sampled_cb), fixture);
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  if (fixture->sampler != NULL)
    g_assert_finalize_object (fixture->sampler);
  g_main_loop_unref (fixture->loop);
  perch_family_end ();
}

static gboolean
watchdog_cb (gpointer user_data)
{
  g_error ("no sample within %d seconds", WATCHDOG_SECONDS);
  return G_SOURCE_REMOVE;
}

static void
wait_for_sample (Fixture *fixture)
{
  guint watchdog = g_timeout_add_seconds (WATCHDOG_SECONDS, watchdog_cb, NULL);

  g_main_loop_run (fixture->loop);
  g_source_remove (watchdog);
}

static void
test_busy_child (Fixture *fixture, gconstpointer data)
{
  const PerchSample *samples = NULL;
  guint n = 0;

  perch_family_fork (perch_family_burn, NULL);
  perch_family_fork (perch_family_sleep, NULL);
  perch_sampler_set_watched (fixture->sampler, TRUE);
  g_assert_null (perch_sampler_get_latest (fixture->sampler));
  perch_sampler_set_root (fixture->sampler, getpid ());
  wait_for_sample (fixture);
  g_assert_cmpuint (perch_sampler_get_latest (fixture->sampler)->processes, ==, 2);
  g_assert_cmpfloat (perch_sampler_get_latest (fixture->sampler)->cpu_percent, ==, 0);

  wait_for_sample (fixture);
  samples = perch_sampler_get_history (fixture->sampler, &n);
  g_assert_cmpuint (n, ==, 2);
  g_assert_true (perch_sampler_get_latest (fixture->sampler) == &samples[1]);
  g_assert_cmpint (samples[1].when_us - samples[0].when_us, >, 0);
  g_assert_cmpfloat (samples[1].cpu_percent, >, 0); /* the machine may be busy with other things */
  g_assert_cmpfloat (samples[1].cpu_percent, <, 150);
  g_assert_cmpuint (samples[1].processes, ==, 2);
  g_assert_cmpuint (samples[1].memory_bytes, >, 10 * 1000);
  g_assert_cmpuint (samples[1].open_files, >=, 6);
}

static void
test_another_root (Fixture *fixture, gconstpointer data)
{
  GPid child = perch_family_fork (perch_family_sleep, NULL);
  guint n = 0;

  perch_sampler_set_root (fixture->sampler, getpid ());
  wait_for_sample (fixture);

  perch_sampler_set_root (fixture->sampler, child);
  g_assert_null (perch_sampler_get_latest (fixture->sampler));
  wait_for_sample (fixture);
  g_assert_cmpuint (perch_sampler_get_latest (fixture->sampler)->processes, ==, 0);

  perch_sampler_set_root (fixture->sampler, 0);
  g_assert_null (perch_sampler_get_history (fixture->sampler, &n));
  g_assert_cmpuint (n, ==, 0);
}

static void
test_quick_change (Fixture *fixture, gconstpointer data)
{
  GPid child = perch_family_fork (perch_family_sleep, NULL);
  guint n = 0;

  g_test_summary ("A sample of a root that is no longer the root does not count.");

  perch_sampler_set_root (fixture->sampler, getpid ());
  perch_sampler_set_root (fixture->sampler, 0);
  perch_sampler_set_root (fixture->sampler, child);
  wait_for_sample (fixture);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  perch_sampler_get_history (fixture->sampler, &n);
  g_assert_cmpuint (n, ==, 1);
  g_assert_cmpuint (fixture->n_samples, ==, 1);
  g_assert_cmpuint (perch_sampler_get_latest (fixture->sampler)->processes, ==, 0);
}

static void
test_watched (Fixture *fixture, gconstpointer data)
{
  g_test_summary ("Who starts to look does not wait for the timer of those who don't.");

  perch_sampler_set_root (fixture->sampler, getpid ());
  wait_for_sample (fixture);
  perch_sampler_set_watched (fixture->sampler, TRUE);
  wait_for_sample (fixture);
  g_assert_cmpuint (fixture->n_samples, ==, 2);
}

static void
test_second_comes_soon (Fixture *fixture, gconstpointer data)
{
  const PerchSample *samples = NULL;
  guint n = 0;

  g_test_summary ("What a program uses is known soon after its start, also when nobody looks.");

  perch_sampler_set_root (fixture->sampler, getpid ());
  wait_for_sample (fixture);
  wait_for_sample (fixture);
  samples = perch_sampler_get_history (fixture->sampler, &n);
  g_assert_cmpuint (n, ==, 2);
  g_assert_cmpint (samples[1].when_us - samples[0].when_us, <, 8 * G_USEC_PER_SEC);
}

static void
test_disposed_at_work (Fixture *fixture, gconstpointer data)
{
  g_autoptr (PerchSampler) other = perch_sampler_new ();

  perch_sampler_set_root (fixture->sampler, getpid ());
  g_assert_finalize_object (g_steal_pointer (&fixture->sampler));

  /* The answer for the one that is gone comes before, with or after that for another. */
  g_signal_connect (other, "sampled", G_CALLBACK (sampled_cb), fixture);
  perch_sampler_set_watched (other, TRUE);
  perch_sampler_set_root (other, getpid ());
  wait_for_sample (fixture);
  wait_for_sample (fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  perch_family_adopt_orphans ();
#define ADD(name, func) g_test_add ("/sampler/" name, Fixture, NULL, setup, func, teardown)
  ADD ("busy-child", test_busy_child);
  ADD ("another-root", test_another_root);
  ADD ("quick-change", test_quick_change);
  ADD ("watched", test_watched);
  ADD ("second-comes-soon", test_second_comes_soon);
  ADD ("disposed-at-work", test_disposed_at_work);
  return g_test_run ();
}
