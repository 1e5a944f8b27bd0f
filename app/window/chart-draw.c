/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/window/chart-draw.h"

/* All colours are those of the theme, so that a chart can be read wherever the text beside it can.
 */

#define COLOUR_LINES "theme_fg_color"
#define COLOUR_CURVE "theme_selected_bg_color"

#define TEXT_MARGIN 4.0
#define DOT_RADIUS 3.5

static void
set_colour (cairo_t *cr, GtkWidget *area, const char *name, double alpha)
{
  GtkStyleContext *style = gtk_widget_get_style_context (area);
  GdkRGBA colour;

  if (!gtk_style_context_lookup_color (style, name, &colour))
    gtk_style_context_get_color (style, gtk_style_context_get_state (style), &colour);
  cairo_set_source_rgba (cr, colour.red, colour.green, colour.blue, colour.alpha * alpha);
}

/* A line of one pixel is sharp only in the middle of that pixel. */
static double
sharpen (double place)
{
  return (int) place + 0.5;
}

static void
draw_grid (const PerchChart *self, GtkWidget *area, cairo_t *cr)
{
  const gint64 minute_us = 60 * (gint64) G_USEC_PER_SEC;

  set_colour (cr, area, COLOUR_LINES, 0.15);
  cairo_set_line_width (cr, 1.0);
  for (gint64 age_us = minute_us; age_us < self->span_us; age_us += minute_us)
    {
      double x = sharpen (perch_chart_get_x (self, self->newest_us - age_us));

      cairo_move_to (cr, x, 0.0);
      cairo_line_to (cr, x, self->height);
    }
  cairo_move_to (cr, 0.0, sharpen (self->height / 2.0));
  cairo_line_to (cr, self->width, sharpen (self->height / 2.0));
  cairo_stroke (cr);
}

static void
draw_curve (const PerchChart *self,
            GtkWidget *area,
            cairo_t *cr,
            const PerchChartPoint *points,
            guint n_points)
{
  for (guint i = 0; i < n_points; i++)
    cairo_line_to (cr, perch_chart_get_x (self, points[i].when_us),
                   perch_chart_get_y (self, points[i].value));
  set_colour (cr, area, COLOUR_CURVE, 1.0);
  cairo_set_line_width (cr, 2.0);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_stroke_preserve (cr);
  cairo_line_to (cr, self->width, self->height);
  cairo_line_to (cr, perch_chart_get_x (self, points[0].when_us), self->height);
  set_colour (cr, area, COLOUR_CURVE, 0.2);
  cairo_fill (cr);
}

static void
draw_mark (const PerchChart *self, GtkWidget *area, cairo_t *cr, const PerchChartPoint *point)
{
  double x = perch_chart_get_x (self, point->when_us);

  set_colour (cr, area, COLOUR_LINES, 1.0);
  cairo_set_line_width (cr, 1.0);
  cairo_move_to (cr, sharpen (x), 0.0);
  cairo_line_to (cr, sharpen (x), self->height);
  cairo_stroke (cr);
  cairo_arc (cr, x, perch_chart_get_y (self, point->value), DOT_RADIUS, 0.0, 2.0 * G_PI);
  cairo_fill (cr);
}

/**
 * perch_chart_draw:
 * @area: what is drawn, as large as @self
 * @points: (array length=n_points) (nullable): oldest first
 * @marked: the index of a point that is pointed out, or -1
 *
 * Draws a grid of minutes, and the points as a curve.
 */
void
perch_chart_draw (const PerchChart *self,
                  GtkWidget *area,
                  cairo_t *cr,
                  const PerchChartPoint *points,
                  guint n_points,
                  int marked)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (GTK_IS_WIDGET (area));
  g_return_if_fail (marked < (int) n_points);

  draw_grid (self, area, cr);
  if (n_points > 0)
    draw_curve (self, area, cr, points, n_points);
  if (marked >= 0)
    draw_mark (self, area, cr, &points[marked]);
}

/**
 * perch_chart_draw_text:
 * @area: what is drawn
 * @text: some words
 * @centred: in the middle; else in the upper left corner
 */
void
perch_chart_draw_text (
    const PerchChart *self, GtkWidget *area, cairo_t *cr, const char *text, gboolean centred)
{
  g_autoptr (PangoLayout) layout = NULL;
  int width = 0;
  int height = 0;

  g_return_if_fail (self != NULL);
  g_return_if_fail (GTK_IS_WIDGET (area));
  g_return_if_fail (text != NULL);

  layout = gtk_widget_create_pango_layout (area, text);
  pango_layout_get_pixel_size (layout, &width, &height);
  set_colour (cr, area, COLOUR_LINES, 0.8);
  if (centred)
    cairo_move_to (cr, (self->width - width) / 2.0, (self->height - height) / 2.0);
  else
    cairo_move_to (cr, TEXT_MARGIN, TEXT_MARGIN / 2.0);
  pango_cairo_show_layout (cr, layout);
}
