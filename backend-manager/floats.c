/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/floats.h"

#include <math.h>
#include <string.h>

#include "backend-manager/error.h"
#include "backend-manager/json-scan.h"

/**
 * perch_floats_new_take:
 * @values: (transfer full): @rows times @columns doubles
 */
PerchFloats *
perch_floats_new_take (GBytes *values, guint rows, guint columns)
{
  PerchFloats *self = g_new0 (PerchFloats, 1);

  self->values = values;
  self->rows = rows;
  self->columns = columns;
  return self;
}

/**
 * perch_floats_free:
 * @self: (transfer full):
 */
void
perch_floats_free (PerchFloats *self)
{
  g_bytes_unref (self->values);
  g_free (self);
}

/**
 * perch_floats_read_little_endian:
 * @bytes: what came over the wire; kept by reference where the byte order of this machine allows it
 * @error: %PERCH_BACKEND_ERROR_CALL when @bytes is not @rows times @columns doubles
 *
 * Returns: (transfer full) (nullable):
 */
PerchFloats *
perch_floats_read_little_endian (GBytes *bytes, guint rows, guint columns, GError **error)
{
  gsize length = 0;
  const guint8 *data = g_bytes_get_data (bytes, &length);

  if ((guint64) rows * columns != length / sizeof (double) || length % sizeof (double) != 0)
    {
      g_set_error (error, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_CALL,
                   "The backend announced %u times %u numbers, and sent %" G_GSIZE_FORMAT
                   " bytes for them",
                   rows, columns, length);
      return NULL;
    }

  if (G_BYTE_ORDER == G_LITTLE_ENDIAN)
    return perch_floats_new_take (g_bytes_ref (bytes), rows, columns);
  else
    {
      guint64 *values = g_memdup2 (data, length);

      for (gsize i = 0; i < length / sizeof *values; i++)
        values[i] = GUINT64_FROM_LE (values[i]);
      return perch_floats_new_take (g_bytes_new_take (values, length), rows, columns);
    }
}

static gboolean
refuse (GError **error, const char *found)
{
  g_set_error (error, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_CALL,
               "The backend did not answer with numbers: expected {\"data\": [...]}, found %s",
               found);
  return FALSE;
}

/* Reads `[1, 2, null]` behind its bracket, and adds to @values.
 *
 * Returns: (nullable): the byte behind the closing bracket */
static const char *
read_row (const char *p, const char *end, GArray *values, GError **error)
{
  gboolean done = FALSE;

  p = perch_json_skip_space (p, end);
  if (p < end && *p == ']')
    return p + 1;
  while (!done)
    {
      double value = NAN;
      char *behind = NULL;

      if (end - p >= 4 && memcmp (p, "null", 4) == 0)
        behind = (char *) p + 4;
      else if (p < end && (*p == '-' || g_ascii_isdigit (*p)))
        value = g_ascii_strtod (p, &behind);
      if (behind == NULL)
        {
          refuse (error, "something else than a number in it");
          return NULL;
        }
      g_array_append_val (values, value);
      p = perch_json_scan_separator (behind, end, ']', &done);
      if (p == NULL)
        {
          refuse (error, "no comma behind a number");
          return NULL;
        }
    }
  return p;
}

static gboolean
read_rows (const char *p, const char *end, GArray *values, guint *rows, GError **error)
{
  gboolean done = FALSE;
  gsize columns = 0;

  p = perch_json_skip_space (p, end);
  if (p < end && *p == ']')
    return TRUE;
  while (!done)
    {
      gsize before = values->len;

      if (p == end || *p != '[')
        return refuse (error, "a row that is no array");
      p = read_row (p + 1, end, values, error);
      if (p == NULL)
        return FALSE;
      if (*rows > 0 && values->len - before != columns)
        return refuse (error, "rows of different lengths");
      columns = values->len - before;
      *rows += 1;
      p = perch_json_scan_separator (p, end, ']', &done);
      if (p == NULL)
        return refuse (error, "no comma behind a row");
    }
  return TRUE;
}

/* Unlike perch_json_scan_member() it takes the first `data`, since to see whether there is another
 * would mean to go through all numbers twice.
 *
 * Returns: (nullable): the bracket that opens its value */
static const char *
find_data (const char *p, const char *end)
{
  gboolean done = FALSE;

  p = perch_json_skip_space (p, end);
  if (p == end || *p != '{')
    return NULL;
  p = perch_json_skip_space (p + 1, end);
  while (p != NULL && !done)
    {
      PerchSlice key;
      const char *value = perch_json_scan_key (p, end, &key);

      if (value == NULL)
        return NULL;
      if (key.length == 4 && memcmp (key.text, "data", 4) == 0)
        return value < end && *value == '[' ? value : NULL;
      p = perch_json_scan_value (value, end, 1);
      if (p != NULL)
        p = perch_json_scan_separator (p, end, '}', &done);
    }
  return NULL;
}

/**
 * perch_floats_read_json:
 * @json: `{"data": [1, 2.5]}`, or `{"data": [[1, 2], [3, 4]]}` for two dimensions; valid JSON, as
 *   perch_backend_reply_read() leaves it
 * @dimensions: 1 or 2
 * @error: %PERCH_BACKEND_ERROR_CALL when it is anything else
 *
 * Reads numbers as servers without a binary form send them; null, which stands for what JSON has no
 * word for, becomes NaN. A million of them take about a tenth of a second: any thread may do it.
 *
 * Returns: (transfer full) (nullable):
 */
PerchFloats *
perch_floats_read_json (GBytes *json, guint dimensions, GError **error)
{
  gsize length = 0;
  const char *text = g_bytes_get_data (json, &length);
  const char *end = text + length;
  g_autoptr (GArray) values = g_array_new (FALSE, FALSE, sizeof (double));
  const char *data = NULL;
  guint rows = 0;
  guint n_values = 0;
  gsize size = 0;

  g_return_val_if_fail (dimensions == 1 || dimensions == 2, NULL);

  data = find_data (text, end);
  if (data == NULL)
    {
      refuse (error, "no such member");
      return NULL;
    }
  if (dimensions == 2 ? !read_rows (data + 1, end, values, &rows, error)
                      : read_row (data + 1, end, values, error) == NULL)
    return NULL;

  rows = dimensions == 1 ? 1 : rows;
  n_values = values->len;
  size = n_values * sizeof (double);
  return perch_floats_new_take (
      g_bytes_new_take (g_array_free (g_steal_pointer (&values), FALSE), size), rows,
      rows > 0 ? n_values / rows : 0);
}
