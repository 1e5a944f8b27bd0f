/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/window/window-notes.h"

#include "app/window/ask-list.h"
#include "app/window/indicator-list.h"

/* As that of the panes below. */
#define MARGIN 18

/* Some six lines. */
#define MAX_HEIGHT 150

/* However many programs have something to say, the buttons below stay on the screen. */
static GtkWidget *
make_scrollable (GtkWidget *list)
{
  GtkWidget *scrolled = gtk_scrolled_window_new (NULL, NULL);

  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scrolled), MAX_HEIGHT);
  gtk_container_add (GTK_CONTAINER (scrolled), list);
  gtk_widget_show (gtk_bin_get_child (GTK_BIN (scrolled)));
  g_object_bind_property (list, "visible", scrolled, "visible", G_BINDING_SYNC_CREATE);
  return scrolled;
}

static void
add_note (GtkContainer *notes, GtkWidget *note)
{
  gtk_widget_set_margin_start (note, MARGIN);
  gtk_widget_set_margin_end (note, MARGIN);
  gtk_widget_set_margin_top (note, MARGIN);
  gtk_container_add (notes, note);
}

/**
 * perch_window_notes_fill:
 * @notes: an empty box
 * @sources: what its window shows
 *
 * Adds what programs want the person to see, and what they ask; each shows itself while there is
 * any.
 */
void
perch_window_notes_fill (GtkContainer *notes, const PerchWindowSources *sources)
{
  g_return_if_fail (GTK_IS_CONTAINER (notes));
  g_return_if_fail (sources != NULL);

  if (sources->indicators != NULL)
    add_note (notes, make_scrollable (perch_indicator_list_new (sources->indicators)));
  if (sources->asks != NULL)
    add_note (notes, perch_ask_list_new (sources->asks));
}
