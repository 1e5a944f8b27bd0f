/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/window/stack-item.h"

#include "sample-backends.h"

static void
test_stack (void)
{
  GtkWidget *window = gtk_window_new (GTK_WINDOW_TOPLEVEL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *switcher = gtk_stack_switcher_new ();
  GtkWidget *stack = gtk_stack_new ();
  g_autoptr (PerchItem) hidden = NULL;
  g_autoptr (PerchItem) item = NULL;
  g_autoptr (GVariant) value = g_variant_ref_sink (g_variant_new_string ("two"));

  gtk_stack_add_titled (GTK_STACK (stack), gtk_label_new ("1"), "one", "One");
  gtk_stack_add_titled (GTK_STACK (stack), gtk_label_new ("2"), "two", "Two");
  gtk_stack_switcher_set_stack (GTK_STACK_SWITCHER (switcher), GTK_STACK (stack));
  gtk_container_add (GTK_CONTAINER (box), switcher);
  gtk_container_add (GTK_CONTAINER (box), stack);
  gtk_container_add (GTK_CONTAINER (window), box);
  hidden =
      perch_stack_item_new ("tabs", "Tabs", PERCH_ITEM_SELECT_TAB, GTK_STACK (stack), switcher);
  g_assert_false (hidden->enabled);

  gtk_widget_show_all (window);
  sample_wait_until (gtk_widget_get_mapped (switcher));
  item = perch_stack_item_new ("tabs", "Tabs", PERCH_ITEM_SELECT_TAB, GTK_STACK (stack), switcher);
  g_assert_true (item->enabled);
  g_assert_cmpstr (g_variant_get_string (item->value, NULL), ==, "one");
  g_assert_cmpuint (g_strv_length (item->choices), ==, 2);
  item->perform (item, PERCH_ITEM_SELECT_TAB, value);
  g_assert_cmpstr (gtk_stack_get_visible_child_name (GTK_STACK (stack)), ==, "two");
  gtk_widget_destroy (window);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  g_test_add_func ("/stack-item/stack", test_stack);
  return g_test_run ();
}
