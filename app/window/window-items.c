/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/window/window-items.h"

#include "app/window/status-window.h"

/* The status window for scripts: whether it is there, and what is in it once it has been opened. */

static void
perform_cb (const PerchItem *item, PerchItemAction action, GVariant *value)
{
  PerchDesktopActions *actions = PERCH_DESKTOP_ACTIONS (item->target);
  GtkWindow *window = perch_desktop_actions_get_window (actions);

  if (g_variant_get_boolean (value))
    perch_desktop_actions_show (actions);
  else if (window != NULL)
    gtk_window_close (window);
}

static PerchItem *
window_item (PerchDesktopActions *actions)
{
  GtkWindow *window = perch_desktop_actions_get_window (actions);
  gboolean shown = window != NULL && gtk_widget_get_visible (GTK_WIDGET (window));
  PerchItem *item = perch_item_new ("status_window", "Perch");

  perch_item_set_value (item, g_variant_new_boolean (shown));
  perch_item_accept (item, PERCH_ITEM_SET_VALUE, perform_cb, actions);
  return item;
}

static void
list_cb (GPtrArray *items, gpointer owner)
{
  GtkWindow *window = perch_desktop_actions_get_window (owner);

  g_ptr_array_add (items, window_item (owner));
  if (window != NULL)
    perch_status_window_list_items (PERCH_STATUS_WINDOW (window), items);
}

/**
 * perch_window_items_join:
 * @items: where scripts look
 * @actions: what has the status window
 *
 * Makes `status_window`, and what is in it, items.
 */
void
perch_window_items_join (PerchItemRegistry *items, PerchDesktopActions *actions)
{
  g_return_if_fail (PERCH_IS_ITEM_REGISTRY (items));
  g_return_if_fail (PERCH_IS_DESKTOP_ACTIONS (actions));

  perch_item_registry_add_source (items, list_cb, actions);
}
