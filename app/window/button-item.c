/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/window/button-item.h"

#include "app/menu-entry.h"

static void
perform_cb (const PerchItem *item, PerchItemAction action, GVariant *value)
{
  if (action == PERCH_ITEM_SET_VALUE &&
      g_variant_get_boolean (value) ==
          gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (item->target)))
    return;
  gtk_button_clicked (GTK_BUTTON (item->target));
}

/**
 * perch_button_item_new:
 * @id: its name for programs
 * @button: a button, or a check box; one that has only a picture has an accessible name
 *
 * Returns: (transfer full): what scripts see of @button, and use as a person does: only while it is
 *   on the screen and sensitive
 */
PerchItem *
perch_button_item_new (const char *id, GtkButton *button)
{
  g_autofree char *label = NULL;
  PerchItem *item = NULL;
  gboolean checks = FALSE;

  g_return_val_if_fail (id != NULL, NULL);
  g_return_val_if_fail (GTK_IS_BUTTON (button), NULL);

  checks = GTK_IS_TOGGLE_BUTTON (button);
  label = gtk_button_get_label (button) != NULL
              ? perch_menu_unescape (gtk_button_get_label (button))
              : g_strdup (atk_object_get_name (gtk_widget_get_accessible (GTK_WIDGET (button))));
  item = perch_item_new (id, label);
  item->enabled =
      gtk_widget_get_mapped (GTK_WIDGET (button)) && gtk_widget_is_sensitive (GTK_WIDGET (button));
  if (checks)
    perch_item_set_value (
        item, g_variant_new_boolean (gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (button))));
  perch_item_accept (item, PERCH_ITEM_CLICK | (checks ? PERCH_ITEM_SET_VALUE : 0), perform_cb,
                     button);
  return item;
}
