/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "tray/tray-menu.h"

typedef struct
{
  GMenu *model;
  GSimpleActionGroup *actions;
  PerchTrayMenu *menu;
  guint n_changed;
  guint n_picked;
  guint n_quit;
} Fixture;

static void
count_cb (guint *count)
{
  (*count)++;
}

static void
quit_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  count_cb (&((Fixture *) user_data)->n_quit);
}

/* A check box that refuses to be changed. */
static void
stubborn_cb (GSimpleAction *action, GVariant *value, gpointer user_data)
{
}

static void
setup (Fixture *fixture, gconstpointer data)
{
  const GActionEntry entries[] = {
    { .name = "quit", .activate = quit_cb },
    { .name = "check", .state = "false" },
    { .name = "stubborn", .state = "true", .change_state = stubborn_cb },
  };

  fixture->model = g_menu_new ();
  fixture->actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (fixture->actions), entries, G_N_ELEMENTS (entries),
                                   fixture);
  g_menu_append (fixture->model, "Uptime 1s", NULL);
  g_menu_append (fixture->model, "Check", "check");
  g_menu_append (fixture->model, "Stubborn", "stubborn");
  g_menu_append (fixture->model, "_Quit", "quit");

  fixture->menu = perch_tray_menu_new ();
  g_signal_connect_swapped (fixture->menu, "changed", G_CALLBACK (count_cb), &fixture->n_changed);
  g_signal_connect_swapped (fixture->menu, "picked", G_CALLBACK (count_cb), &fixture->n_picked);
  perch_tray_menu_set_model (fixture->menu, G_MENU_MODEL (fixture->model),
                             G_ACTION_GROUP (fixture->actions));
  g_assert_true (perch_tray_menu_update (fixture->menu, TRUE));
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->menu);
  g_assert_finalize_object (fixture->model);
  g_assert_finalize_object (fixture->actions);
}

static GtkWidget *
nth_item (Fixture *fixture, guint n)
{
  g_autoptr (GList) items =
      gtk_container_get_children (GTK_CONTAINER (perch_tray_menu_get_widget (fixture->menu)));

  g_assert_cmpuint (n, <, g_list_length (items));
  return g_list_nth_data (items, n);
}

static void
test_in_place (Fixture *fixture, gconstpointer data)
{
  GtkWidget *uptime = nth_item (fixture, 0);
  guint n_labels = 0;

  g_signal_connect_swapped (uptime, "notify::label", G_CALLBACK (count_cb), &n_labels);
  g_menu_remove (fixture->model, 0);
  g_menu_insert (fixture->model, 0, "Uptime 2s", NULL);
  g_assert_cmpuint (fixture->n_changed, >=, 1);

  g_assert_true (perch_tray_menu_update (fixture->menu, FALSE));
  g_assert_true (nth_item (fixture, 0) == uptime);
  g_assert_cmpstr (gtk_menu_item_get_label (GTK_MENU_ITEM (uptime)), ==, "Uptime 2s");
  g_assert_false (gtk_widget_get_sensitive (uptime));
  g_assert_cmpuint (n_labels, ==, 1);

  g_assert_true (perch_tray_menu_update (fixture->menu, FALSE));
  g_assert_cmpuint (n_labels, ==, 1);
}

static void
test_rebuild (Fixture *fixture, gconstpointer data)
{
  GtkMenu *widget = perch_tray_menu_get_widget (fixture->menu);
  g_autoptr (GMenu) submenu = g_menu_new ();

  g_menu_append (submenu, "Inside", "quit");
  g_menu_insert_submenu (fixture->model, 0, "More", G_MENU_MODEL (submenu));

  g_assert_false (perch_tray_menu_update (fixture->menu, FALSE));
  g_assert_cmpstr (gtk_menu_item_get_label (GTK_MENU_ITEM (nth_item (fixture, 0))), ==,
                   "Uptime 1s");
  gtk_menu_item_activate (GTK_MENU_ITEM (nth_item (fixture, 3)));
  g_assert_cmpuint (fixture->n_quit, ==, 1);

  g_assert_true (perch_tray_menu_update (fixture->menu, TRUE));
  g_assert_true (perch_tray_menu_get_widget (fixture->menu) == widget);
  g_assert_cmpstr (gtk_menu_item_get_label (GTK_MENU_ITEM (nth_item (fixture, 0))), ==, "More");

  g_test_message ("Menus inside are followed too");
  fixture->n_changed = 0;
  g_menu_append (submenu, "Second", "quit");
  g_assert_cmpuint (fixture->n_changed, ==, 1);
}

static void
test_check (Fixture *fixture, gconstpointer data)
{
  GtkCheckMenuItem *check = GTK_CHECK_MENU_ITEM (nth_item (fixture, 1));
  GtkCheckMenuItem *stubborn = GTK_CHECK_MENU_ITEM (nth_item (fixture, 2));
  g_autoptr (GVariant) state = NULL;

  g_assert_true (gtk_check_menu_item_get_active (stubborn));
  gtk_menu_item_activate (GTK_MENU_ITEM (check));
  gtk_menu_item_activate (GTK_MENU_ITEM (stubborn));
  g_assert_true (perch_tray_menu_update (fixture->menu, FALSE));
  g_assert_true (gtk_check_menu_item_get_active (check));
  g_assert_true (gtk_check_menu_item_get_active (stubborn));
  state = g_action_group_get_action_state (G_ACTION_GROUP (fixture->actions), "check");
  g_assert_true (g_variant_get_boolean (state));

  g_test_message ("A change from elsewhere is shown and is not a click");
  g_action_group_change_action_state (G_ACTION_GROUP (fixture->actions), "check",
                                      g_variant_new_boolean (FALSE));
  g_assert_true (perch_tray_menu_update (fixture->menu, FALSE));
  g_assert_false (gtk_check_menu_item_get_active (check));
  g_assert_cmpuint (fixture->n_picked, ==, 2);
}

static void
test_disabled (Fixture *fixture, gconstpointer data)
{
  GAction *quit = g_action_map_lookup_action (G_ACTION_MAP (fixture->actions), "quit");
  GtkMenuItem *item = GTK_MENU_ITEM (nth_item (fixture, 3));

  g_simple_action_set_enabled (G_SIMPLE_ACTION (quit), FALSE);
  gtk_menu_item_activate (item);
  g_assert_cmpuint (fixture->n_quit, ==, 0);
  g_assert_true (perch_tray_menu_update (fixture->menu, FALSE));
  g_assert_false (gtk_widget_get_sensitive (GTK_WIDGET (item)));
}

static void
test_secondary (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GMenuItem) item = g_menu_item_new ("Show", "quit");

  g_assert_null (perch_tray_menu_get_secondary (fixture->menu));
  g_menu_item_set_attribute (item, "perch-secondary", "b", TRUE);
  g_menu_append_item (fixture->model, item);
  g_assert_true (perch_tray_menu_update (fixture->menu, TRUE));
  g_assert_true (perch_tray_menu_get_secondary (fixture->menu) == nth_item (fixture, 4));
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  g_test_add ("/tray-menu/in-place", Fixture, NULL, setup, test_in_place, teardown);
  g_test_add ("/tray-menu/rebuild", Fixture, NULL, setup, test_rebuild, teardown);
  g_test_add ("/tray-menu/check", Fixture, NULL, setup, test_check, teardown);
  g_test_add ("/tray-menu/disabled", Fixture, NULL, setup, test_disabled, teardown);
  g_test_add ("/tray-menu/secondary", Fixture, NULL, setup, test_secondary, teardown);
  return g_test_run ();
}
