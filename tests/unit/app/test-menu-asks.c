/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/menu-asks.h"

#include "tests/unit/app/ask-sample.h"

static char *
dup_label (GMenuModel *menu)
{
  char *label = NULL;

  g_assert_cmpint (g_menu_model_get_n_items (menu), ==, 1);
  g_menu_model_get_item_attribute (menu, 0, G_MENU_ATTRIBUTE_LABEL, "s", &label);
  return label;
}

static void
test_count (void)
{
  PerchAskQueue *queue = ask_sample_queue (10);
  GMenuModel *menu = perch_menu_asks_new (queue);
  PerchAsk *first = NULL;
  g_autofree char *one = NULL;
  g_autofree char *two = NULL;
  g_autofree char *action = NULL;

  g_assert_cmpint (g_menu_model_get_n_items (menu), ==, 0);
  first = ask_sample_put (queue, "1?", 600000);
  one = dup_label (menu);
  g_assert_cmpstr (one, ==, "1 question w_aiting…");
  ask_sample_put (queue, "2?", 600000);
  two = dup_label (menu);
  g_assert_cmpstr (two, ==, "2 questions w_aiting…");
  g_menu_model_get_item_attribute (menu, 0, G_MENU_ATTRIBUTE_ACTION, "s", &action);
  g_assert_cmpstr (action, ==, "app.ask-show");
  ask_sample_answer (queue, first, TRUE);
  perch_ask_withdraw (perch_ask_queue_peek (queue));
  g_assert_cmpint (g_menu_model_get_n_items (menu), ==, 0);
  g_assert_finalize_object (menu);
  g_assert_finalize_object (queue);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/menu-asks/count", test_count);
  return g_test_run ();
}
