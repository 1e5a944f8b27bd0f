/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/journal/log-parts.h"

#include "log-sample.h"

/* Parts of files that are there only to be told apart. */
typedef struct
{
  PerchScratch sample;
  PerchLogFile *files[3];
} Fixture;

static void
setup (Fixture *fixture, gconstpointer data)
{
  perch_scratch_init (&fixture->sample);
  for (guint i = 0; i < G_N_ELEMENTS (fixture->files); i++)
    {
      g_autofree char *path = log_sample_build_path (&fixture->sample, i);

      log_sample_append (&fixture->sample, i, "x\n");
      fixture->files[i] = perch_log_file_open (path, NULL);
      g_assert_nonnull (fixture->files[i]);
    }
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (fixture->files); i++)
    perch_log_file_unref (fixture->files[i]);
  perch_scratch_clear (&fixture->sample);
}

static GPtrArray *
make_parts (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) perch_log_part_free);
}

/* A part with rows at @first, @first + 1, …, each second of which was found. */
static void
add (Fixture *fixture, GPtrArray *parts, guint file, guint32 first, guint n_rows)
{
  PerchLogRows *rows = perch_log_rows_new (first);

  for (guint32 i = 0; i < n_rows; i++)
    {
      guint32 start = first + i;

      g_array_append_val (rows->starts, start);
      if (i % 2 == 1)
        g_array_append_val (rows->found, i);
    }
  rows->end = first + n_rows;
  g_ptr_array_add (parts, perch_log_part_new (fixture->files[file], rows));
}

static guint32
get_start (const GPtrArray *parts, guint row)
{
  guint row_in_part = 0;
  const PerchLogPart *part = perch_log_parts_locate (parts, row, &row_in_part);

  g_assert_nonnull (part);
  return g_array_index (part->rows->starts, guint32, row_in_part);
}

static void
test_rows (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) parts = make_parts ();
  guint row = 0;

  g_assert_cmpuint (perch_log_parts_count (parts), ==, 0);
  g_assert_null (perch_log_parts_locate (parts, 0, &row));
  g_assert_false (perch_log_parts_get_found (parts, 0, &row));

  add (fixture, parts, 0, 0, 4);
  add (fixture, parts, 1, 100, 0);
  add (fixture, parts, 2, 200, 3);
  g_assert_cmpuint (perch_log_parts_count (parts), ==, 7);
  g_assert_cmpuint (get_start (parts, 3), ==, 3);
  g_assert_cmpuint (get_start (parts, 4), ==, 200);
  g_assert_null (perch_log_parts_locate (parts, 7, &row));

  /* Found are the rows 1, 3 and 5. */
  g_assert_cmpuint (perch_log_parts_count_found (parts, 0), ==, 0);
  g_assert_cmpuint (perch_log_parts_count_found (parts, 2), ==, 1);
  g_assert_cmpuint (perch_log_parts_count_found (parts, 5), ==, 2);
  g_assert_cmpuint (perch_log_parts_count_found (parts, 6), ==, 3);
  g_assert_cmpuint (perch_log_parts_count_found (parts, G_MAXUINT), ==, 3);
  g_assert_true (perch_log_parts_get_found (parts, 2, &row));
  g_assert_cmpuint (row, ==, 5);
  g_assert_false (perch_log_parts_get_found (parts, 3, &row));

  g_assert_true (perch_log_parts_find (parts, fixture->files[2], 201, &row));
  g_assert_cmpuint (row, ==, 5);
  g_assert_false (perch_log_parts_find (parts, fixture->files[2], 203, &row));
  g_assert_false (perch_log_parts_find (parts, fixture->files[1], 201, &row));
}

static void
test_extract (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) parts = make_parts ();
  g_autoptr (GPtrArray) some = NULL;
  g_autoptr (GPtrArray) all = NULL;
  g_autoptr (GPtrArray) none = NULL;

  add (fixture, parts, 0, 0, 4);
  add (fixture, parts, 1, 100, 4);
  add (fixture, parts, 2, 200, 4);
  some = perch_log_parts_extract (parts, 3, 6);
  g_assert_cmpuint (perch_log_parts_count (some), ==, 6);
  g_assert_cmpuint (get_start (some, 0), ==, 3);
  g_assert_cmpuint (get_start (some, 1), ==, 100);
  g_assert_cmpuint (get_start (some, 5), ==, 200);
  all = perch_log_parts_extract (parts, 0, G_MAXUINT);
  g_assert_cmpuint (perch_log_parts_count (all), ==, 12);
  none = perch_log_parts_extract (parts, 12, 1);
  g_assert_cmpuint (none->len, ==, 0);
}

static void
test_grown (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) old = make_parts ();
  g_autoptr (GPtrArray) parts = make_parts ();

  g_test_summary ("The oldest file is gone, the next has grown, and there is a new one.");
  add (fixture, old, 0, 0, 4);
  add (fixture, old, 1, 100, 2);
  add (fixture, parts, 1, 102, 2);
  add (fixture, parts, 2, 200, 1);
  g_assert_cmpuint (perch_log_parts_continue (old, parts), ==, 4);
  g_assert_cmpuint (perch_log_parts_count (parts), ==, 5);
  g_assert_cmpuint (get_start (parts, 0), ==, 100);
  g_assert_cmpuint (get_start (parts, 3), ==, 103);
  g_assert_cmpuint (perch_log_parts_count_found (parts, G_MAXUINT), ==, 2);
}

static void
test_replaced (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) old = make_parts ();
  g_autoptr (GPtrArray) parts = make_parts ();
  g_autoptr (GPtrArray) nothing = make_parts ();

  g_test_summary ("Where it is not so simple, all rows are gone.");
  add (fixture, old, 0, 0, 4);
  add (fixture, old, 1, 100, 2);
  add (fixture, parts, 0, 4, 0);
  add (fixture, parts, 2, 200, 3);
  g_assert_cmpuint (perch_log_parts_continue (old, parts), ==, 6);
  g_assert_cmpuint (perch_log_parts_count (parts), ==, 7);
  g_assert_cmpuint (perch_log_parts_continue (parts, nothing), ==, 7);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function)                                                                        \
  g_test_add ("/log-parts/" name, Fixture, NULL, setup, function, teardown)
  ADD ("rows", test_rows);
  ADD ("extract", test_extract);
  ADD ("grown", test_grown);
  ADD ("replaced", test_replaced);
#undef ADD
  return g_test_run ();
}
