/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/window/event-pane.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>

#include "app/status-text.h"

#define MAX_LINE_CHARS 300
#define MARGIN 6

/* What happens, a line for each event, the newest last. It listens exactly while it is mapped, and
 * then the last line is that of event number @shown. */
struct _PerchEventPane
{
  GtkScrolledWindow parent_instance;

  PerchEventHub *hub; /* (unowned) */
  GtkTextView *view;
  guint64 shown;
};

G_DEFINE_FINAL_TYPE (PerchEventPane, perch_event_pane, GTK_TYPE_SCROLLED_WINDOW)

static char *
format_time (const char *timestamp)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_iso8601 (timestamp, NULL);
  g_autoptr (GDateTime) local = time != NULL ? g_date_time_to_local (time) : NULL;

  return local != NULL ? g_date_time_format (local, "%H:%M:%S") : g_strdup (timestamp);
}

/* Returns: (transfer full): such as `12:30:05 main: backend_state {"state":"running"}` */
static char *
format_event (GBytes *json)
{
  gsize length = 0;
  const char *text = g_bytes_get_data (json, &length);
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autofree char *time = NULL;
  g_autofree char *payload = NULL;
  g_autofree char *line = NULL;
  JsonObject *event = NULL;

  if (!json_parser_load_from_data (parser, text, (gssize) length, NULL))
    return g_strdup ("");
  event = json_node_get_object (json_parser_get_root (parser));
  time = format_time (json_object_get_string_member (event, "timestamp"));
  payload = json_to_string (json_object_get_member (event, "payload"), FALSE);
  line = g_strdup_printf ("%s %s: %s %s", time, json_object_get_string_member (event, "source"),
                          json_object_get_string_member (event, "event"), payload);
  return perch_status_text_shorten (line, MAX_LINE_CHARS);
}

static void
append_line (GtkTextBuffer *buffer, const char *line)
{
  GtkTextIter end;

  gtk_text_buffer_get_end_iter (buffer, &end);
  if (gtk_text_buffer_get_char_count (buffer) > 0)
    gtk_text_buffer_insert (buffer, &end, "\n", -1);
  gtk_text_buffer_insert (buffer, &end, line, -1);
}

static void
drop_first_lines (GtkTextBuffer *buffer)
{
  int too_many = gtk_text_buffer_get_line_count (buffer) - PERCH_EVENT_PANE_LINES;
  GtkTextIter start;
  GtkTextIter end;

  if (too_many <= 0)
    return;
  gtk_text_buffer_get_start_iter (buffer, &start);
  gtk_text_buffer_get_iter_at_line (buffer, &end, too_many);
  gtk_text_buffer_delete (buffer, &start, &end);
}

/* Who has scrolled up to read something stays there. */
static void
scroll_to_end (PerchEventPane *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->view);
  GtkTextIter end;

  gtk_text_buffer_get_end_iter (buffer, &end);
  gtk_text_buffer_place_cursor (buffer, &end);
  gtk_text_view_scroll_mark_onscreen (self->view, gtk_text_buffer_get_insert (buffer));
}

static gboolean
is_at_end (PerchEventPane *self)
{
  GtkAdjustment *place = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self));

  return gtk_adjustment_get_value (place) + gtk_adjustment_get_page_size (place) + 1 >=
         gtk_adjustment_get_upper (place);
}

static void
published_cb (gpointer user_data)
{
  PerchEventPane *self = user_data;
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->view);
  guint64 newest = perch_event_hub_get_newest (self->hub);
  guint64 first = MAX (self->shown + 1, perch_event_hub_get_oldest (self->hub));
  gboolean follows = is_at_end (self);

  if (newest >= PERCH_EVENT_PANE_LINES)
    first = MAX (first, newest - PERCH_EVENT_PANE_LINES + 1);
  for (guint64 seq = first; seq <= newest; seq++)
    {
      g_autofree char *line = format_event (perch_event_hub_peek (self->hub, seq));

      append_line (buffer, line);
    }
  self->shown = newest;
  drop_first_lines (buffer);
  if (follows)
    scroll_to_end (self);
}

static void
perch_event_pane_map (GtkWidget *widget)
{
  PerchEventPane *self = PERCH_EVENT_PANE (widget);

  perch_event_hub_add_listener (self->hub, published_cb, self);
  published_cb (self);
  GTK_WIDGET_CLASS (perch_event_pane_parent_class)->map (widget);
}

static void
perch_event_pane_unmap (GtkWidget *widget)
{
  perch_event_hub_remove_listener (PERCH_EVENT_PANE (widget)->hub, widget);
  GTK_WIDGET_CLASS (perch_event_pane_parent_class)->unmap (widget);
}

static void
perch_event_pane_class_init (PerchEventPaneClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->map = perch_event_pane_map;
  widget_class->unmap = perch_event_pane_unmap;
}

static void
perch_event_pane_init (PerchEventPane *self)
{
  GtkWidget *view = gtk_text_view_new ();

  self->view = GTK_TEXT_VIEW (view);
  gtk_text_view_set_editable (self->view, FALSE);
  gtk_text_view_set_accepts_tab (self->view, FALSE);
  gtk_text_view_set_monospace (self->view, TRUE);
  gtk_text_view_set_wrap_mode (self->view, GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_left_margin (self->view, MARGIN);
  gtk_text_view_set_right_margin (self->view, MARGIN);
  atk_object_set_name (gtk_widget_get_accessible (view), _ ("Events"));
  gtk_container_add (GTK_CONTAINER (self), view);
  gtk_widget_show_all (GTK_WIDGET (self));
}

/**
 * perch_event_pane_new:
 * @hub: the events; outlives the widget
 *
 * Returns: (transfer floating): the widget
 */
GtkWidget *
perch_event_pane_new (PerchEventHub *hub)
{
  PerchEventPane *self = NULL;

  g_return_val_if_fail (hub != NULL, NULL);

  self = g_object_new (PERCH_TYPE_EVENT_PANE, NULL);
  self->hub = hub;
  return GTK_WIDGET (self);
}
