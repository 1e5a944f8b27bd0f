/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/window/log-pane.h"

#include <glib/gi18n.h>

#include "app/window/button-item.h"
#include "app/window/combo-item.h"
#include "app/window/entry-item.h"
#include "app/window/log-choices.h"
#include "app/window/log-taker.h"
#include "app/window/log-view.h"

/* The log, with all that finds something in it. It is read only while it is on the screen.
 *
 * @trace_id is set while only lines of one trace are shown. @jump: what is sought is new, and the
 * cursor goes to it as soon as it is found. */
struct _PerchLogPane
{
  GtkBox parent_instance;

  PerchBackendManager *manager; /* (owned) */
  PerchLogModel *model; /* (owned) */
  PerchLogTaker *taker; /* (owned) */
  PerchLogView *view;
  char *trace_id; /* (owned) (nullable) */
  gboolean jump;

  GtkComboBoxText *level;
  GtkComboBoxText *source;
  GtkEntry *text;
  GtkToggleButton *trace;
  GtkEntry *sought;
  GtkWidget *previous;
  GtkWidget *next;
  GtkLabel *count;
  GtkToggleButton *follow;
  GtkWidget *copy;
  GtkWidget *save;
  GtkWidget *frame;
  GtkTextView *whole;
};

G_DEFINE_FINAL_TYPE (PerchLogPane, perch_log_pane, GTK_TYPE_BOX)

static void
ask (PerchLogPane *self)
{
  g_autoptr (PerchLogQuery) query = NULL;
  const PerchLogWish wish = {
    .least = (PerchLevel) MAX (gtk_combo_box_get_active (GTK_COMBO_BOX (self->level)), 0),
    .source = gtk_combo_box_get_active_id (GTK_COMBO_BOX (self->source)),
    .trace_id = self->trace_id,
    .text = gtk_entry_get_text (self->text),
    .sought = gtk_entry_get_text (self->sought),
  };

  query = perch_log_query_new (&wish);
  perch_log_model_set_query (self->model, query);
}

/* Returns: (transfer full) (nullable): the line with the cursor, once it has been read */
static char *
dup_line (PerchLogPane *self)
{
  guint row = perch_log_view_get_cursor (self->view);

  return row != PERCH_LOG_NO_ROW ? g_strdup (perch_log_model_peek (self->model, row)) : NULL;
}

static void
show_count (PerchLogPane *self)
{
  const GPtrArray *parts = perch_log_model_get_parts (self->model);
  const char *problem = perch_log_model_get_problem (self->model);
  guint n_rows = perch_log_parts_count (parts);
  guint n_found = perch_log_parts_count_found (parts, G_MAXUINT);
  gboolean seeks = gtk_entry_get_text_length (self->sought) > 0;
  g_autofree char *text = NULL;

  if (problem != NULL)
    text = g_strdup_printf ("▲ %s", problem);
  else if (perch_log_model_get_busy (self->model))
    text = g_strdup (_ ("Looking…"));
  else if (seeks)
    /* Translators: how often a text was found */
    text = g_strdup_printf (ngettext ("found in %'u line", "found in %'u lines", n_found), n_found);
  else
    text = g_strdup_printf (ngettext ("%'u line", "%'u lines", n_rows), n_rows);
  gtk_label_set_text (self->count, text);
  gtk_widget_set_sensitive (self->previous, n_found > 0);
  gtk_widget_set_sensitive (self->next, n_found > 0);
}

/* All of the line, which has only one row in the list; a screen reader is told the same. */
static void
show_line (PerchLogPane *self)
{
  g_autofree char *line = dup_line (self);
  const char *text = line != NULL ? line : "";
  PerchLogLine parts = perch_log_line_parse (text, strlen (text));
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->whole);
  g_autofree char *shown = NULL;

  g_object_get (buffer, "text", &shown, NULL);
  if (g_strcmp0 (shown, text) != 0)
    {
      gtk_text_buffer_set_text (buffer, text, -1);
      atk_object_set_description (gtk_widget_get_accessible (perch_log_view_get_area (self->view)),
                                  text);
    }
  gtk_widget_set_sensitive (GTK_WIDGET (self->trace),
                            self->trace_id != NULL || parts.trace_id.length > 0);
}

/* Goes to the next line with what is sought, from the other end on where there is none. */
static void
go (PerchLogPane *self, gboolean forward)
{
  const GPtrArray *parts = perch_log_model_get_parts (self->model);
  guint n_found = perch_log_parts_count_found (parts, G_MAXUINT);
  guint cursor = perch_log_view_get_cursor (self->view);
  guint index = 0;
  guint row = 0;

  if (n_found == 0)
    return;
  if (cursor == PERCH_LOG_NO_ROW)
    index = forward ? 0 : n_found - 1;
  else if (forward)
    index = perch_log_parts_count_found (parts, cursor + 1) % n_found;
  else
    index = (perch_log_parts_count_found (parts, cursor) + n_found - 1) % n_found;
  if (perch_log_parts_get_found (parts, index, &row))
    perch_log_view_set_cursor (self->view, row);
}

static void
changed_cb (PerchLogPane *self)
{
  if (self->jump && !perch_log_model_get_busy (self->model))
    {
      self->jump = FALSE;
      go (self, FALSE);
    }
  show_count (self);
  show_line (self);
}

static void
sought_cb (PerchLogPane *self)
{
  self->jump = gtk_entry_get_text_length (self->sought) > 0;
  ask (self);
  show_count (self);
}

static void
trace_cb (PerchLogPane *self)
{
  g_autofree char *line = dup_line (self);
  PerchLogLine parts = { 0 };

  g_clear_pointer (&self->trace_id, g_free);
  if (line != NULL && gtk_toggle_button_get_active (self->trace))
    {
      parts = perch_log_line_parse (line, strlen (line));
      self->trace_id = g_strndup (parts.trace_id.text, parts.trace_id.length);
    }
  ask (self);
}

static void
previous_cb (PerchLogPane *self)
{
  go (self, FALSE);
}

static void
next_cb (PerchLogPane *self)
{
  go (self, TRUE);
}

static void
follow_cb (PerchLogPane *self)
{
  perch_log_view_set_follows (self->view, gtk_toggle_button_get_active (self->follow));
}

static void
follows_changed_cb (PerchLogPane *self)
{
  gtk_toggle_button_set_active (self->follow, perch_log_view_get_follows (self->view));
}

static void
copy_cb (PerchLogPane *self)
{
  guint first = 0;
  guint n_rows = perch_log_view_get_selection (self->view, &first);

  perch_log_taker_copy (self->taker, perch_log_model_get_parts (self->model),
                        n_rows > 0 ? first : 0, n_rows > 0 ? n_rows : G_MAXUINT);
}

static void
save_cb (PerchLogPane *self)
{
  perch_log_taker_save (self->taker, perch_log_model_get_parts (self->model));
}

static gboolean
key_cb (PerchLogPane *self, GdkEventKey *event)
{
  if ((event->state & GDK_CONTROL_MASK) == 0)
    return GDK_EVENT_PROPAGATE;
  if (event->keyval == GDK_KEY_f)
    gtk_widget_grab_focus (GTK_WIDGET (self->sought));
  else if (event->keyval == GDK_KEY_c &&
           gtk_widget_has_focus (perch_log_view_get_area (self->view)))
    copy_cb (self);
  else
    return GDK_EVENT_PROPAGATE;
  return GDK_EVENT_STOP;
}

/* The log is searched again only if what was chosen is not there any more. */
static void
list_sources_cb (PerchLogPane *self)
{
  GtkComboBox *box = GTK_COMBO_BOX (self->source);
  g_autofree char *chosen = g_strdup (gtk_combo_box_get_active_id (box));

  g_signal_handlers_block_by_func (box, ask, self);
  perch_log_choices_list_sources (self->source, self->manager);
  g_signal_handlers_unblock_by_func (box, ask, self);
  if (chosen != NULL && g_strcmp0 (gtk_combo_box_get_active_id (box), chosen) != 0)
    ask (self);
}

static void
perch_log_pane_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (perch_log_pane_parent_class)->map (widget);
  perch_log_model_set_active (PERCH_LOG_PANE (widget)->model, TRUE);
}

static void
perch_log_pane_unmap (GtkWidget *widget)
{
  perch_log_model_set_active (PERCH_LOG_PANE (widget)->model, FALSE);
  GTK_WIDGET_CLASS (perch_log_pane_parent_class)->unmap (widget);
}

static void
perch_log_pane_dispose (GObject *object)
{
  PerchLogPane *self = PERCH_LOG_PANE (object);

  g_clear_object (&self->manager);
  g_clear_object (&self->model);
  g_clear_object (&self->taker);
  g_clear_pointer (&self->trace_id, g_free);

  G_OBJECT_CLASS (perch_log_pane_parent_class)->dispose (object);
}

static void
perch_log_pane_class_init (PerchLogPaneClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = perch_log_pane_dispose;
  widget_class->map = perch_log_pane_map;
  widget_class->unmap = perch_log_pane_unmap;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/perch/Perch/ui/log-pane.ui");
  gtk_widget_class_bind_template_child (widget_class, PerchLogPane, level);
  gtk_widget_class_bind_template_child (widget_class, PerchLogPane, source);
  gtk_widget_class_bind_template_child (widget_class, PerchLogPane, text);
  gtk_widget_class_bind_template_child (widget_class, PerchLogPane, trace);
  gtk_widget_class_bind_template_child (widget_class, PerchLogPane, sought);
  gtk_widget_class_bind_template_child (widget_class, PerchLogPane, previous);
  gtk_widget_class_bind_template_child (widget_class, PerchLogPane, next);
  gtk_widget_class_bind_template_child (widget_class, PerchLogPane, count);
  gtk_widget_class_bind_template_child (widget_class, PerchLogPane, follow);
  gtk_widget_class_bind_template_child (widget_class, PerchLogPane, copy);
  gtk_widget_class_bind_template_child (widget_class, PerchLogPane, save);
  gtk_widget_class_bind_template_child (widget_class, PerchLogPane, frame);
  gtk_widget_class_bind_template_child (widget_class, PerchLogPane, whole);
}

static void
perch_log_pane_init (PerchLogPane *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* After all is there: what is connected here asks for lines. */
static void
connect (PerchLogPane *self)
{
  const struct
  {
    gpointer object;
    const char *signal;
    void (*callback) (PerchLogPane *self);
  } signals[] = {
    { self->level, "changed", ask },
    { self->source, "changed", ask },
    { self->text, "search-changed", ask },
    { self->trace, "toggled", trace_cb },
    { self->sought, "search-changed", sought_cb },
    { self->sought, "activate", next_cb },
    { self->sought, "next-match", next_cb },
    { self->sought, "previous-match", previous_cb },
    { self->previous, "clicked", previous_cb },
    { self->next, "clicked", next_cb },
    { self->follow, "toggled", follow_cb },
    { self->copy, "clicked", copy_cb },
    { self->save, "clicked", save_cb },
    { self->view, "cursor-moved", show_line },
    { self->view, "follows-changed", follows_changed_cb },
    { self->model, "changed", changed_cb },
    { self->model, "loaded", show_line },
    { self->manager, "items-changed", list_sources_cb },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (signals); i++)
    g_signal_connect_object (signals[i].object, signals[i].signal, G_CALLBACK (signals[i].callback),
                             self, G_CONNECT_SWAPPED);
  g_signal_connect (self, "key-press-event", G_CALLBACK (key_cb), NULL);
}

/**
 * perch_log_pane_new:
 * @manager: has the backends that write into the log
 * @directory: (type filename): where the log is; it need not be there yet
 *
 * Returns: (transfer floating): the widget
 */
GtkWidget *
perch_log_pane_new (PerchBackendManager *manager, const char *directory)
{
  PerchLogPane *self = NULL;
  GtkWidget *view = NULL;

  g_return_val_if_fail (PERCH_IS_BACKEND_MANAGER (manager), NULL);
  g_return_val_if_fail (directory != NULL, NULL);

  self = g_object_new (PERCH_TYPE_LOG_PANE, NULL);
  self->manager = g_object_ref (manager);
  self->model = perch_log_model_new (directory);
  self->taker = perch_log_taker_new (GTK_WIDGET (self));
  view = perch_log_view_new (self->model);
  self->view = PERCH_LOG_VIEW (view);
  atk_object_set_name (gtk_widget_get_accessible (perch_log_view_get_area (self->view)), _ ("Log"));
  gtk_container_add (GTK_CONTAINER (self->frame), view);
  perch_log_choices_list_levels (self->level);
  list_sources_cb (self);
  connect (self);
  show_count (self);
  return GTK_WIDGET (self);
}

/**
 * perch_log_pane_list_items:
 * @items: (element-type PerchItem): gets what can be used in it
 */
void
perch_log_pane_list_items (PerchLogPane *self, GPtrArray *items)
{
  g_return_if_fail (PERCH_IS_LOG_PANE (self));
  g_return_if_fail (items != NULL);

  g_ptr_array_add (
      items, perch_combo_item_new ("log_level", _ ("Least level"), GTK_COMBO_BOX (self->level)));
  g_ptr_array_add (items,
                   perch_combo_item_new ("log_source", _ ("Source"), GTK_COMBO_BOX (self->source)));
  g_ptr_array_add (items,
                   perch_entry_item_new ("log_text", _ ("Only lines with this text"), self->text));
  g_ptr_array_add (items, perch_entry_item_new ("log_find", _ ("Find"), self->sought));
  g_ptr_array_add (items, perch_button_item_new ("log_trace", GTK_BUTTON (self->trace)));
  g_ptr_array_add (items, perch_button_item_new ("log_follow", GTK_BUTTON (self->follow)));
  g_ptr_array_add (items, perch_button_item_new ("btn_log_previous", GTK_BUTTON (self->previous)));
  g_ptr_array_add (items, perch_button_item_new ("btn_log_next", GTK_BUTTON (self->next)));
  g_ptr_array_add (items, perch_button_item_new ("btn_log_copy", GTK_BUTTON (self->copy)));
  g_ptr_array_add (items, perch_button_item_new ("btn_log_save", GTK_BUTTON (self->save)));
}
