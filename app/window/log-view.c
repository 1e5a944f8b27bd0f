/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/window/log-view.h"

#include "app/window/log-draw.h"

#define MIN_ROWS 6
#define WHEEL_ROWS 3

/* A million rows of the same height, of which only those on the screen are drawn, or read at all.
 * It scrolls by itself, in pixels: no window can be as high as all rows.
 *
 * @follows: the last row is to be seen whenever there are more. */
struct _PerchLogView
{
  GtkBox parent_instance;

  PerchLogModel *model; /* (owned) */
  PerchLogDraw *draw; /* (owned) (nullable): %NULL when the style has changed */
  GtkWidget *area;
  GtkAdjustment *place; /* of the scroll bar, in pixels */
  PerchLogSelection selection;
  gboolean follows;
};

enum
{
  CURSOR_MOVED,
  FOLLOWS_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PerchLogView, perch_log_view, GTK_TYPE_BOX)

static PerchLogDraw *
get_draw (PerchLogView *self)
{
  if (self->draw == NULL)
    self->draw = perch_log_draw_new (self->area);
  return self->draw;
}

static double
get_row_height (PerchLogView *self)
{
  return perch_log_draw_get_row_height (get_draw (self));
}

static void
scroll_to_end (PerchLogView *self)
{
  gtk_adjustment_set_value (self->place, gtk_adjustment_get_upper (self->place));
}

/* Makes the scroll bar fit the rows. */
static void
fit (PerchLogView *self)
{
  double page = gtk_widget_get_allocated_height (self->area);
  double row_height = get_row_height (self);
  double all = perch_log_model_get_n_rows (self->model) * row_height;

  gtk_adjustment_configure (self->place, gtk_adjustment_get_value (self->place), 0.0,
                            MAX (all, page), row_height, page * 0.9, page);
  if (self->follows)
    scroll_to_end (self);
}

static void
scroll_to_row (PerchLogView *self, guint row)
{
  double row_height = get_row_height (self);

  gtk_adjustment_clamp_page (self->place, row * row_height, (row + 1) * row_height);
}

static gboolean
is_at_end (PerchLogView *self)
{
  return gtk_adjustment_get_value (self->place) + gtk_adjustment_get_page_size (self->place) +
             1.0 >=
         gtk_adjustment_get_upper (self->place);
}

/* Who scrolls back wants to read there, and who scrolls to the end wants to see what comes. */
static void
scrolled_cb (PerchLogView *self)
{
  gtk_widget_queue_draw (self->area);
  perch_log_view_set_follows (self, is_at_end (self));
}

static void
changed_cb (PerchLogView *self, guint n_gone)
{
  guint n_rows = perch_log_model_get_n_rows (self->model);
  guint cursor = self->selection.cursor;

  if (n_gone > 0 && !self->follows)
    {
      g_signal_handlers_block_by_func (self->place, scrolled_cb, self);
      gtk_adjustment_set_value (self->place, gtk_adjustment_get_value (self->place) -
                                                 n_gone * get_row_height (self));
      g_signal_handlers_unblock_by_func (self->place, scrolled_cb, self);
    }
  perch_log_selection_drop_first (&self->selection, n_gone, n_rows);
  fit (self);
  if (perch_log_selection_return (&self->selection, perch_log_model_get_parts (self->model)) &&
      !self->follows)
    scroll_to_row (self, self->selection.cursor);
  gtk_widget_queue_draw (self->area);
  if (self->selection.cursor != cursor)
    g_signal_emit (self, signals[CURSOR_MOVED], 0);
}

/* Who picks a row wants to read it, and not to see it run away. */
static void
move_cursor (PerchLogView *self, guint row, gboolean extend)
{
  guint n_rows = perch_log_model_get_n_rows (self->model);

  if (n_rows == 0)
    return;
  perch_log_selection_move (&self->selection, row, extend, n_rows);
  perch_log_view_set_follows (self, self->selection.cursor == n_rows - 1);
  perch_log_selection_remember (&self->selection, perch_log_model_get_parts (self->model));
  scroll_to_row (self, self->selection.cursor);
  gtk_widget_queue_draw (self->area);
  g_signal_emit (self, signals[CURSOR_MOVED], 0);
}

static gboolean
draw_cb (GtkWidget *area, cairo_t *cr, PerchLogView *self)
{
  perch_log_draw_rows (get_draw (self), cr, self->model, gtk_adjustment_get_value (self->place),
                       &self->selection);
  return GDK_EVENT_PROPAGATE;
}

static gboolean
key_cb (GtkWidget *widget, GdkEventKey *event, PerchLogView *self)
{
  guint n_rows = perch_log_model_get_n_rows (self->model);
  guint page = (guint) (gtk_widget_get_allocated_height (widget) / get_row_height (self));
  guint row = 0;

  if ((event->state & GDK_CONTROL_MASK) != 0 && event->keyval == GDK_KEY_a)
    perch_log_view_select_all (self);
  else if (perch_log_selection_step (&self->selection, event->keyval, page, n_rows, &row))
    move_cursor (self, row, (event->state & GDK_SHIFT_MASK) != 0);
  else
    return GDK_EVENT_PROPAGATE;
  return GDK_EVENT_STOP;
}

static guint
get_row_at (PerchLogView *self, double y)
{
  double value = gtk_adjustment_get_value (self->place);

  return (guint) MAX ((value + y) / get_row_height (self), 0.0);
}

static gboolean
button_cb (GtkWidget *widget, GdkEventButton *event, PerchLogView *self)
{
  gtk_widget_grab_focus (widget);
  if (event->button == GDK_BUTTON_PRIMARY)
    move_cursor (self, get_row_at (self, event->y), (event->state & GDK_SHIFT_MASK) != 0);
  return GDK_EVENT_STOP;
}

static gboolean
motion_cb (GtkWidget *widget, GdkEventMotion *event, PerchLogView *self)
{
  if ((event->state & GDK_BUTTON1_MASK) != 0)
    move_cursor (self, get_row_at (self, event->y), TRUE);
  return GDK_EVENT_PROPAGATE;
}

static gboolean
scroll_cb (GtkWidget *widget, GdkEventScroll *event, PerchLogView *self)
{
  double step = WHEEL_ROWS * get_row_height (self);
  double by = 0.0;

  if (event->direction == GDK_SCROLL_SMOOTH)
    by = event->delta_y * step;
  else if (event->direction == GDK_SCROLL_UP)
    by = -step;
  else if (event->direction == GDK_SCROLL_DOWN)
    by = step;
  gtk_adjustment_set_value (self->place, gtk_adjustment_get_value (self->place) + by);
  return GDK_EVENT_STOP;
}

static void
style_cb (PerchLogView *self)
{
  g_clear_pointer (&self->draw, perch_log_draw_free);
}

static void
perch_log_view_dispose (GObject *object)
{
  PerchLogView *self = PERCH_LOG_VIEW (object);

  g_clear_object (&self->model);
  g_clear_pointer (&self->draw, perch_log_draw_free);
  perch_log_selection_clear (&self->selection);

  G_OBJECT_CLASS (perch_log_view_parent_class)->dispose (object);
}

static void
perch_log_view_class_init (PerchLogViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = perch_log_view_dispose;

  /**
   * PerchLogView::follows-changed:
   *
   * perch_log_view_get_follows() says something else.
   */
  signals[FOLLOWS_CHANGED] = g_signal_new ("follows-changed", PERCH_TYPE_LOG_VIEW,
                                           G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  /**
   * PerchLogView::cursor-moved:
   *
   * The keyboard is at another row, or at none.
   */
  signals[CURSOR_MOVED] = g_signal_new ("cursor-moved", PERCH_TYPE_LOG_VIEW, G_SIGNAL_RUN_LAST, 0,
                                        NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
make_area (PerchLogView *self)
{
  self->area = gtk_drawing_area_new ();
  gtk_widget_set_hexpand (self->area, TRUE);
  gtk_widget_set_can_focus (self->area, TRUE);
  gtk_widget_add_events (self->area, GDK_BUTTON_PRESS_MASK | GDK_BUTTON1_MOTION_MASK |
                                         GDK_SCROLL_MASK | GDK_SMOOTH_SCROLL_MASK);
  gtk_style_context_add_class (gtk_widget_get_style_context (self->area), GTK_STYLE_CLASS_VIEW);
  atk_object_set_role (gtk_widget_get_accessible (self->area), ATK_ROLE_LIST);
  g_signal_connect (self->area, "draw", G_CALLBACK (draw_cb), self);
  g_signal_connect (self->area, "key-press-event", G_CALLBACK (key_cb), self);
  g_signal_connect (self->area, "button-press-event", G_CALLBACK (button_cb), self);
  g_signal_connect (self->area, "motion-notify-event", G_CALLBACK (motion_cb), self);
  g_signal_connect (self->area, "scroll-event", G_CALLBACK (scroll_cb), self);
  g_signal_connect_swapped (self->area, "size-allocate", G_CALLBACK (fit), self);
  g_signal_connect_swapped (self->area, "style-updated", G_CALLBACK (style_cb), self);
}

static void
perch_log_view_init (PerchLogView *self)
{
  GtkWidget *bar = gtk_scrollbar_new (GTK_ORIENTATION_VERTICAL, NULL);

  perch_log_selection_init (&self->selection);
  self->follows = TRUE;
  self->place = gtk_range_get_adjustment (GTK_RANGE (bar));
  g_signal_connect_object (self->place, "value-changed", G_CALLBACK (scrolled_cb), self,
                           G_CONNECT_SWAPPED);
  make_area (self);
  gtk_container_add (GTK_CONTAINER (self), self->area);
  gtk_container_add (GTK_CONTAINER (self), bar);
  gtk_widget_show_all (GTK_WIDGET (self));
}

/**
 * perch_log_view_new:
 * @model: the rows
 *
 * Returns: (transfer floating): the widget, with a scroll bar
 */
GtkWidget *
perch_log_view_new (PerchLogModel *model)
{
  PerchLogView *self = NULL;

  g_return_val_if_fail (PERCH_IS_LOG_MODEL (model), NULL);

  self = g_object_new (PERCH_TYPE_LOG_VIEW, NULL);
  self->model = g_object_ref (model);
  gtk_widget_set_size_request (self->area, -1, MIN_ROWS * (int) get_row_height (self));
  g_signal_connect_object (model, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (model, "loaded", G_CALLBACK (gtk_widget_queue_draw), self->area,
                           G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}

/**
 * perch_log_view_set_follows:
 * @follows: whether the last row is shown, now and whenever there are more
 */
void
perch_log_view_set_follows (PerchLogView *self, gboolean follows)
{
  g_return_if_fail (PERCH_IS_LOG_VIEW (self));

  if (self->follows == !!follows)
    return;
  self->follows = !!follows;
  if (follows)
    scroll_to_end (self);
  g_signal_emit (self, signals[FOLLOWS_CHANGED], 0);
}

/**
 * perch_log_view_get_follows:
 *
 * Returns: whether the last row is shown whenever there are more; so it is in the beginning
 */
gboolean
perch_log_view_get_follows (PerchLogView *self)
{
  g_return_val_if_fail (PERCH_IS_LOG_VIEW (self), FALSE);

  return self->follows;
}

/**
 * perch_log_view_get_cursor:
 *
 * Returns: the row that the keyboard is at, or %PERCH_LOG_NO_ROW
 */
guint
perch_log_view_get_cursor (PerchLogView *self)
{
  g_return_val_if_fail (PERCH_IS_LOG_VIEW (self), PERCH_LOG_NO_ROW);

  return self->selection.cursor;
}

/**
 * perch_log_view_set_cursor:
 * @row: a row
 *
 * Goes there, and selects it.
 */
void
perch_log_view_set_cursor (PerchLogView *self, guint row)
{
  g_return_if_fail (PERCH_IS_LOG_VIEW (self));

  move_cursor (self, row, FALSE);
}

/**
 * perch_log_view_select_all:
 *
 * Selects all rows, and stays where it is.
 */
void
perch_log_view_select_all (PerchLogView *self)
{
  guint n_rows = 0;

  g_return_if_fail (PERCH_IS_LOG_VIEW (self));

  n_rows = perch_log_model_get_n_rows (self->model);
  perch_log_selection_move (&self->selection, 0, FALSE, n_rows);
  perch_log_selection_move (&self->selection, n_rows, TRUE, n_rows);
  gtk_widget_queue_draw (self->area);
  g_signal_emit (self, signals[CURSOR_MOVED], 0);
}

/**
 * perch_log_view_get_selection:
 * @first: (out): the first row that is selected
 *
 * Returns: how many rows are, 0 for none
 */
guint
perch_log_view_get_selection (PerchLogView *self, guint *first)
{
  g_return_val_if_fail (PERCH_IS_LOG_VIEW (self), 0);

  return perch_log_selection_get (&self->selection, first);
}

/**
 * perch_log_view_get_area:
 *
 * Returns: (transfer none): the widget that has the keyboard, and that screen readers look at
 */
GtkWidget *
perch_log_view_get_area (PerchLogView *self)
{
  g_return_val_if_fail (PERCH_IS_LOG_VIEW (self), NULL);

  return self->area;
}
