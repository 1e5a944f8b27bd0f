/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/window/error-dialog.h"

#include "app/product-name.h"

/**
 * perch_error_dialog_show:
 * @parent: (nullable): the window that the person looks at
 * @title: what could not be done
 * @text: why
 *
 * Tells the person. It is not modal: whatever it says must not be in the way of Stop.
 */
void
perch_error_dialog_show (GtkWindow *parent, const char *title, const char *text)
{
  GtkWidget *dialog = NULL;

  g_return_if_fail (parent == NULL || GTK_IS_WINDOW (parent));
  g_return_if_fail (title != NULL && text != NULL);

  dialog = gtk_message_dialog_new (parent, GTK_DIALOG_DESTROY_WITH_PARENT, GTK_MESSAGE_ERROR,
                                   GTK_BUTTONS_CLOSE, "%s", title);
  gtk_message_dialog_format_secondary_text (GTK_MESSAGE_DIALOG (dialog), "%s", text);
  gtk_window_set_title (GTK_WINDOW (dialog), perch_product_name ());
  g_signal_connect (dialog, "response", G_CALLBACK (gtk_widget_destroy), NULL);
  gtk_window_present (GTK_WINDOW (dialog));
}
