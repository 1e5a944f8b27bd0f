/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/menu-backend.h"

#include "app/menu-entry.h"
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

static char *
get_label (PerchMenuBackend *view, const char *id, GVariant **target)
{
  g_autoptr (GMenuModel) setup =
      g_menu_model_get_item_link (perch_menu_backend_get_model (view), 2, G_MENU_LINK_SECTION);

  for (int i = 0; i < g_menu_model_get_n_items (setup); i++)
    {
      g_autofree char *found = NULL;
      char *label = NULL;

      g_menu_model_get_item_attribute (setup, i, PERCH_MENU_ID, "s", &found);
      if (g_strcmp0 (found, id) != 0)
        continue;
      g_menu_model_get_item_attribute (setup, i, G_MENU_ATTRIBUTE_LABEL, "s", &label);
      *target = g_menu_model_get_item_attribute_value (setup, i, G_MENU_ATTRIBUTE_TARGET, NULL);
      return label;
    }
  *target = NULL;
  return NULL;
}

static void
assert_line (PerchMenuBackend *view, const char *id, const char *label, const char *target)
{
  g_autoptr (GVariant) found_target = NULL;
  g_autofree char *found = NULL;

  perch_menu_backend_refresh (view);
  found = get_label (view, id, &found_target);
  g_assert_cmpstr (found, ==, label);
  if (target == NULL)
    g_assert_null (found_target);
  else
    g_assert_cmpstr (g_variant_get_string (found_target, NULL), ==, target);
}

/* What a backend has no address or environment for has no line about it. */
static void
test_setup (void)
{
  SampleBackends samples;
  g_autoptr (PerchMenuBackend) plain = NULL;
  g_autoptr (PerchMenuBackend) http = NULL;
  g_autofree char *shown = NULL;
  PerchBackend *backend = NULL;

  sample_backends_init (&samples);
  sample_backends_add (&samples, "plain", SAMPLE_RUNS);
  sample_backends_add_profile (
      &samples, "web",
      "{\"kind\": \"http\", \"executable\": \"/bin/sleep\", \"args\": [\"1000\"],"
      " \"venv\": \"/v_1\", \"ready\": {\"on\": \"spawn\"}}");
  sample_backends_load (&samples);
  plain = perch_menu_backend_new (samples.manager, sample_backends_get (&samples, "plain"), "");
  assert_line (plain, "address", NULL, NULL);
  assert_line (plain, "environment", NULL, NULL);

  backend = sample_backends_get (&samples, "web");
  http = perch_menu_backend_new (samples.manager, backend, "web.");
  assert_line (http, "web.address", "No address while it does not run", NULL);
  assert_line (http, "web.environment", "Environment: /v__1", NULL);
  perch_backend_start_async (backend, NULL, NULL, NULL);
  sample_backends_wait (backend, PERCH_BACKEND_STATE_RUNNING);
  shown = g_strdup_printf ("Copy %s", perch_backend_get_endpoint (backend)->address);
  assert_line (http, "web.address", shown, perch_backend_get_endpoint (backend)->address);
  perch_backend_stop_async (backend, NULL, NULL, NULL);
  sample_backends_wait (backend, PERCH_BACKEND_STATE_STOPPED);
  assert_line (http, "web.address", "No address while it does not run", NULL);

  g_clear_object (&plain);
  g_clear_object (&http);
  sample_backends_clear (&samples);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/menu-backend/coalesced", test_coalesced);
  g_test_add_func ("/menu-backend/setup", test_setup);
  return g_test_run ();
}
