/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/window/indicator-list.h"

#include "app/status-text.h"

/* All of a text can be read here; the menu has less room. */
#define MAX_LINE_CHARS 600

/* What programs want a person to see, a row each: a line of text and, where there is progress to
 * show, a bar below it. Its children are the rows, in the order of @indicators; it is visible when
 * there are any. */
struct _PerchIndicatorList
{
  GtkBox parent_instance;

  PerchIndicators *indicators; /* (owned) */
};

/* The widgets of a row, which belong to it. */
typedef struct
{
  GtkLabel *label;
  GtkProgressBar *bar;
} Row;

G_DEFINE_FINAL_TYPE (PerchIndicatorList, perch_indicator_list, GTK_TYPE_BOX)

static GQuark
row_quark (void)
{
  return g_quark_from_static_string ("perch-indicator-row");
}

static GtkWidget *
make_row (void)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  Row *row = g_new0 (Row, 1);

  row->label = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (row->label, 0.0f);
  gtk_label_set_line_wrap (row->label, TRUE);
  gtk_label_set_line_wrap_mode (row->label, PANGO_WRAP_WORD_CHAR);
  gtk_label_set_max_width_chars (row->label, 60);
  gtk_label_set_selectable (row->label, TRUE);
  row->bar = GTK_PROGRESS_BAR (gtk_progress_bar_new ());
  gtk_container_add (GTK_CONTAINER (box), GTK_WIDGET (row->label));
  gtk_container_add (GTK_CONTAINER (box), GTK_WIDGET (row->bar));
  gtk_widget_show (GTK_WIDGET (row->label));
  gtk_widget_show (box);
  g_object_set_qdata_full (G_OBJECT (box), row_quark (), row, g_free);
  return box;
}

/* A text that stays the same must stay the same label: it may be selected by somebody. */
static void
show_indicator (Row *row, const PerchIndicator *indicator)
{
  g_autofree char *line = perch_indicator_to_text (indicator);
  g_autofree char *safe = perch_status_text_shorten (line, MAX_LINE_CHARS);
  gboolean has_progress = indicator->progress >= 0.0;

  if (g_strcmp0 (gtk_label_get_text (row->label), safe) != 0)
    gtk_label_set_text (row->label, safe);
  if (has_progress)
    gtk_progress_bar_set_fraction (row->bar, indicator->progress);
  gtk_widget_set_visible (GTK_WIDGET (row->bar), has_progress);
  atk_object_set_name (gtk_widget_get_accessible (GTK_WIDGET (row->bar)), indicator->name);
}

static void
changed_cb (PerchIndicatorList *self)
{
  g_autoptr (GList) rows = gtk_container_get_children (GTK_CONTAINER (self));
  guint n_wanted = perch_indicators_get_count (self->indicators);
  GList *link = rows;

  for (guint i = 0; i < n_wanted; i++)
    {
      GtkWidget *box = link != NULL ? link->data : make_row ();

      if (link == NULL)
        gtk_container_add (GTK_CONTAINER (self), box);
      show_indicator (g_object_get_qdata (G_OBJECT (box), row_quark ()),
                      perch_indicators_get (self->indicators, i));
      link = link != NULL ? link->next : NULL;
    }
  for (; link != NULL; link = link->next)
    gtk_widget_destroy (link->data);
  gtk_widget_set_visible (GTK_WIDGET (self), n_wanted > 0);
}

static void
perch_indicator_list_dispose (GObject *object)
{
  g_clear_object (&PERCH_INDICATOR_LIST (object)->indicators);

  G_OBJECT_CLASS (perch_indicator_list_parent_class)->dispose (object);
}

static void
perch_indicator_list_class_init (PerchIndicatorListClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = perch_indicator_list_dispose;
}

static void
perch_indicator_list_init (PerchIndicatorList *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 6);
}

/**
 * perch_indicator_list_new:
 * @indicators: what it follows
 *
 * Returns: (transfer floating): the widget, which shows and hides itself
 */
GtkWidget *
perch_indicator_list_new (PerchIndicators *indicators)
{
  PerchIndicatorList *self = NULL;

  g_return_val_if_fail (PERCH_IS_INDICATORS (indicators), NULL);

  self = g_object_new (PERCH_TYPE_INDICATOR_LIST, NULL);
  self->indicators = g_object_ref (indicators);
  g_signal_connect_object (indicators, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  changed_cb (self);
  return GTK_WIDGET (self);
}
