/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/window/stack-item.h"

static void
select_cb (const PerchItem *item, PerchItemAction action, GVariant *value)
{
  gtk_stack_set_visible_child_name (GTK_STACK (item->target), g_variant_get_string (value, NULL));
}

/**
 * perch_stack_item_new:
 * @id: its name for programs
 * @label: what a person calls it
 * @action: what choosing one of its children is
 * @stack: a stack whose children have names
 * @switcher: where a person clicks on one of them
 *
 * Returns: (transfer full): what scripts see of @stack, and use while @switcher is on the screen
 */
PerchItem *
perch_stack_item_new (
    const char *id, const char *label, PerchItemAction action, GtkStack *stack, GtkWidget *switcher)
{
  g_autoptr (GList) children = NULL;
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  const char *selected = NULL;
  PerchItem *item = NULL;

  g_return_val_if_fail (GTK_IS_STACK (stack), NULL);
  g_return_val_if_fail (GTK_IS_WIDGET (switcher), NULL);

  children = gtk_container_get_children (GTK_CONTAINER (stack));
  selected = gtk_stack_get_visible_child_name (stack);
  item = perch_item_new (id, label);
  for (GList *l = children; l != NULL; l = l->next)
    {
      g_autofree char *name = NULL;

      gtk_container_child_get (GTK_CONTAINER (stack), l->data, "name", &name, NULL);
      g_strv_builder_add (names, name);
    }
  item->enabled = gtk_widget_get_mapped (switcher);
  perch_item_take_choices (item, g_strv_builder_end (names));
  perch_item_set_value (item, g_variant_new_string (selected != NULL ? selected : ""));
  perch_item_accept (item, action, select_cb, stack);
  return item;
}
