/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/menu-problems.h"

#include "app/menu-entry.h"

static void
test_rows (void)
{
  static const char *const problems[] = { "/a/b/my_app.json:3:1: expected a value",
                                          "The disk is full", NULL };
  static const char *const labels[] = { "▲ my__app.json:3:1: expected a value",
                                        "▲ The disk is full" };
  static const char *const ids[] = { "problem_1", "problem_2" };
  g_autoptr (GMenu) menu = g_menu_new ();

  perch_menu_show_problems (menu, problems);
  g_assert_cmpint (g_menu_model_get_n_items (G_MENU_MODEL (menu)), ==, G_N_ELEMENTS (labels));
  for (guint i = 0; i < G_N_ELEMENTS (labels); i++)
    {
      g_autofree char *label = NULL;
      g_autofree char *id = NULL;

      g_menu_model_get_item_attribute (G_MENU_MODEL (menu), (int) i, G_MENU_ATTRIBUTE_LABEL, "s",
                                       &label);
      g_menu_model_get_item_attribute (G_MENU_MODEL (menu), (int) i, PERCH_MENU_ID, "s", &id);
      g_assert_cmpstr (label, ==, labels[i]);
      g_assert_cmpstr (id, ==, ids[i]);
    }
  perch_menu_show_problems (menu, NULL);
  g_assert_cmpint (g_menu_model_get_n_items (G_MENU_MODEL (menu)), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/menu-problems/rows", test_rows);
  return g_test_run ();
}
