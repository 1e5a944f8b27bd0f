/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/window/log-selection.h"

#include <gdk/gdk.h>

/**
 * perch_log_selection_init:
 * @self: (out): becomes a selection of nothing
 */
void
perch_log_selection_init (PerchLogSelection *self)
{
  g_return_if_fail (self != NULL);

  *self = (PerchLogSelection){ .cursor = PERCH_LOG_NO_ROW, .anchor = PERCH_LOG_NO_ROW };
}

/**
 * perch_log_selection_clear:
 *
 * Frees what it holds. It selects nothing then.
 */
void
perch_log_selection_clear (PerchLogSelection *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->file, perch_log_file_unref);
  perch_log_selection_init (self);
}

/**
 * perch_log_selection_move:
 * @row: where to
 * @extend: whether what lies between becomes selected, too
 * @n_rows: how many rows there are
 *
 * Moves the cursor, to the last row if there is no such row.
 */
void
perch_log_selection_move (PerchLogSelection *self, guint row, gboolean extend, guint n_rows)
{
  g_return_if_fail (self != NULL);

  if (n_rows == 0)
    return;
  self->cursor = MIN (row, n_rows - 1);
  if (!extend || self->anchor == PERCH_LOG_NO_ROW)
    self->anchor = self->cursor;
}

/**
 * perch_log_selection_drop_first:
 * @n_gone: how many of the first rows are gone
 * @n_rows: how many there are now
 *
 * Stays at the rows that it was at. When the one with the cursor is gone, nothing is selected.
 */
void
perch_log_selection_drop_first (PerchLogSelection *self, guint n_gone, guint n_rows)
{
  g_return_if_fail (self != NULL);

  if (self->cursor == PERCH_LOG_NO_ROW)
    return;
  if (self->cursor < n_gone || self->cursor - n_gone >= n_rows)
    {
      self->cursor = PERCH_LOG_NO_ROW;
      self->anchor = PERCH_LOG_NO_ROW;
      return;
    }
  self->cursor -= n_gone;
  self->anchor = MIN (self->anchor - MIN (self->anchor, n_gone), n_rows - 1);
}

/**
 * perch_log_selection_remember:
 * @parts: (element-type PerchLogPart): what the rows are
 *
 * Remembers which line has the cursor, for perch_log_selection_return().
 */
void
perch_log_selection_remember (PerchLogSelection *self, const GPtrArray *parts)
{
  const PerchLogPart *part = NULL;
  guint row = 0;

  g_return_if_fail (self != NULL);

  part = perch_log_parts_locate (parts, self->cursor, &row);
  if (part == NULL)
    return;
  g_clear_pointer (&self->file, perch_log_file_unref);
  self->file = perch_log_file_ref (part->file);
  self->start = g_array_index (part->rows->starts, guint32, row);
}

/**
 * perch_log_selection_return:
 * @parts: (element-type PerchLogPart): what the rows are by now
 *
 * A line that had the cursor, and lost it because it was no row any more, gets it back when it is
 * one again.
 *
 * Returns: whether it did
 */
gboolean
perch_log_selection_return (PerchLogSelection *self, const GPtrArray *parts)
{
  guint row = 0;

  g_return_val_if_fail (self != NULL, FALSE);

  if (self->file == NULL || self->cursor != PERCH_LOG_NO_ROW ||
      !perch_log_parts_find (parts, self->file, self->start, &row))
    return FALSE;
  self->cursor = row;
  self->anchor = row;
  return TRUE;
}

/**
 * perch_log_selection_get:
 * @first: (out): the first row that is selected
 *
 * Returns: how many are, 0 for none
 */
guint
perch_log_selection_get (const PerchLogSelection *self, guint *first)
{
  g_return_val_if_fail (self != NULL, 0);

  *first = MIN (self->cursor, self->anchor);
  if (self->cursor == PERCH_LOG_NO_ROW)
    return 0;
  return MAX (self->cursor, self->anchor) - *first + 1;
}

/**
 * perch_log_selection_step:
 * @keyval: a key
 * @page: how many rows are on the screen
 * @n_rows: how many rows there are
 * @row: (out): where the key goes, which may lie behind the last row
 *
 * Without a cursor, the keys begin at the end.
 *
 * Returns: whether the key goes anywhere
 */
gboolean
perch_log_selection_step (
    const PerchLogSelection *self, guint keyval, guint page, guint n_rows, guint *row)
{
  guint from = 0;

  g_return_val_if_fail (self != NULL, FALSE);

  from = self->cursor != PERCH_LOG_NO_ROW ? self->cursor : n_rows;
  if (keyval == GDK_KEY_Up)
    *row = from - MIN (from, 1);
  else if (keyval == GDK_KEY_Down)
    *row = from + 1;
  else if (keyval == GDK_KEY_Page_Up)
    *row = from - MIN (from, page);
  else if (keyval == GDK_KEY_Page_Down)
    *row = from + page;
  else if (keyval == GDK_KEY_Home)
    *row = 0;
  else if (keyval == GDK_KEY_End)
    *row = n_rows;
  else
    return FALSE;
  return TRUE;
}
