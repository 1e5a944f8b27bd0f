/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/journal/log-parts.h"

/* All rows of several files, numbered from the oldest on. The files are few. */

static PerchLogPart *
get_part (const GPtrArray *parts, guint i)
{
  return g_ptr_array_index (parts, i);
}

static const PerchLogRows *
get_rows (const GPtrArray *parts, guint i)
{
  return get_part (parts, i)->rows;
}

static gboolean
begins_with (const GPtrArray *parts, const PerchLogFile *file)
{
  return parts->len > 0 && get_part (parts, 0)->file == file;
}

/* Returns: how many rows of the oldest files are gone, where those that follow are all there still;
 * all rows when it is not so simple */
static guint
count_gone (const GPtrArray *old, const GPtrArray *parts)
{
  guint n_gone = 0;
  guint first = 0;

  while (first < old->len && !begins_with (parts, get_part (old, first)->file))
    n_gone += get_rows (old, first++)->starts->len;
  for (guint i = first; i < old->len; i++)
    if (i - first >= parts->len || get_part (parts, i - first)->file != get_part (old, i)->file)
      return perch_log_parts_count (old);
  return n_gone;
}

/**
 * perch_log_parts_continue:
 * @old: (element-type PerchLogPart): what was known, oldest first; it loses the rows that @parts
 * get
 * @parts: (element-type PerchLogPart): what a look has found since; gets the rows that were known
 * in front of those
 *
 * Returns: how many of the first rows of @old are not in @parts, where the others have kept their
 *   order
 */
guint
perch_log_parts_continue (GPtrArray *old, GPtrArray *parts)
{
  guint n_gone = count_gone (old, parts);

  for (guint i = 0; i < old->len; i++)
    for (guint j = 0; j < parts->len; j++)
      {
        PerchLogPart *before = get_part (old, i);
        PerchLogPart *part = get_part (parts, j);
        PerchLogRows *rows = before->rows;

        if (part->file != before->file)
          continue;
        perch_log_rows_append (rows, part->rows);
        before->rows = part->rows;
        part->rows = rows;
      }
  return n_gone;
}

/**
 * perch_log_parts_count:
 * @parts: (element-type PerchLogPart): oldest first
 *
 * Returns: how many rows they have in all
 */
guint
perch_log_parts_count (const GPtrArray *parts)
{
  guint n_rows = 0;

  for (guint i = 0; i < parts->len; i++)
    n_rows += get_rows (parts, i)->starts->len;
  return n_rows;
}

/**
 * perch_log_parts_locate:
 * @parts: (element-type PerchLogPart): oldest first
 * @row: a number
 * @row_in_part: (out): its number in the part
 *
 * Returns: (transfer none) (nullable): the part that has the row; %NULL when there is no such row
 */
const PerchLogPart *
perch_log_parts_locate (const GPtrArray *parts, guint row, guint *row_in_part)
{
  for (guint i = 0; i < parts->len; i++)
    {
      guint n_rows = get_rows (parts, i)->starts->len;

      if (row < n_rows)
        {
          *row_in_part = row;
          return g_ptr_array_index (parts, i);
        }
      row -= n_rows;
    }
  return NULL;
}

/* Returns: how many of the sorted @numbers are less than @limit */
static guint
count_less (const GArray *numbers, guint32 limit)
{
  guint low = 0;
  guint high = numbers->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (g_array_index (numbers, guint32, middle) < limit)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

/**
 * perch_log_parts_find:
 * @parts: (element-type PerchLogPart): oldest first
 * @file: a file, perhaps opened at another time
 * @start: where a line begins in it
 * @row: (out): the number of that line
 *
 * Returns: whether it is a row
 */
gboolean
perch_log_parts_find (const GPtrArray *parts, const PerchLogFile *file, guint32 start, guint *row)
{
  guint n_before = 0;

  for (guint i = 0; i < parts->len; i++)
    {
      const GArray *starts = get_rows (parts, i)->starts;
      guint index = 0;

      if (perch_log_file_is_same (get_part (parts, i)->file, file))
        {
          index = count_less (starts, start);
          *row = n_before + index;
          return index < starts->len && g_array_index (starts, guint32, index) == start;
        }
      n_before += starts->len;
    }
  return FALSE;
}

/**
 * perch_log_parts_count_found:
 * @parts: (element-type PerchLogPart): oldest first
 * @row: a number; %G_MAXUINT for all
 *
 * Returns: how many of the rows before @row have what is sought
 */
guint
perch_log_parts_count_found (const GPtrArray *parts, guint row)
{
  guint n_found = 0;

  for (guint i = 0; i < parts->len; i++)
    {
      const PerchLogRows *rows = get_rows (parts, i);

      if (row < rows->starts->len)
        return n_found + count_less (rows->found, row);
      n_found += rows->found->len;
      row -= rows->starts->len;
    }
  return n_found;
}

/**
 * perch_log_parts_get_found:
 * @parts: (element-type PerchLogPart): oldest first
 * @index: a number among the rows that have what is sought
 * @row: (out): its number among all rows
 *
 * Returns: whether there is such a row
 */
gboolean
perch_log_parts_get_found (const GPtrArray *parts, guint index, guint *row)
{
  guint n_before = 0;

  for (guint i = 0; i < parts->len; i++)
    {
      const PerchLogRows *rows = get_rows (parts, i);

      if (index < rows->found->len)
        {
          *row = n_before + g_array_index (rows->found, guint32, index);
          return TRUE;
        }
      index -= rows->found->len;
      n_before += rows->starts->len;
    }
  return FALSE;
}

/**
 * perch_log_parts_extract:
 * @parts: (element-type PerchLogPart): oldest first
 * @first: a number
 * @n_rows: how many from there on; what is not there is left out
 *
 * Returns: (transfer full) (element-type PerchLogPart): those rows, without what is sought; they
 *   stay what they are whatever becomes of @parts
 */
GPtrArray *
perch_log_parts_extract (const GPtrArray *parts, guint first, guint n_rows)
{
  GPtrArray *extract = g_ptr_array_new_with_free_func ((GDestroyNotify) perch_log_part_free);

  for (guint i = 0; i < parts->len && n_rows > 0; i++)
    {
      const PerchLogPart *part = g_ptr_array_index (parts, i);
      guint n_here = part->rows->starts->len;
      guint n_taken = first < n_here ? MIN (n_here - first, n_rows) : 0;
      PerchLogRows *rows = NULL;

      if (n_taken > 0)
        {
          rows = perch_log_rows_new (part->rows->end);
          g_array_append_vals (rows->starts, &g_array_index (part->rows->starts, guint32, first),
                               n_taken);
          g_ptr_array_add (extract, perch_log_part_new (part->file, rows));
        }
      n_rows -= n_taken;
      first -= MIN (first, n_here);
    }
  return extract;
}
