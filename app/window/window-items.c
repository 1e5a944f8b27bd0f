/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/window/window-items.h"

#include "app/product-name.h"

/* The status window for scripts: whether it is there, and what is in it. */

static void
perform_cb (const PerchItem *item, PerchItemAction action, GVariant *value)
{
  PerchWindowKeeper *keeper = PERCH_WINDOW_KEEPER (item->target);
  GtkWindow *window = perch_window_keeper_get_window (keeper);

  if (g_variant_get_boolean (value))
    perch_window_keeper_show (keeper);
  else if (window != NULL)
    gtk_window_close (window);
}

static void
list_cb (GPtrArray *items, gpointer owner)
{
  PerchItem *item = perch_item_new ("status_window", perch_product_name ());

  perch_item_set_value (item,
                        g_variant_new_boolean (perch_window_keeper_get_window (owner) != NULL));
  perch_item_accept (item, PERCH_ITEM_SET_VALUE, perform_cb, owner);
  g_ptr_array_add (items, item);
  perch_window_keeper_list_items (owner, items);
}

/**
 * perch_window_items_join:
 * @items: where scripts look
 * @keeper: what has the status window
 *
 * Makes `status_window`, and what is in it, items.
 */
void
perch_window_items_join (PerchItemRegistry *items, PerchWindowKeeper *keeper)
{
  g_return_if_fail (PERCH_IS_ITEM_REGISTRY (items));
  g_return_if_fail (PERCH_IS_WINDOW_KEEPER (keeper));

  perch_item_registry_add_source (items, list_cb, keeper);
}
