/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/window/combo-item.h"

static void
select_cb (const PerchItem *item, PerchItemAction action, GVariant *value)
{
  gtk_combo_box_set_active_id (GTK_COMBO_BOX (item->target), g_variant_get_string (value, NULL));
}

/* Returns: (transfer full): the ids of all rows */
static GStrv
list_ids (GtkComboBox *combo)
{
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();
  GtkTreeModel *model = gtk_combo_box_get_model (combo);
  GtkTreeIter row;

  for (gboolean more = gtk_tree_model_get_iter_first (model, &row); more;
       more = gtk_tree_model_iter_next (model, &row))
    {
      g_autofree char *id = NULL;

      gtk_tree_model_get (model, &row, gtk_combo_box_get_id_column (combo), &id, -1);
      g_strv_builder_add (ids, id);
    }
  return g_strv_builder_end (ids);
}

/**
 * perch_combo_item_new:
 * @id: its name for programs
 * @label: what a person reads beside it
 * @combo: a list to choose from, whose rows have ids
 *
 * Returns: (transfer full): what scripts see of @combo; they choose by the ids
 */
PerchItem *
perch_combo_item_new (const char *id, const char *label, GtkComboBox *combo)
{
  const char *selected = NULL;
  PerchItem *item = NULL;

  g_return_val_if_fail (id != NULL && label != NULL, NULL);
  g_return_val_if_fail (GTK_IS_COMBO_BOX (combo), NULL);

  item = perch_item_new (id, label);
  selected = gtk_combo_box_get_active_id (combo);
  item->enabled =
      gtk_widget_get_mapped (GTK_WIDGET (combo)) && gtk_widget_is_sensitive (GTK_WIDGET (combo));
  perch_item_take_choices (item, list_ids (combo));
  perch_item_set_value (item, g_variant_new_string (selected != NULL ? selected : ""));
  perch_item_accept (item, PERCH_ITEM_SELECT_LIST_ITEM, select_cb, combo);
  return item;
}
