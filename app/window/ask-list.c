/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/window/ask-list.h"

#include <glib/gi18n.h>

#include "app/ask-notice.h"
#include "app/status-text.h"

#define MAX_LINE_CHARS 120
#define MAX_LINES 5

/* The questions that wait for the person, in a few words, and the button to answer them. It is
 * visible while there are any. */
struct _PerchAskList
{
  GtkBox parent_instance;

  PerchAskQueue *asks; /* (owned) */
  GtkLabel *title;
  GtkLabel *lines;
};

G_DEFINE_FINAL_TYPE (PerchAskList, perch_ask_list, GTK_TYPE_BOX)

static void
append_line (GString *text, PerchAsk *ask)
{
  /* Translators: the name of a program, and what it asks */
  g_autofree char *line =
      g_strdup_printf (_ ("%s: %s"), perch_ask_get_caller (ask)->name, perch_ask_get_prompt (ask));
  g_autofree char *safe = perch_status_text_shorten (line, MAX_LINE_CHARS);

  g_string_append_printf (text, "%s• %s", text->len > 0 ? "\n" : "", safe);
}

static void
changed_cb (PerchAskList *self)
{
  g_autoptr (GPtrArray) asks = perch_ask_queue_list (self->asks);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *title = g_strdup_printf (
      ngettext ("%u question waits for you", "%u questions wait for you", asks->len), asks->len);

  for (guint i = 0; i < MIN (asks->len, MAX_LINES); i++)
    append_line (text, g_ptr_array_index (asks, i));
  if (asks->len > MAX_LINES)
    g_string_append (text, "\n…");
  gtk_label_set_text (self->title, title);
  gtk_label_set_text (self->lines, text->str);
  gtk_widget_set_visible (GTK_WIDGET (self), asks->len > 0);
}

static void
perch_ask_list_dispose (GObject *object)
{
  g_clear_object (&PERCH_ASK_LIST (object)->asks);

  G_OBJECT_CLASS (perch_ask_list_parent_class)->dispose (object);
}

static void
perch_ask_list_class_init (PerchAskListClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = perch_ask_list_dispose;
}

static GtkLabel *
make_label (GtkWidget *box)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0.0f);
  gtk_label_set_line_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_line_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_container_add (GTK_CONTAINER (box), label);
  return GTK_LABEL (label);
}

static void
perch_ask_list_init (PerchAskList *self)
{
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *answer = gtk_button_new_with_mnemonic (_ ("Ans_wer…"));

  gtk_box_set_spacing (GTK_BOX (self), 12);
  self->title = make_label (words);
  self->lines = make_label (words);
  gtk_style_context_add_class (gtk_widget_get_style_context (GTK_WIDGET (self->lines)),
                               GTK_STYLE_CLASS_DIM_LABEL);
  gtk_widget_set_valign (answer, GTK_ALIGN_START);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (answer), "perch.app." PERCH_ASK_ACTION_SHOW);
  gtk_box_pack_start (GTK_BOX (self), words, TRUE, TRUE, 0);
  gtk_box_pack_start (GTK_BOX (self), answer, FALSE, FALSE, 0);
  gtk_widget_show_all (words);
  gtk_widget_show (answer);
}

/**
 * perch_ask_list_new:
 * @asks: the questions
 *
 * Its button is for the action group "perch" of the window that it is put into.
 *
 * Returns: (transfer floating): the widget, which shows and hides itself
 */
GtkWidget *
perch_ask_list_new (PerchAskQueue *asks)
{
  PerchAskList *self = NULL;

  g_return_val_if_fail (PERCH_IS_ASK_QUEUE (asks), NULL);

  self = g_object_new (PERCH_TYPE_ASK_LIST, NULL);
  self->asks = g_object_ref (asks);
  g_signal_connect_object (asks, "asked", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (asks, "ended", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  changed_cb (self);
  return GTK_WIDGET (self);
}
