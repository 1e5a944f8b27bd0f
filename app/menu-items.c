/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/menu-items.h"

#include "app/menu-entry.h"
#include "tray/menu-rows.h"

/* The menu's entries for scripts: read, and clicked, as a tray does it. Whatever perch_menu_add()
 * adds is here, too. */

static GPtrArray *
read_rows (PerchMenu *menu)
{
  return perch_tray_rows_new (perch_menu_get_model (menu), perch_menu_get_actions (menu), NULL);
}

static const PerchTrayRow *
find_row (GPtrArray *rows, const char *id)
{
  for (guint i = 0; i < rows->len; i++)
    {
      const PerchTrayRow *row = g_ptr_array_index (rows, i);
      const PerchTrayRow *found = NULL;

      if (g_strcmp0 (row->id, id) == 0)
        return row;
      found = row->children != NULL ? find_row (row->children, id) : NULL;
      if (found != NULL)
        return found;
    }
  return NULL;
}

/* A check box that has the value already is not clicked. */
static void
perform_cb (const PerchItem *item, PerchItemAction action, GVariant *value)
{
  PerchMenu *menu = PERCH_MENU (item->target);
  g_autoptr (GPtrArray) rows = read_rows (menu);
  const PerchTrayRow *row = find_row (rows, item->id);

  if (row == NULL ||
      (action == PERCH_ITEM_SET_VALUE && g_variant_get_boolean (value) == row->active))
    return;
  perch_tray_row_activate (row, perch_menu_get_actions (menu));
}

static PerchItem *
item_for (PerchMenu *menu, const PerchTrayRow *row)
{
  g_autofree char *label = perch_menu_unescape (row->label);
  PerchItem *item = perch_item_new (row->id, label);

  item->enabled = row->sensitive;
  if (row->kind == PERCH_TRAY_ROW_TEXT)
    perch_item_set_value (item, g_variant_new_string (label));
  else if (row->kind == PERCH_TRAY_ROW_CHECK)
    {
      perch_item_set_value (item, g_variant_new_boolean (row->active));
      perch_item_accept (item, PERCH_ITEM_CLICK | PERCH_ITEM_SET_VALUE, perform_cb, menu);
    }
  else
    perch_item_accept (item, PERCH_ITEM_CLICK, perform_cb, menu);
  return item;
}

static void
add_rows (GPtrArray *items, PerchMenu *menu, GPtrArray *rows)
{
  for (guint i = 0; i < rows->len; i++)
    {
      const PerchTrayRow *row = g_ptr_array_index (rows, i);

      if (row->children != NULL)
        add_rows (items, menu, row->children);
      else if (row->id != NULL && row->visible)
        g_ptr_array_add (items, item_for (menu, row));
    }
}

/**
 * perch_menu_items_list:
 * @menu: a menu
 * @items: (element-type PerchItem): gets an item for each entry that has a #PERCH_MENU_ID
 */
void
perch_menu_items_list (PerchMenu *menu, GPtrArray *items)
{
  g_autoptr (GPtrArray) rows = NULL;

  g_return_if_fail (PERCH_IS_MENU (menu));
  g_return_if_fail (items != NULL);

  perch_menu_refresh (menu);
  rows = read_rows (menu);
  add_rows (items, menu, rows);
}

static void
list_cb (GPtrArray *items, gpointer owner)
{
  perch_menu_items_list (owner, items);
}

/**
 * perch_menu_items_join:
 * @items: where scripts look
 * @menu: a menu
 *
 * Makes all entries of @menu, those to come included, items under their #PERCH_MENU_ID.
 */
void
perch_menu_items_join (PerchItemRegistry *items, PerchMenu *menu)
{
  g_return_if_fail (PERCH_IS_ITEM_REGISTRY (items));
  g_return_if_fail (PERCH_IS_MENU (menu));

  perch_item_registry_add_source (items, list_cb, menu);
}
