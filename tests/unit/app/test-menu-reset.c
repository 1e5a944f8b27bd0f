/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/menu-reset.h"

#include "app/menu-entry.h"

static void
test_entry (void)
{
  GMenuModel *menu = perch_menu_reset_new ();
  g_autofree char *id = NULL;
  g_autofree char *action = NULL;

  g_assert_cmpint (g_menu_model_get_n_items (menu), ==, 1);
  g_menu_model_get_item_attribute (menu, 0, PERCH_MENU_ID, "s", &id);
  g_menu_model_get_item_attribute (menu, 0, G_MENU_ATTRIBUTE_ACTION, "s", &action);
  g_assert_cmpstr (id, ==, "btn_reset");
  g_assert_cmpstr (action, ==, "app.reset");
  g_assert_finalize_object (menu);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/menu-reset/entry", test_entry);
  return g_test_run ();
}
