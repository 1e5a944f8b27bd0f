/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/window/usage-chart.h"

#include <glib/gi18n.h>

#include "app/amount-text.h"
#include "app/window/chart-draw.h"
#include "backend-manager/clock.h"

#define SPAN_US (5 * 60 * (gint64) G_USEC_PER_SEC)
#define HEIGHT 72
#define LEAST_CPU_PERCENT 10.0
#define LEAST_MEMORY_BYTES 10e6

/* A screen reader that is told something new more often never comes to an end. */
#define SPEAK_US (5 * (gint64) G_USEC_PER_SEC)

/* A title, a value and a curve of the last five minutes. @points are those of the newest sample
 * that was shown, oldest first. @marked is the time of the point that the pointer or the arrow keys
 * have picked, and whose value is shown then; 0 while they have not. */
struct _PerchUsageChart
{
  GtkBox parent_instance;

  PerchUsageKind kind;
  PerchSampler *sampler; /* (owned) */
  GArray *points; /* (owned) (element-type PerchChartPoint) */
  GtkLabel *value;
  GtkWidget *area;
  gint64 marked; /* CLOCK_BOOTTIME, microseconds */
  gint64 spoken_us; /* monotonic: when the accessible description was last set; 0: never */
};

G_DEFINE_FINAL_TYPE (PerchUsageChart, perch_usage_chart, GTK_TYPE_BOX)

static const PerchChartPoint *
get_points (PerchUsageChart *self)
{
  return (const PerchChartPoint *) (gpointer) self->points->data;
}

static char *
format_value (PerchUsageChart *self, double value)
{
  if (self->kind == PERCH_USAGE_MEMORY)
    return perch_amount_text_memory ((guint64) value);
  /* Translators: how busy a processor is */
  return g_strdup_printf (_ ("%.1f %%"), value);
}

static double
find_highest (PerchUsageChart *self)
{
  double highest = 0.0;

  for (guint i = 0; i < self->points->len; i++)
    highest = MAX (highest, get_points (self)[i].value);
  return highest;
}

/* Returns: the index of the point that is picked; -1 when none is, or it is too old by now */
static int
find_marked (PerchUsageChart *self)
{
  for (guint i = 0; self->marked != 0 && i < self->points->len; i++)
    if (get_points (self)[i].when_us == self->marked)
      return (int) i;
  return -1;
}

static PerchChart
measure (PerchUsageChart *self)
{
  double least = self->kind == PERCH_USAGE_CPU ? LEAST_CPU_PERCENT : LEAST_MEMORY_BYTES;
  guint n_points = self->points->len;

  return (PerchChart){
    .width = MAX (gtk_widget_get_allocated_width (self->area), 1),
    .height = MAX (gtk_widget_get_allocated_height (self->area), 1),
    .newest_us = n_points > 0 ? get_points (self)[n_points - 1].when_us : 0,
    .span_us = SPAN_US,
    .top = perch_chart_pick_top (find_highest (self), least),
  };
}

static void
describe (PerchUsageChart *self)
{
  gint64 now_us = g_get_monotonic_time ();
  g_autofree char *newest = NULL;
  g_autofree char *highest = NULL;
  g_autofree char *text = NULL;

  if (self->spoken_us != 0 && now_us - self->spoken_us < SPEAK_US)
    return;
  if (self->points->len > 0)
    {
      newest = format_value (self, get_points (self)[self->points->len - 1].value);
      highest = format_value (self, find_highest (self));
      /* Translators: amounts, such as “41.2 MB” */
      text = g_strdup_printf (_ ("Now %s, at most %s"), newest, highest);
      self->spoken_us = now_us;
    }
  atk_object_set_description (gtk_widget_get_accessible (self->area),
                              text != NULL ? text : C_ ("chart", "No values yet"));
}

static void
show_value (PerchUsageChart *self)
{
  guint n_points = self->points->len;
  int marked = find_marked (self);
  g_autofree char *value = NULL;
  g_autofree char *age = NULL;
  g_autofree char *text = NULL;

  if (n_points > 0)
    value =
        format_value (self, get_points (self)[marked >= 0 ? (guint) marked : n_points - 1].value);
  if (marked >= 0)
    {
      age = perch_amount_text_time ((get_points (self)[n_points - 1].when_us - self->marked) /
                                    G_USEC_PER_SEC);
      /* Translators: an amount, and a length of time such as “2m 3s” */
      text = g_strdup_printf (_ ("%s, %s ago"), value, age);
    }
  gtk_label_set_text (self->value, text != NULL ? text : value != NULL ? value : "–");
}

static gboolean
draw_cb (GtkWidget *area, cairo_t *cr, PerchUsageChart *self)
{
  GtkStyleContext *style = gtk_widget_get_style_context (area);
  PerchChart chart = measure (self);
  g_autofree char *top = format_value (self, chart.top);
  gboolean empty = self->points->len == 0;

  gtk_render_background (style, cr, 0.0, 0.0, chart.width, chart.height);
  perch_chart_draw (&chart, area, cr, get_points (self), self->points->len, find_marked (self));
  perch_chart_draw_text (&chart, area, cr, empty ? C_ ("chart", "No values yet") : top, empty);
  gtk_render_frame (style, cr, 0.0, 0.0, chart.width, chart.height);
  if (gtk_widget_has_visible_focus (area))
    gtk_render_focus (style, cr, 0.0, 0.0, chart.width, chart.height);
  return GDK_EVENT_PROPAGATE;
}

static void
mark (PerchUsageChart *self, gint64 when_us)
{
  if (self->marked == when_us)
    return;
  self->marked = when_us;
  gtk_widget_queue_draw (self->area);
  show_value (self);
}

static gboolean
motion_cb (GtkWidget *area, GdkEventMotion *event, PerchUsageChart *self)
{
  PerchChart chart = measure (self);
  int found = perch_chart_find (&chart, get_points (self), self->points->len, event->x);

  if (found >= 0)
    mark (self, get_points (self)[found].when_us);
  return GDK_EVENT_PROPAGATE;
}

static gboolean
unmark_cb (GtkWidget *area, GdkEvent *event, PerchUsageChart *self)
{
  mark (self, 0);
  return GDK_EVENT_PROPAGATE;
}

/* The arrow keys go from value to value, as the pointer does. */
static gboolean
key_cb (GtkWidget *area, GdkEventKey *event, PerchUsageChart *self)
{
  int last = (int) self->points->len - 1;
  int marked = find_marked (self);
  int wanted = marked >= 0 ? marked : last;

  if (event->keyval == GDK_KEY_Left)
    wanted--;
  else if (event->keyval == GDK_KEY_Right)
    wanted++;
  else if (event->keyval == GDK_KEY_Home)
    wanted = 0;
  else if (event->keyval == GDK_KEY_End)
    wanted = last;
  else
    return GDK_EVENT_PROPAGATE;
  if (wanted >= 0 && wanted <= last)
    mark (self, get_points (self)[wanted].when_us);
  return GDK_EVENT_STOP;
}

static void
perch_usage_chart_finalize (GObject *object)
{
  PerchUsageChart *self = PERCH_USAGE_CHART (object);

  g_clear_object (&self->sampler);
  g_array_unref (self->points);

  G_OBJECT_CLASS (perch_usage_chart_parent_class)->finalize (object);
}

static void
perch_usage_chart_class_init (PerchUsageChartClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = perch_usage_chart_finalize;
}

static void
make_area (PerchUsageChart *self)
{
  self->area = gtk_drawing_area_new ();
  gtk_widget_set_size_request (self->area, -1, HEIGHT);
  gtk_widget_set_can_focus (self->area, TRUE);
  gtk_widget_add_events (self->area, GDK_POINTER_MOTION_MASK | GDK_LEAVE_NOTIFY_MASK);
  gtk_style_context_add_class (gtk_widget_get_style_context (self->area), GTK_STYLE_CLASS_VIEW);
  gtk_style_context_add_class (gtk_widget_get_style_context (self->area), GTK_STYLE_CLASS_FRAME);
  atk_object_set_role (gtk_widget_get_accessible (self->area), ATK_ROLE_CHART);
  g_signal_connect (self->area, "draw", G_CALLBACK (draw_cb), self);
  g_signal_connect (self->area, "motion-notify-event", G_CALLBACK (motion_cb), self);
  g_signal_connect (self->area, "leave-notify-event", G_CALLBACK (unmark_cb), self);
  g_signal_connect (self->area, "focus-out-event", G_CALLBACK (unmark_cb), self);
  g_signal_connect (self->area, "key-press-event", G_CALLBACK (key_cb), self);
}

static void
perch_usage_chart_init (PerchUsageChart *self)
{
  self->points = g_array_new (FALSE, FALSE, sizeof (PerchChartPoint));
  self->value = GTK_LABEL (gtk_label_new ("–"));
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 3);
  make_area (self);
}

/**
 * perch_usage_chart_new:
 * @kind: what is shown
 * @sampler: has the values
 *
 * Returns: (transfer floating): the widget; it shows what perch_usage_chart_refresh() finds
 */
GtkWidget *
perch_usage_chart_new (PerchUsageKind kind, PerchSampler *sampler)
{
  PerchUsageChart *self = NULL;
  GtkWidget *head = NULL;
  GtkWidget *title = NULL;

  g_return_val_if_fail (PERCH_IS_SAMPLER (sampler), NULL);

  self = g_object_new (PERCH_TYPE_USAGE_CHART, NULL);
  self->kind = kind;
  self->sampler = g_object_ref (sampler);
  head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  title = gtk_label_new (kind == PERCH_USAGE_CPU ? _ ("CPU") : _ ("Memory"));
  gtk_style_context_add_class (gtk_widget_get_style_context (title), GTK_STYLE_CLASS_DIM_LABEL);
  gtk_box_pack_start (GTK_BOX (head), title, FALSE, FALSE, 0);
  gtk_box_pack_end (GTK_BOX (head), GTK_WIDGET (self->value), FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (self), head, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (self), self->area, TRUE, TRUE, 0);
  atk_object_set_name (gtk_widget_get_accessible (self->area),
                       kind == PERCH_USAGE_CPU ? _ ("CPU of the last five minutes")
                                               : _ ("Memory of the last five minutes"));
  gtk_widget_show_all (GTK_WIDGET (self));
  describe (self);
  perch_usage_chart_refresh (self);
  return GTK_WIDGET (self);
}

/**
 * perch_usage_chart_refresh:
 *
 * Shows the samples that there are now. When none has come since, nothing is drawn.
 */
void
perch_usage_chart_refresh (PerchUsageChart *self)
{
  guint n_samples = 0;
  guint n_before = 0;
  const PerchSample *samples = NULL;
  gint64 newest_us = 0;
  gint64 shown_us = 0;

  g_return_if_fail (PERCH_IS_USAGE_CHART (self));

  samples = perch_sampler_get_history (self->sampler, &n_samples);
  n_before = self->points->len;
  newest_us = n_samples > 0 ? samples[n_samples - 1].when_us : 0;
  shown_us = n_before > 0 ? get_points (self)[n_before - 1].when_us : 0;
  if (newest_us == shown_us)
    return;
  g_array_set_size (self->points, 0);
  for (guint i = 0; i < n_samples; i++)
    {
      PerchChartPoint point = { samples[i].when_us, self->kind == PERCH_USAGE_CPU
                                                        ? samples[i].cpu_percent
                                                        : (double) samples[i].memory_bytes };

      g_array_append_val (self->points, point);
    }
  show_value (self);
  describe (self);
  gtk_widget_queue_draw (self->area);
}
