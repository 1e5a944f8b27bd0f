/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/window/window-keeper.h"

#include "app/menu.h"
#include "app/window/status-window.h"
#include "sample-backends.h"

typedef struct
{
  SampleBackends samples;
  GSimpleActionGroup *app;
  PerchMenu *menu;
  PerchEventHub *hub;
  PerchWindowKeeper *keeper;
} Fixture;

static void
setup (Fixture *fixture, gconstpointer data)
{
  PerchWindowSources sources = { 0 };

  sample_backends_init (&fixture->samples);
  sample_backends_add (&fixture->samples, "a", SAMPLE_RUNS);
  sample_backends_add (&fixture->samples, "b", SAMPLE_RUNS);
  sample_backends_load (&fixture->samples);
  fixture->app = g_simple_action_group_new ();
  fixture->menu = perch_menu_new (fixture->samples.manager, G_ACTION_GROUP (fixture->app));
  fixture->hub = perch_event_hub_new ();
  sources.manager = fixture->samples.manager;
  sources.actions = perch_menu_get_actions (fixture->menu);
  sources.hub = fixture->hub;
  fixture->keeper = perch_window_keeper_new (&sources);
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->keeper);
  perch_event_hub_free (fixture->hub);
  g_assert_finalize_object (fixture->menu);
  g_assert_finalize_object (fixture->app);
  sample_backends_clear (&fixture->samples);
}

static GPtrArray *
list (Fixture *fixture)
{
  GPtrArray *items = g_ptr_array_new_with_free_func ((GDestroyNotify) perch_item_free);

  perch_window_keeper_list_items (fixture->keeper, items);
  return items;
}

static PerchItem *
find (GPtrArray *items, const char *id)
{
  for (guint i = 0; i < items->len; i++)
    {
      PerchItem *item = g_ptr_array_index (items, i);

      if (g_str_equal (item->id, id))
        return item;
    }
  g_assert_not_reached ();
}

static void
assert_item (Fixture *fixture, const char *id, const char *choices, const char *value)
{
  g_autoptr (GPtrArray) items = list (fixture);
  PerchItem *item = find (items, id);
  g_autofree char *joined = NULL;

  joined = g_strjoinv (" ", item->choices);
  g_assert_cmpstr (joined, ==, choices);
  g_assert_cmpstr (g_variant_get_string (item->value, NULL), ==, value);
}

static void
choose (Fixture *fixture, const char *id, PerchItemAction action, const char *name)
{
  g_autoptr (GPtrArray) items = list (fixture);
  g_autoptr (GVariant) value = g_variant_ref_sink (g_variant_new_string (name));
  PerchItem *item = find (items, id);

  g_assert_true (item->enabled);
  item->perform (item, action, value);
}

static void
close_window (Fixture *fixture)
{
  gpointer window = perch_window_keeper_get_window (fixture->keeper);

  g_object_add_weak_pointer (window, &window);
  gtk_window_close (window);
  sample_wait_until (window == NULL);
  g_assert_null (perch_window_keeper_get_window (fixture->keeper));
}

static void
test_close (Fixture *fixture, gconstpointer data)
{
  g_test_summary ("A window that is closed is gone; the next one begins where it was left.");
  g_assert_null (perch_window_keeper_get_window (fixture->keeper));
  perch_window_keeper_show (fixture->keeper);
  perch_window_keeper_show_page (fixture->keeper, "events", "b");
  close_window (fixture);

  perch_window_keeper_show (fixture->keeper);
  assert_item (fixture, "main_tabs", "backends events", "events");
  assert_item (fixture, "backend_select", "a b", "b");
  perch_window_keeper_show_page (fixture->keeper, "nowhere", "nobody");
  assert_item (fixture, "main_tabs", "backends events", "events");
}

static void
test_items (Fixture *fixture, gconstpointer data)
{
  g_test_summary ("The same names can be used before the window was ever opened, and after.");
  assert_item (fixture, "main_tabs", "backends events", "backends");
  assert_item (fixture, "backend_select", "a b", "a");
  choose (fixture, "main_tabs", PERCH_ITEM_SELECT_TAB, "events");
  g_assert_nonnull (perch_window_keeper_get_window (fixture->keeper));
  assert_item (fixture, "main_tabs", "backends events", "events");
  close_window (fixture);

  assert_item (fixture, "main_tabs", "backends events", "events");
  choose (fixture, "backend_select", PERCH_ITEM_SELECT_LIST_ITEM, "b");
  assert_item (fixture, "backend_select", "a b", "b");
  assert_item (fixture, "main_tabs", "backends events", "events");
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
#define ADD(name, function)                                                                        \
  g_test_add ("/window-keeper/" name, Fixture, NULL, setup, function, teardown)
  ADD ("close", test_close);
  ADD ("items", test_items);
#undef ADD
  return g_test_run ();
}
