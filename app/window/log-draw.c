/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/window/log-draw.h"

#include <glib/gi18n.h>

#include "app/window/contrast.h"

#define GAP 12
#define PADDING 2
#define SOURCE_CHARS 10
/* No screen is wider, and Pango takes its time for long texts. */
#define MAX_MESSAGE_BYTES 1024

enum
{
  COLUMN_TIME,
  COLUMN_LEVEL,
  COLUMN_SOURCE,
  COLUMN_MESSAGE,
  N_COLUMNS,
};

/* How the lines of the log look in a widget: in columns, with a word, a mark and a colour of the
 * theme for each level. @x has where the columns begin; it is right for the font of @layouts. */
struct _PerchLogDraw
{
  GtkWidget *widget; /* (unowned) */
  PangoLayout *layouts[N_COLUMNS]; /* (owned) */
  int x[N_COLUMNS];
  int row_height;
};

static const struct
{
  const char *word;
  const char *mark;
  const char *colour; /* (nullable): of the theme; %NULL for that of other texts */
} levels[] = {
  [PERCH_LEVEL_DEBUG] = { NC_ ("log level", "Debug"), "·", NULL },
  [PERCH_LEVEL_INFO] = { NC_ ("log level", "Info"), "•", NULL },
  [PERCH_LEVEL_WARNING] = { NC_ ("log level", "Warning"), "▲", "warning_color" },
  [PERCH_LEVEL_ERROR] = { NC_ ("log level", "Error"), "✕", "error_color" },
};
G_STATIC_ASSERT (G_N_ELEMENTS (levels) == PERCH_LEVEL_LAST + 1);

/**
 * perch_log_level_word:
 *
 * Returns: (transfer none): what people call @level
 */
const char *
perch_log_level_word (PerchLevel level)
{
  g_return_val_if_fail (level <= PERCH_LEVEL_LAST, "");

  return g_dpgettext2 (NULL, "log level", levels[level].word);
}

/* Returns: (transfer full): RFC 3339 as a time of day here, to the millisecond; empty when it is
 *   none */
static char *
clock_text (PerchSlice time)
{
  g_autofree char *text = g_strndup (time.text != NULL ? time.text : "", time.length);
  g_autoptr (GDateTime) utc = g_date_time_new_from_iso8601 (text, NULL);
  g_autoptr (GDateTime) local = utc != NULL ? g_date_time_to_local (utc) : NULL;
  g_autofree char *seconds = local != NULL ? g_date_time_format (local, "%H:%M:%S") : NULL;

  if (seconds == NULL)
    return g_strdup ("");
  return g_strdup_printf ("%s.%03d", seconds, g_date_time_get_microsecond (local) / 1000);
}

static char *
format_level (PerchLevel level)
{
  return g_strdup_printf ("%s %s", levels[level].mark, perch_log_level_word (level));
}

static int
measure (PangoLayout *layout, const char *text)
{
  int width = 0;

  pango_layout_set_text (layout, text, -1);
  pango_layout_get_pixel_size (layout, &width, NULL);
  return width;
}

static void
place_columns (PerchLogDraw *self)
{
  int level_width = 0;
  g_autofree char *source = g_strnfill (SOURCE_CHARS, '0');

  for (PerchLevel level = 0; level <= PERCH_LEVEL_LAST; level++)
    {
      g_autofree char *text = format_level (level);

      level_width = MAX (level_width, measure (self->layouts[COLUMN_LEVEL], text));
    }
  self->x[COLUMN_TIME] = GAP / 2;
  self->x[COLUMN_LEVEL] =
      self->x[COLUMN_TIME] + measure (self->layouts[COLUMN_TIME], "00:00:00.000") + GAP;
  self->x[COLUMN_SOURCE] = self->x[COLUMN_LEVEL] + level_width + GAP;
  self->x[COLUMN_MESSAGE] =
      self->x[COLUMN_SOURCE] + measure (self->layouts[COLUMN_SOURCE], source) + GAP;
  pango_layout_get_pixel_size (self->layouts[COLUMN_SOURCE], NULL, &self->row_height);
  self->row_height += 2 * PADDING;
}

/**
 * perch_log_draw_new:
 * @widget: where the lines are drawn; outlives the returned object, which is for its present style
 *
 * Returns: (transfer full):
 */
PerchLogDraw *
perch_log_draw_new (GtkWidget *widget)
{
  PerchLogDraw *self = NULL;

  g_return_val_if_fail (GTK_IS_WIDGET (widget), NULL);

  self = g_new0 (PerchLogDraw, 1);
  self->widget = widget;
  for (guint i = 0; i < N_COLUMNS; i++)
    {
      self->layouts[i] = gtk_widget_create_pango_layout (widget, NULL);
      pango_layout_set_single_paragraph_mode (self->layouts[i], TRUE);
      pango_layout_set_ellipsize (self->layouts[i], PANGO_ELLIPSIZE_END);
    }
  place_columns (self);
  return self;
}

/**
 * perch_log_draw_free:
 * @self: (transfer full):
 */
void
perch_log_draw_free (PerchLogDraw *self)
{
  g_return_if_fail (self != NULL);

  for (guint i = 0; i < N_COLUMNS; i++)
    g_object_unref (self->layouts[i]);
  g_free (self);
}

/**
 * perch_log_draw_get_row_height:
 *
 * Returns: how high each line is, in pixels
 */
int
perch_log_draw_get_row_height (PerchLogDraw *self)
{
  g_return_val_if_fail (self != NULL, 1);

  return self->row_height;
}

static void
set_colour (PerchLogDraw *self, cairo_t *cr, const char *name, double alpha)
{
  GtkStyleContext *style = gtk_widget_get_style_context (self->widget);
  GdkRGBA colour;

  if (name == NULL || !gtk_style_context_lookup_color (style, name, &colour))
    gtk_style_context_get_color (style, gtk_style_context_get_state (style), &colour);
  cairo_set_source_rgba (cr, colour.red, colour.green, colour.blue, colour.alpha * alpha);
}

/* @name: (nullable): a colour of the theme, which may be hard to read on its background */
static void
set_level_colour (PerchLogDraw *self, cairo_t *cr, const char *name)
{
  GtkStyleContext *style = gtk_widget_get_style_context (self->widget);
  GdkRGBA text;
  GdkRGBA colour;
  GdkRGBA background;

  gtk_style_context_get_color (style, gtk_style_context_get_state (style), &text);
  if (name == NULL || !gtk_style_context_lookup_color (style, name, &colour))
    colour = text;
  if (gtk_style_context_lookup_color (style, "theme_base_color", &background))
    perch_contrast_ensure (&colour, &text, &background);
  gdk_cairo_set_source_rgba (cr, &colour);
}

/* Underlined and bold, which is seen with any colours. */
static PangoAttrList *
make_marks (const PerchLogQuery *query, const char *text)
{
  PangoAttrList *marks = pango_attr_list_new ();
  gsize start = 0;
  gsize end = 0;

  while (perch_log_query_find_place (query, text, end, &start, &end) && end > start)
    {
      PangoAttribute *attributes[] = { pango_attr_weight_new (PANGO_WEIGHT_BOLD),
                                       pango_attr_underline_new (PANGO_UNDERLINE_SINGLE) };

      for (gsize i = 0; i < G_N_ELEMENTS (attributes); i++)
        {
          attributes[i]->start_index = (guint) start;
          attributes[i]->end_index = (guint) end;
          pango_attr_list_insert (marks, attributes[i]);
        }
    }
  return marks;
}

static void
draw_column (PerchLogDraw *self, cairo_t *cr, guint column, double y, const char *text, int width)
{
  pango_layout_set_text (self->layouts[column], text, -1);
  pango_layout_set_width (self->layouts[column], MAX (width, 1) * PANGO_SCALE);
  cairo_move_to (cr, self->x[column], y + PADDING);
  pango_cairo_show_layout (cr, self->layouts[column]);
}

static void
draw_message (
    PerchLogDraw *self, cairo_t *cr, double y, PerchSlice message, const PerchLogQuery *query)
{
  gsize length = MIN (message.length, MAX_MESSAGE_BYTES);
  g_autofree char *text = g_utf8_make_valid (message.text, (gssize) length);
  g_autoptr (PangoAttrList) marks = make_marks (query, text);
  int width = gtk_widget_get_allocated_width (self->widget) - self->x[COLUMN_MESSAGE] - GAP / 2;

  pango_layout_set_attributes (self->layouts[COLUMN_MESSAGE], marks);
  draw_column (self, cr, COLUMN_MESSAGE, y, text, width);
}

static void
draw_row (PerchLogDraw *self,
          cairo_t *cr,
          double y,
          const char *line,
          const PerchLogQuery *query,
          gboolean selected)
{
  const char *plain = selected ? "theme_selected_fg_color" : NULL;
  g_autofree char *time = NULL;
  g_autofree char *level = NULL;
  g_autofree char *source = NULL;
  PerchLogLine parts;

  parts = perch_log_line_parse (line, strlen (line));
  time = clock_text (parts.time);
  level = format_level (parts.level);
  source = g_strndup (parts.source.text != NULL ? parts.source.text : "", parts.source.length);
  if (selected)
    {
      set_colour (self, cr, "theme_selected_bg_color", 1.0);
      cairo_rectangle (cr, 0.0, y, gtk_widget_get_allocated_width (self->widget), self->row_height);
      cairo_fill (cr);
    }
  set_colour (self, cr, plain, 0.8);
  draw_column (self, cr, COLUMN_TIME, y, time, self->x[COLUMN_LEVEL] - self->x[COLUMN_TIME]);
  draw_column (self, cr, COLUMN_SOURCE, y, source,
               self->x[COLUMN_MESSAGE] - self->x[COLUMN_SOURCE] - GAP);
  if (selected)
    set_colour (self, cr, plain, 1.0);
  else
    set_level_colour (self, cr, levels[parts.level].colour);
  draw_column (self, cr, COLUMN_LEVEL, y, level, self->x[COLUMN_SOURCE] - self->x[COLUMN_LEVEL]);
  set_colour (self, cr, plain, 1.0);
  draw_message (self, cr, y, parts.message, query);
}

/**
 * perch_log_draw_rows:
 * @model: the rows
 * @top: which of their pixels is the first one to be seen
 * @selection: the rows that the person has selected
 *
 * Draws the rows that are seen, as far as they have been read.
 */
void
perch_log_draw_rows (PerchLogDraw *self,
                     cairo_t *cr,
                     PerchLogModel *model,
                     double top,
                     const PerchLogSelection *selection)
{
  GtkStyleContext *style = NULL;
  double height = 0.0;
  double width = 0.0;
  guint first = 0;
  guint n_selected = 0;
  guint n_rows = 0;

  g_return_if_fail (self != NULL);
  g_return_if_fail (PERCH_IS_LOG_MODEL (model));

  style = gtk_widget_get_style_context (self->widget);
  height = gtk_widget_get_allocated_height (self->widget);
  width = gtk_widget_get_allocated_width (self->widget);
  n_selected = perch_log_selection_get (selection, &first);
  n_rows = perch_log_model_get_n_rows (model);
  gtk_render_background (style, cr, 0.0, 0.0, width, height);
  for (guint row = (guint) (top / self->row_height); row < n_rows; row++)
    {
      double y = (double) row * self->row_height - top;
      const char *line = y < height ? perch_log_model_peek (model, row) : NULL;

      if (y >= height)
        break;
      if (line != NULL)
        draw_row (self, cr, y, line, perch_log_model_get_query (model),
                  row >= first && row - first < n_selected);
      if (row == selection->cursor && gtk_widget_has_visible_focus (self->widget))
        gtk_render_focus (style, cr, 0.0, y, width, self->row_height);
    }
}
