/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/window/copy-button.h"

#include "sample-backends.h"

static void
text_cb (GtkClipboard *clipboard, const char *text, gpointer user_data)
{
  *(char **) user_data = g_strdup (text != NULL ? text : "");
}

static void
test_copy (void)
{
  GtkWidget *window = gtk_window_new (GTK_WINDOW_TOPLEVEL);
  GtkWidget *button = g_object_new (PERCH_TYPE_COPY_BUTTON, NULL);
  g_autofree char *text = NULL;

  gtk_container_add (GTK_CONTAINER (window), button);
  perch_copy_button_set_name (PERCH_COPY_BUTTON (button), "Copy the address");
  g_assert_cmpstr (atk_object_get_name (gtk_widget_get_accessible (button)), ==,
                   "Copy the address");
  g_assert_false (gtk_widget_get_sensitive (button));

  perch_copy_button_set_text (PERCH_COPY_BUTTON (button), "127.0.0.1:5001");
  g_assert_true (gtk_widget_get_sensitive (button));
  gtk_button_clicked (GTK_BUTTON (button));
  gtk_clipboard_request_text (gtk_clipboard_get (GDK_SELECTION_CLIPBOARD), text_cb, &text);
  sample_wait_until (text != NULL);
  g_assert_cmpstr (text, ==, "127.0.0.1:5001");

  perch_copy_button_set_text (PERCH_COPY_BUTTON (button), NULL);
  g_assert_false (gtk_widget_get_sensitive (button));
  gtk_widget_destroy (window);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  g_test_add_func ("/copy-button/copy", test_copy);
  return g_test_run ();
}
