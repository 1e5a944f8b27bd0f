/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/window/ask-list.h"

#include <string.h>

#include "ask-sample.h"
#include "sample-backends.h"

static void
read_cb (GtkWidget *widget, gpointer user_data)
{
  if (GTK_IS_LABEL (widget))
    g_string_append_printf (user_data, "%s\n", gtk_label_get_text (GTK_LABEL (widget)));
  else if (GTK_IS_CONTAINER (widget))
    gtk_container_foreach (GTK_CONTAINER (widget), read_cb, user_data);
}

static gboolean
says (GtkWidget *list, const char *words)
{
  g_autoptr (GString) text = g_string_new (NULL);

  read_cb (list, text);
  return strstr (text->str, words) != NULL;
}

static void
test_questions (void)
{
  g_autoptr (PerchAskQueue) asks = ask_sample_queue (100);
  GtkWidget *list = g_object_ref_sink (perch_ask_list_new (asks));
  g_autoptr (PerchAsk) first = NULL;

  g_assert_false (gtk_widget_get_visible (list));
  first = g_object_ref (ask_sample_put (asks, "May I\ndelete it?", 60000));
  g_assert_true (gtk_widget_get_visible (list));
  g_assert_true (says (list, "1 question waits for you"));
  g_assert_true (says (list, "May I\\x0adelete it?"));

  for (guint i = 0; i < 6; i++)
    ask_sample_put (asks, "And that?", 60000);
  g_assert_true (says (list, "7 questions wait for you"));
  g_assert_true (says (list, "\n…"));

  g_assert_true (ask_sample_answer (asks, first, TRUE));
  g_assert_true (says (list, "6 questions wait for you"));
  g_assert_false (says (list, "delete it?"));
  gtk_widget_destroy (list);
  g_assert_finalize_object (list);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ask-list/questions", test_questions);
  return g_test_run ();
}
