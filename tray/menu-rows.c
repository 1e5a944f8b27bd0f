/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "tray/menu-rows.h"

#include "tray/tray.h"

/* A menu is read as a whole and compared with what is drawn, instead of following its signals one
 * by one: GMenu replaces an item by removing it and inserting another, and a tray must never see
 * the moment in between. */

static void
perch_tray_row_free (PerchTrayRow *self)
{
  g_free (self->id);
  g_free (self->label);
  g_free (self->action);
  g_clear_pointer (&self->target, g_variant_unref);
  g_clear_pointer (&self->children, g_ptr_array_unref);
  g_free (self);
}

static gboolean
get_flag (GMenuModel *model, int index, const char *attribute)
{
  gboolean value = FALSE;

  g_menu_model_get_item_attribute (model, index, attribute, "b", &value);
  return value;
}

/* Whether @target is what the action takes: a value of its type, or nothing when it takes none. */
static gboolean
target_fits (GVariant *target, const GVariantType *type)
{
  if (target == NULL || type == NULL)
    return target == NULL && type == NULL;
  return g_variant_is_of_type (target, type);
}

static void
read_action (PerchTrayRow *row, GActionGroup *actions)
{
  g_autoptr (GVariant) state = NULL;
  const GVariantType *type = NULL;
  gboolean enabled = FALSE;

  if (!g_action_group_query_action (actions, row->action, &enabled, &type, NULL, NULL, &state))
    return;

  row->sensitive = enabled && target_fits (row->target, type);
  if (state != NULL && type == NULL && g_variant_is_of_type (state, G_VARIANT_TYPE_BOOLEAN))
    {
      row->kind = PERCH_TRAY_ROW_CHECK;
      row->active = g_variant_get_boolean (state);
    }
}

static PerchTrayRow *
row_new (GMenuModel *model, int index, GActionGroup *actions, GPtrArray *models)
{
  g_autoptr (GMenuModel) submenu = g_menu_model_get_item_link (model, index, G_MENU_LINK_SUBMENU);
  PerchTrayRow *row = g_new0 (PerchTrayRow, 1);

  if (!g_menu_model_get_item_attribute (model, index, G_MENU_ATTRIBUTE_LABEL, "s", &row->label))
    row->label = g_strdup ("");
  g_menu_model_get_item_attribute (model, index, PERCH_TRAY_ATTRIBUTE_ID, "s", &row->id);
  row->visible = !get_flag (model, index, PERCH_TRAY_ATTRIBUTE_HIDDEN);
  row->secondary = get_flag (model, index, PERCH_TRAY_ATTRIBUTE_SECONDARY);

  if (submenu != NULL)
    {
      row->kind = PERCH_TRAY_ROW_SUBMENU;
      row->sensitive = TRUE;
      row->children = perch_tray_rows_new (submenu, actions, models);
    }
  else if (g_menu_model_get_item_attribute (model, index, G_MENU_ATTRIBUTE_ACTION, "s",
                                            &row->action))
    {
      row->kind = PERCH_TRAY_ROW_ACTION;
      row->target =
          g_menu_model_get_item_attribute_value (model, index, G_MENU_ATTRIBUTE_TARGET, NULL);
      read_action (row, actions);
    }
  return row;
}

static void
add_separator (GPtrArray *rows)
{
  const PerchTrayRow *last = rows->len > 0 ? g_ptr_array_index (rows, rows->len - 1) : NULL;
  PerchTrayRow *row = NULL;

  if (last == NULL || last->kind == PERCH_TRAY_ROW_SEPARATOR)
    return;
  row = g_new0 (PerchTrayRow, 1);
  row->kind = PERCH_TRAY_ROW_SEPARATOR;
  row->label = g_strdup ("");
  g_ptr_array_add (rows, row);
}

static void
add_rows (GPtrArray *rows, GMenuModel *model, GActionGroup *actions, GPtrArray *models)
{
  int n_items = g_menu_model_get_n_items (model);

  if (models != NULL)
    g_ptr_array_add (models, g_object_ref (model));

  for (int i = 0; i < n_items; i++)
    {
      g_autoptr (GMenuModel) section = g_menu_model_get_item_link (model, i, G_MENU_LINK_SECTION);

      if (section == NULL)
        {
          g_ptr_array_add (rows, row_new (model, i, actions, models));
          continue;
        }
      add_separator (rows);
      add_rows (rows, section, actions, models);
      add_separator (rows);
    }
}

/* A separator is shown where there are visible rows on both sides of it, and only the first one
 * of those that have nothing visible between them. */
static void
show_separators (GPtrArray *rows)
{
  PerchTrayRow *waiting = NULL;
  gboolean after_row = FALSE;

  for (guint i = 0; i < rows->len; i++)
    {
      PerchTrayRow *row = g_ptr_array_index (rows, i);

      if (row->kind == PERCH_TRAY_ROW_SEPARATOR)
        {
          if (waiting == NULL && after_row)
            waiting = row;
        }
      else if (row->visible)
        {
          if (waiting != NULL)
            waiting->visible = TRUE;
          waiting = NULL;
          after_row = TRUE;
        }
    }
}

/**
 * perch_tray_rows_new:
 * @menu: a menu
 * @actions: the actions it names
 * @models: (nullable) (element-type GMenuModel): gets @menu and each menu inside it, with a
 * reference: these are the ones whose changes change the rows
 *
 * Reads @menu as it is now. Sections become rows between separators.
 *
 * Returns: (transfer full) (element-type PerchTrayRow): its rows
 */
GPtrArray *
perch_tray_rows_new (GMenuModel *menu, GActionGroup *actions, GPtrArray *models)
{
  GPtrArray *rows = NULL;

  g_return_val_if_fail (G_IS_MENU_MODEL (menu), NULL);
  g_return_val_if_fail (G_IS_ACTION_GROUP (actions), NULL);

  rows = g_ptr_array_new_with_free_func ((GDestroyNotify) perch_tray_row_free);
  add_rows (rows, menu, actions, models);
  show_separators (rows);
  return rows;
}

/**
 * perch_tray_rows_same_shape:
 * @a: (element-type PerchTrayRow): rows
 * @b: (element-type PerchTrayRow): other rows
 *
 * Returns: whether what is drawn for @a can be turned into what is drawn for @b in place, by
 * changing labels, marks and what is shown or can be clicked
 */
gboolean
perch_tray_rows_same_shape (GPtrArray *a, GPtrArray *b)
{
  g_return_val_if_fail (a != NULL && b != NULL, FALSE);

  if (a->len != b->len)
    return FALSE;
  for (guint i = 0; i < a->len; i++)
    {
      const PerchTrayRow *x = g_ptr_array_index (a, i);
      const PerchTrayRow *y = g_ptr_array_index (b, i);

      if (x->kind != y->kind)
        return FALSE;
      if (x->children != NULL && !perch_tray_rows_same_shape (x->children, y->children))
        return FALSE;
    }
  return TRUE;
}

/**
 * perch_tray_row_activate:
 * @self: a row
 * @actions: the actions its menu names
 *
 * Does what a click on the row asks for, if its action is there and enabled at this moment: a
 * click may come from a panel that still shows an older menu, and libayatana-appindicator lets
 * clicks on disabled items through.
 */
void
perch_tray_row_activate (const PerchTrayRow *self, GActionGroup *actions)
{
  const GVariantType *type = NULL;
  gboolean enabled = FALSE;

  g_return_if_fail (self != NULL);
  g_return_if_fail (G_IS_ACTION_GROUP (actions));

  if (self->action == NULL || !self->visible ||
      !g_action_group_query_action (actions, self->action, &enabled, &type, NULL, NULL, NULL))
    return;
  if (enabled && target_fits (self->target, type))
    g_action_group_activate_action (actions, self->action, self->target);
}
