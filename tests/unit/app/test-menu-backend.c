/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/menu-backend.h"

#include "sample-backends.h"

static void
count_cb (guint *count)
{
  (*count)++;
}

static void
test_coalesced (void)
{
  SampleBackends samples;
  PerchMenuBackend *view = NULL;
  PerchBackend *backend = NULL;
  guint n_changed = 0;
  guint n_notified = 0;

  g_test_summary ("Several changes in a row are shown together");

  sample_backends_init (&samples);
  sample_backends_add (&samples, "it", SAMPLE_RUNS);
  sample_backends_load (&samples);
  backend = sample_backends_get (&samples, "it");
  view = perch_menu_backend_new (samples.manager, backend, "");
  g_assert_true (perch_menu_backend_get_backend (view) == backend);
  g_assert_cmpstr (perch_menu_backend_get_prefix (view), ==, "backend.it");
  g_signal_connect_swapped (view, "changed", G_CALLBACK (count_cb), &n_changed);
  g_signal_connect_swapped (backend, "notify", G_CALLBACK (count_cb), &n_notified);

  g_object_notify (G_OBJECT (backend), "state");
  g_object_notify (G_OBJECT (backend), "pid");
  g_object_notify (G_OBJECT (backend), "problem");
  g_assert_cmpuint (n_notified, ==, 3);
  g_assert_cmpuint (n_changed, ==, 0);
  sample_wait_until (n_changed > 0);
  g_assert_cmpuint (n_changed, ==, 1);

  g_test_message ("And it can go while a change waits");
  g_object_notify (G_OBJECT (backend), "state");
  g_assert_finalize_object (view);
  g_signal_handlers_disconnect_by_data (backend, &n_notified);
  sample_backends_clear (&samples);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/menu-backend/coalesced", test_coalesced);
  return g_test_run ();
}
