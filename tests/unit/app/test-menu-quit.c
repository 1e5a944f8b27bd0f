/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/menu-quit.h"

#include "sample-backends.h"

static char *
dup_label (GMenu *menu)
{
  char *label = NULL;

  g_assert_cmpint (g_menu_model_get_n_items (G_MENU_MODEL (menu)), ==, 1);
  g_menu_model_get_item_attribute (G_MENU_MODEL (menu), 0, G_MENU_ATTRIBUTE_LABEL, "s", &label);
  return label;
}

static void
assert_says (GMenu *menu, SampleBackends *samples, const char *expected)
{
  g_autofree char *label = NULL;

  perch_menu_show_quit (menu, samples->manager);
  label = dup_label (menu);
  g_assert_cmpstr (label, ==, expected);
}

static void
start (SampleBackends *samples, const char *name)
{
  PerchBackend *backend = sample_backends_get (samples, name);

  perch_backend_start_async (backend, NULL, NULL, NULL);
  sample_backends_wait (backend, PERCH_BACKEND_STATE_RUNNING);
}

static void
test_counts (void)
{
  g_autoptr (GMenu) menu = g_menu_new ();
  SampleBackends samples = { 0 };

  sample_backends_init (&samples);
  sample_backends_add (&samples, "a", SAMPLE_RUNS);
  sample_backends_add (&samples, "b", SAMPLE_RUNS);
  sample_backends_add (&samples, "c", SAMPLE_RUNS);
  sample_backends_load (&samples);
  assert_says (menu, &samples, "_Quit");
  start (&samples, "a");
  assert_says (menu, &samples, "_Quit and stop 1 backend");
  start (&samples, "c");
  assert_says (menu, &samples, "_Quit and stop 2 backends");
  sample_backends_clear (&samples);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/menu-quit/counts", test_counts);
  return g_test_run ();
}
