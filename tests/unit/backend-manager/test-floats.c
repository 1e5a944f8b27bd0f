/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/floats.h"

#include <math.h>
#include <string.h>

#include "backend-manager/error.h"

static PerchFloats *
read_json (const char *json, guint dimensions, GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new_take (g_memdup2 (json, strlen (json)), strlen (json));

  return perch_floats_read_json (bytes, dimensions, error);
}

static void
assert_floats (PerchFloats *floats, guint rows, guint columns, const double *expected)
{
  const double *values = g_bytes_get_data (floats->values, NULL);

  g_assert_cmpuint (floats->rows, ==, rows);
  g_assert_cmpuint (floats->columns, ==, columns);
  g_assert_cmpuint (g_bytes_get_size (floats->values), ==, rows * columns * sizeof (double));
  for (guint i = 0; i < rows * columns; i++)
    if (isnan (expected[i]))
      g_assert_true (isnan (values[i]));
    else
      g_assert_cmpfloat (values[i], ==, expected[i]);
}

static void
test_json (void)
{
  const double numbers[] = { 1, -2.5, NAN, 1e300, 0, 6 };
  g_autoptr (PerchFloats) row = read_json ("{\"data\":[1,-2.5,null,1e300,0,6]}", 1, NULL);
  g_autoptr (PerchFloats) table =
      read_json ("{\"notes\":[[]],\"data\" : [ [1, -2.5, null], [1e300, 0, 6] ] }", 2, NULL);
  g_autoptr (PerchFloats) nothing = read_json ("{\"data\":[]}", 1, NULL);
  g_autoptr (PerchFloats) no_rows = read_json ("{\"data\":[]}", 2, NULL);
  g_autoptr (PerchFloats) empty_rows = read_json ("{\"data\":[[],[]]}", 2, NULL);

  assert_floats (row, 1, 6, numbers);
  assert_floats (table, 2, 3, numbers);
  assert_floats (nothing, 1, 0, numbers);
  assert_floats (no_rows, 0, 0, numbers);
  assert_floats (empty_rows, 2, 0, numbers);
}

static void
test_bad_json (void)
{
  static const struct
  {
    const char *json;
    guint dimensions;
    const char *message;
  } cases[] = {
    { "[1]", 1, "no such member" },
    { "{}", 1, "no such member" },
    { "{\"data\":3}", 1, "no such member" },
    { "{\"data\":[\"x\"]}", 1, "something else than a number" },
    { "{\"data\":[true]}", 1, "something else than a number" },
    { "{\"data\":[[1]]}", 1, "something else than a number" },
    { "{\"data\":[1]}", 2, "a row that is no array" },
    { "{\"data\":[[1],2]}", 2, "a row that is no array" },
    { "{\"data\":[[1],[1,2]]}", 2, "rows of different lengths" },
    { "{\"data\":[[],[1]]}", 2, "rows of different lengths" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (read_json (cases[i].json, cases[i].dimensions, &error));
      g_assert_error (error, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_CALL);
      if (strstr (error->message, cases[i].message) == NULL)
        g_error ("“%s” lacks “%s”", error->message, cases[i].message);
    }
}

static void
test_little_endian (void)
{
  /* 1.0 and -2.0 as they go over the wire. */
  static const guint8 wire[] = { 0, 0, 0, 0, 0, 0, 0xf0, 0x3f, 0, 0, 0, 0, 0, 0, 0, 0xc0 };
  static const double expected[] = { 1, -2 };
  g_autoptr (GBytes) bytes = g_bytes_new_static (wire, sizeof wire);
  g_autoptr (PerchFloats) row = perch_floats_read_little_endian (bytes, 1, 2, NULL);
  g_autoptr (PerchFloats) column = perch_floats_read_little_endian (bytes, 2, 1, NULL);

  assert_floats (row, 1, 2, expected);
  assert_floats (column, 2, 1, expected);
}

static void
test_wrong_size (void)
{
  static const struct
  {
    gsize size;
    guint rows;
    guint columns;
  } cases[] = { { 16, 1, 1 }, { 16, 1, 3 }, { 15, 1, 1 }, { 0, 1, 1 }, { 8, 65536, 65536 } };
  static const guint8 zeros[16];

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GBytes) bytes = g_bytes_new_static (zeros, cases[i].size);
      g_autoptr (GError) error = NULL;

      g_assert_null (
          perch_floats_read_little_endian (bytes, cases[i].rows, cases[i].columns, &error));
      g_assert_error (error, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_CALL);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/floats/json", test_json);
  g_test_add_func ("/floats/bad-json", test_bad_json);
  g_test_add_func ("/floats/little-endian", test_little_endian);
  g_test_add_func ("/floats/wrong-size", test_wrong_size);
  return g_test_run ();
}
