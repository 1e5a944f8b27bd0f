/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/menu-items.h"

#include "sample-backends.h"

typedef struct
{
  SampleBackends samples;
  GSimpleActionGroup *app;
  guint n_quits;
  PerchMenu *menu;
  PerchItemRegistry *items;
} Fixture;

static void
quit_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ((Fixture *) user_data)->n_quits++;
}

static void
setup (Fixture *fixture, gconstpointer data)
{
  const GActionEntry entries[] = { { .name = "quit", .activate = quit_cb } };

  sample_backends_init (&fixture->samples);
  fixture->app = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (fixture->app), entries, G_N_ELEMENTS (entries),
                                   fixture);
  fixture->items = perch_item_registry_new ();
}

static void
load (Fixture *fixture)
{
  sample_backends_load (&fixture->samples);
  fixture->menu = perch_menu_new (fixture->samples.manager, G_ACTION_GROUP (fixture->app));
  perch_menu_items_join (fixture->items, fixture->menu);
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->items);
  g_assert_finalize_object (fixture->menu);
  g_assert_finalize_object (fixture->app);
  sample_backends_clear (&fixture->samples);
}

static PerchItem *
find (Fixture *fixture, const char *id)
{
  g_autoptr (GError) error = NULL;
  PerchItem *item = perch_item_registry_find (fixture->items, id, &error);

  g_assert_no_error (error);
  return item;
}

static void
click (Fixture *fixture, const char *id)
{
  g_autoptr (GError) error = NULL;

  perch_item_registry_perform (fixture->items, id, PERCH_ITEM_CLICK, NULL, &error);
  g_assert_no_error (error);
}

static gboolean
can_click (Fixture *fixture, const char *id)
{
  return perch_item_registry_check (fixture->items, id, PERCH_ITEM_CLICK, NULL, NULL);
}

static void
test_kinds (Fixture *fixture, gconstpointer data)
{
  g_autoptr (PerchItem) status = NULL;
  g_autoptr (PerchItem) start = NULL;
  g_autoptr (PerchItem) autostart = NULL;

  sample_backends_add (&fixture->samples, "main", SAMPLE_RUNS);
  load (fixture);
  status = find (fixture, "status");
  start = find (fixture, "btn_start");
  autostart = find (fixture, "autostart");
  g_assert_cmpstr (g_variant_get_string (status->value, NULL), ==, "○ Stopped");
  g_assert_cmpuint (status->actions, ==, 0);
  g_assert_cmpstr (start->label, ==, "Start");
  g_assert_true (start->enabled);
  g_assert_null (start->value);
  g_assert_false (g_variant_get_boolean (autostart->value));
  g_assert_cmpuint (autostart->actions, ==, PERCH_ITEM_CLICK | PERCH_ITEM_SET_VALUE);
  g_assert_false (can_click (fixture, "show_status_window"));
}

static void
test_click (Fixture *fixture, gconstpointer data)
{
  PerchBackend *backend = NULL;

  sample_backends_add (&fixture->samples, "main", SAMPLE_RUNS);
  load (fixture);
  backend = sample_backends_get (&fixture->samples, "main");
  g_assert_false (can_click (fixture, "btn_stop"));
  click (fixture, "btn_start");
  sample_backends_wait (backend, PERCH_BACKEND_STATE_RUNNING);
  g_assert_false (can_click (fixture, "btn_start"));
  click (fixture, "btn_stop");
  sample_backends_wait (backend, PERCH_BACKEND_STATE_STOPPED);
  click (fixture, "btn_quit");
  g_assert_cmpuint (fixture->n_quits, ==, 1);
}

static void
set_autostart (Fixture *fixture, gboolean wanted)
{
  g_autoptr (JsonNode) value = json_node_init_boolean (json_node_alloc (), wanted);
  g_autoptr (GError) error = NULL;

  perch_item_registry_perform (fixture->items, "autostart", PERCH_ITEM_SET_VALUE, value, &error);
  g_assert_no_error (error);
}

static void
test_check_box (Fixture *fixture, gconstpointer data)
{
  PerchBackendManager *manager = NULL;
  PerchBackend *backend = NULL;

  sample_backends_add (&fixture->samples, "main", SAMPLE_RUNS);
  load (fixture);
  manager = fixture->samples.manager;
  backend = sample_backends_get (&fixture->samples, "main");
  set_autostart (fixture, TRUE);
  g_assert_true (perch_backend_manager_get_autostart (manager, backend));
  set_autostart (fixture, TRUE);
  g_assert_true (perch_backend_manager_get_autostart (manager, backend));
  click (fixture, "autostart");
  g_assert_false (perch_backend_manager_get_autostart (manager, backend));
}

static void
test_several (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  sample_backends_add (&fixture->samples, "mail", SAMPLE_RUNS);
  sample_backends_add (&fixture->samples, "words", SAMPLE_RUNS);
  load (fixture);
  g_assert_true (can_click (fixture, "mail.btn_start"));
  g_assert_null (perch_item_registry_find (fixture->items, "btn_start", &error));
  g_assert_nonnull (strstr (error->message, "\"words.btn_start\""));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add ("/menu-items/" name, Fixture, NULL, setup, func, teardown)
  ADD ("kinds", test_kinds);
  ADD ("click", test_click);
  ADD ("check-box", test_check_box);
  ADD ("several", test_several);
  return g_test_run ();
}
