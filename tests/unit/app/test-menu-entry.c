/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/menu-entry.h"

static void
count_cb (GMenuModel *model, int position, int removed, int added, guint *count)
{
  (*count)++;
}

static void
test_escape (void)
{
  g_autofree char *escaped = perch_menu_escape ("/opt/my_app/__main__.py");
  g_autofree char *plain = perch_menu_escape ("plain");

  g_assert_cmpstr (escaped, ==, "/opt/my__app/____main____.py");
  g_assert_cmpstr (plain, ==, "plain");
}

static void
test_unescape (void)
{
  g_autofree char *start = perch_menu_unescape ("S_top");
  g_autofree char *path = perch_menu_unescape ("/opt/my__app/____main____.py");
  g_autofree char *end = perch_menu_unescape ("end_");

  g_assert_cmpstr (start, ==, "Stop");
  g_assert_cmpstr (path, ==, "/opt/my_app/__main__.py");
  g_assert_cmpstr (end, ==, "end_");
}

static void
test_set_label (void)
{
  g_autoptr (GMenu) menu = g_menu_new ();
  g_autofree char *label = NULL;
  g_autofree char *id = NULL;
  g_autofree char *action = NULL;
  guint n_changes = 0;

  perch_menu_add (menu, "btn_start", "_Start", "backend.main.start");
  perch_menu_add (menu, "pid", "PID –", NULL);
  g_signal_connect (menu, "items-changed", G_CALLBACK (count_cb), &n_changes);

  perch_menu_set_label (menu, 0, "_Start");
  g_assert_cmpuint (n_changes, ==, 0);
  perch_menu_set_label (menu, 0, "_Go");
  g_assert_cmpuint (n_changes, ==, 2);

  g_assert_cmpint (g_menu_model_get_n_items (G_MENU_MODEL (menu)), ==, 2);
  g_assert_true (g_menu_model_get_item_attribute (G_MENU_MODEL (menu), 0, G_MENU_ATTRIBUTE_LABEL,
                                                  "s", &label));
  g_assert_true (g_menu_model_get_item_attribute (G_MENU_MODEL (menu), 0, PERCH_MENU_ID, "s", &id));
  g_assert_true (g_menu_model_get_item_attribute (G_MENU_MODEL (menu), 0, G_MENU_ATTRIBUTE_ACTION,
                                                  "s", &action));
  g_assert_cmpstr (label, ==, "_Go");
  g_assert_cmpstr (id, ==, "btn_start");
  g_assert_cmpstr (action, ==, "backend.main.start");
}

static void
test_set_secondary (void)
{
  g_autoptr (GMenu) menu = g_menu_new ();
  gboolean secondary = FALSE;

  perch_menu_add (menu, "show", "Show", "app.show");
  perch_menu_set_secondary (menu, 0);
  g_assert_true (
      g_menu_model_get_item_attribute (G_MENU_MODEL (menu), 0, "perch-secondary", "b", &secondary));
  g_assert_true (secondary);
}

static void
test_set_command (void)
{
  g_autoptr (GMenu) menu = g_menu_new ();
  g_autofree char *target = NULL;
  g_autofree char *id = NULL;
  guint n_changes = 0;

  perch_menu_add (menu, "address", "None", NULL);
  perch_menu_set_command (menu, 0, "Copy x", "app.copy-text", "x");
  g_assert_true (g_menu_model_get_item_attribute (G_MENU_MODEL (menu), 0, G_MENU_ATTRIBUTE_TARGET,
                                                  "s", &target));
  g_assert_true (g_menu_model_get_item_attribute (G_MENU_MODEL (menu), 0, PERCH_MENU_ID, "s", &id));
  g_assert_cmpstr (target, ==, "x");
  g_assert_cmpstr (id, ==, "address");

  g_signal_connect (menu, "items-changed", G_CALLBACK (count_cb), &n_changes);
  perch_menu_set_command (menu, 0, "Copy x", "app.copy-text", "x");
  g_assert_cmpuint (n_changes, ==, 0);

  perch_menu_set_command (menu, 0, "None", NULL, NULL);
  g_assert_false (
      g_menu_model_get_item_attribute (G_MENU_MODEL (menu), 0, G_MENU_ATTRIBUTE_ACTION, "s", NULL));
  g_assert_false (
      g_menu_model_get_item_attribute (G_MENU_MODEL (menu), 0, G_MENU_ATTRIBUTE_TARGET, "s", NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/menu-entry/escape", test_escape);
  g_test_add_func ("/menu-entry/unescape", test_unescape);
  g_test_add_func ("/menu-entry/set-label", test_set_label);
  g_test_add_func ("/menu-entry/set-command", test_set_command);
  g_test_add_func ("/menu-entry/set-secondary", test_set_secondary);
  return g_test_run ();
}
