/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/window/entry-item.h"

static void
perform_cb (const PerchItem *item, PerchItemAction action, GVariant *value)
{
  gtk_entry_set_text (GTK_ENTRY (item->target), g_variant_get_string (value, NULL));
  gtk_widget_activate (GTK_WIDGET (item->target));
}

/**
 * perch_entry_item_new:
 * @id: its name for programs
 * @label: what a person reads beside it
 * @entry: a field for text
 *
 * Returns: (transfer full): what scripts see of @entry; they type, and press Enter
 */
PerchItem *
perch_entry_item_new (const char *id, const char *label, GtkEntry *entry)
{
  PerchItem *item = NULL;

  g_return_val_if_fail (id != NULL && label != NULL, NULL);
  g_return_val_if_fail (GTK_IS_ENTRY (entry), NULL);

  item = perch_item_new (id, label);
  item->enabled =
      gtk_widget_get_mapped (GTK_WIDGET (entry)) && gtk_widget_is_sensitive (GTK_WIDGET (entry));
  perch_item_set_value (item, g_variant_new_string (gtk_entry_get_text (entry)));
  perch_item_accept (item, PERCH_ITEM_SET_VALUE, perform_cb, entry);
  return item;
}

/* A window that is on its way out takes the focus from what is in it: that is no word of the
 * person's. */
static gboolean
focus_out_cb (GtkWidget *entry, GdkEvent *event, gpointer user_data)
{
  if (gtk_widget_get_mapped (entry))
    gtk_widget_activate (entry);
  return GDK_EVENT_PROPAGATE;
}

/**
 * perch_entry_item_on_commit:
 * @entry: a field for text
 * @callback: (scope forever): called with @owner first
 * @owner: (type GObject): as long as it lives
 *
 * Calls @callback when the person has typed something: with Enter, or on going on to something
 * else.
 */
void
perch_entry_item_on_commit (GtkEntry *entry, GCallback callback, gpointer owner)
{
  g_return_if_fail (GTK_IS_ENTRY (entry));
  g_return_if_fail (G_IS_OBJECT (owner));

  g_signal_connect (entry, "focus-out-event", G_CALLBACK (focus_out_cb), NULL);
  g_signal_connect_object (entry, "activate", callback, owner, G_CONNECT_SWAPPED);
}
