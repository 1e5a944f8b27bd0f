/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/window/combo-item.h"

#include "sample-backends.h"

static void
test_combo (void)
{
  GtkWidget *window = gtk_window_new (GTK_WINDOW_TOPLEVEL);
  GtkWidget *combo = gtk_combo_box_text_new ();
  g_autoptr (PerchItem) hidden = NULL;
  g_autoptr (PerchItem) item = NULL;
  g_autoptr (GVariant) value = g_variant_ref_sink (g_variant_new_string ("b"));

  gtk_combo_box_text_append (GTK_COMBO_BOX_TEXT (combo), "a", "Apple");
  gtk_combo_box_text_append (GTK_COMBO_BOX_TEXT (combo), "b", "Bear");
  hidden = perch_combo_item_new ("fruit", "Fruit", GTK_COMBO_BOX (combo));
  g_assert_false (hidden->enabled);
  g_assert_cmpstr (g_variant_get_string (hidden->value, NULL), ==, "");

  gtk_container_add (GTK_CONTAINER (window), combo);
  gtk_widget_show_all (window);
  sample_wait_until (gtk_widget_get_mapped (combo));
  gtk_combo_box_set_active_id (GTK_COMBO_BOX (combo), "a");
  item = perch_combo_item_new ("fruit", "Fruit", GTK_COMBO_BOX (combo));
  g_assert_true (item->enabled);
  g_assert_cmpstr (g_variant_get_string (item->value, NULL), ==, "a");
  g_assert_cmpuint (g_strv_length (item->choices), ==, 2);
  g_assert_cmpstr (item->choices[1], ==, "b");
  item->perform (item, PERCH_ITEM_SELECT_LIST_ITEM, value);
  g_assert_cmpstr (gtk_combo_box_get_active_id (GTK_COMBO_BOX (combo)), ==, "b");
  gtk_widget_destroy (window);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  g_test_add_func ("/combo-item/combo", test_combo);
  return g_test_run ();
}
