/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/menu-indicators.h"

static void
say (PerchIndicators *indicators, const char *name, const char *text)
{
  const PerchIndicatorUpdate update = { .name = (char *) name,
                                        .has_text = TRUE,
                                        .text = (char *) text };
  g_autoptr (GError) error = NULL;

  g_assert_true (perch_indicators_update (indicators, &update, NULL, NULL, &error));
  g_assert_no_error (error);
}

static void
assert_label (GMenu *menu, int index, const char *expected)
{
  g_autofree char *label = NULL;

  g_assert_true (g_menu_model_get_item_attribute (G_MENU_MODEL (menu), index,
                                                  G_MENU_ATTRIBUTE_LABEL, "s", &label));
  g_assert_cmpstr (label, ==, expected);
}

static void
items_changed_cb (GMenuModel *model, int position, int removed, int added, guint *n_changes)
{
  (*n_changes)++;
}

static void
test_rows (void)
{
  g_autoptr (PerchIndicators) indicators = perch_indicators_new (60000);
  g_autoptr (GMenu) menu = g_menu_new ();
  guint n_changes = 0;

  g_test_summary ("A row says what is new in place, and the others are not touched.");

  say (indicators, "my_job", "half\nway");
  say (indicators, "other", "x");
  perch_menu_show_indicators (menu, indicators);
  assert_label (menu, 0, "● my__job: half\\x0away");
  assert_label (menu, 1, "● other: x");

  say (indicators, "other", "y");
  g_signal_connect (menu, "items-changed", G_CALLBACK (items_changed_cb), &n_changes);
  perch_menu_show_indicators (menu, indicators);
  assert_label (menu, 1, "● other: y");
  g_assert_cmpuint (n_changes, ==, 2); /* taken out and put in again */

  say (indicators, "my_job", NULL);
  perch_menu_show_indicators (menu, indicators);
  g_assert_cmpint (g_menu_model_get_n_items (G_MENU_MODEL (menu)), ==, 1);
  assert_label (menu, 0, "● other: y");
  say (indicators, "other", NULL);
  perch_menu_show_indicators (menu, indicators);
  g_assert_cmpint (g_menu_model_get_n_items (G_MENU_MODEL (menu)), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/menu-indicators/rows", test_rows);
  return g_test_run ();
}
