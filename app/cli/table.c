/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/cli/table.h"

#include "backend-manager/text.h"

#define GAP 2
#define PLAIN "\x1b[0m"

/* Each row has as many cells as @n_columns, each of them on one line. The first row is the
 * headings. */
struct _PerchTable
{
  guint n_columns;
  GPtrArray *rows; /* (element-type GStrv) */
  PerchPainter *painters; /* (array length=n_columns): elements are nullable */
};

/**
 * perch_table_new:
 * @headings: (array zero-terminated=1): what stands above the columns
 *
 * Returns: (transfer full): a table; free with perch_table_free()
 */
PerchTable *
perch_table_new (const char *const *headings)
{
  PerchTable *self = g_new0 (PerchTable, 1);

  g_return_val_if_fail (headings != NULL, NULL);

  self->n_columns = g_strv_length ((char **) headings);
  self->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  self->painters = g_new0 (PerchPainter, self->n_columns);
  perch_table_add_row (self, headings);
  return self;
}

/**
 * perch_table_free:
 * @self: (transfer full): a table
 */
void
perch_table_free (PerchTable *self)
{
  g_return_if_fail (self != NULL);

  g_ptr_array_unref (self->rows);
  g_free (self->painters);
  g_free (self);
}

/**
 * perch_table_add_row:
 * @self: a table
 * @cells: (array zero-terminated=1): a text for each column; what could steer a terminal is escaped
 */
void
perch_table_add_row (PerchTable *self, const char *const *cells)
{
  GStrv row = NULL;

  g_return_if_fail (self != NULL);
  g_return_if_fail (g_strv_length ((char **) cells) == self->n_columns);

  row = g_new0 (char *, self->n_columns + 1);
  for (guint i = 0; i < self->n_columns; i++)
    row[i] = perch_text_escape (cells[i]);
  g_ptr_array_add (self->rows, row);
}

/**
 * perch_table_paint:
 * @self: a table
 * @column: a column, from 0
 * @painter: chooses the colour of its cells
 */
void
perch_table_paint (PerchTable *self, guint column, PerchPainter painter)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (column < self->n_columns);

  self->painters[column] = painter;
}

static guint
text_width (const char *text)
{
  guint width = 0;

  for (; *text != '\0'; text = g_utf8_next_char (text))
    {
      gunichar c = g_utf8_get_char (text);

      if (!g_unichar_iszerowidth (c))
        width += g_unichar_iswide (c) ? 2 : 1;
    }
  return width;
}

static guint
column_width (PerchTable *self, guint column)
{
  guint width = 0;

  for (guint i = 0; i < self->rows->len; i++)
    {
      GStrv row = g_ptr_array_index (self->rows, i);

      width = MAX (width, text_width (row[column]));
    }
  return width;
}

/**
 * perch_table_format:
 * @self: a table
 * @colour: whether painters are asked
 *
 * Returns: (transfer full): its rows with aligned columns, a line each
 */
char *
perch_table_format (PerchTable *self, gboolean colour)
{
  g_autofree guint *widths = NULL;
  GString *text = g_string_new (NULL);

  g_return_val_if_fail (self != NULL, NULL);

  widths = g_new0 (guint, self->n_columns);
  for (guint i = 0; i < self->n_columns; i++)
    widths[i] = column_width (self, i);

  for (guint r = 0; r < self->rows->len; r++)
    {
      GStrv row = g_ptr_array_index (self->rows, r);

      for (guint i = 0; i < self->n_columns; i++)
        {
          gboolean painted = colour && r > 0 && self->painters[i] != NULL;
          guint padding = widths[i] - text_width (row[i]) + GAP;

          g_string_append (text, painted ? self->painters[i](row[i]) : "");
          g_string_append (text, row[i]);
          g_string_append (text, painted ? PLAIN : "");
          if (i + 1 < self->n_columns)
            g_string_append_printf (text, "%*s", (int) padding, "");
        }
      g_string_append_c (text, '\n');
    }
  return g_string_free (text, FALSE);
}
