/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/window/log-model.h"

#include <string.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "log-sample.h"
#include "sample-backends.h"

#define MILLION 1000000

typedef struct
{
  PerchScratch sample;
  PerchLogModel *model;
  guint n_changes;
  guint n_gone; /* in all changes */
} Fixture;

static void
changed_cb (Fixture *fixture, guint n_gone)
{
  fixture->n_changes++;
  fixture->n_gone += n_gone;
}

static void
setup (Fixture *fixture, gconstpointer data)
{
  perch_scratch_init (&fixture->sample);
  fixture->model = perch_log_model_new (fixture->sample.dir);
  g_signal_connect_swapped (fixture->model, "changed", G_CALLBACK (changed_cb), fixture);
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  perch_log_model_set_active (fixture->model, FALSE);
  sample_wait_until (G_OBJECT (fixture->model)->ref_count == 1);
  g_assert_finalize_object (fixture->model);
  perch_scratch_clear (&fixture->sample);
}

static guint
count (Fixture *fixture)
{
  return perch_log_model_get_n_rows (fixture->model);
}

static void
look (Fixture *fixture, PerchLevel least, const char *text, const char *sought)
{
  g_autoptr (PerchLogQuery) query = log_sample_want (least, text, sought);

  perch_log_model_set_query (fixture->model, query);
  perch_log_model_set_active (fixture->model, TRUE);
  sample_wait_until (!perch_log_model_get_busy (fixture->model));
  g_assert_true (perch_log_model_get_query (fixture->model) == query);
}

static void
assert_row (Fixture *fixture, guint row, const char *end)
{
  sample_wait_until (perch_log_model_peek (fixture->model, row) != NULL);
  g_assert_true (g_str_has_suffix (perch_log_model_peek (fixture->model, row), end));
}

static void
test_empty (Fixture *fixture, gconstpointer data)
{
  look (fixture, PERCH_LEVEL_DEBUG, NULL, NULL);
  g_assert_cmpuint (count (fixture), ==, 0);
  g_assert_null (perch_log_model_peek (fixture->model, 0));
  log_sample_fill (&fixture->sample, 0, 0, 3);
  sample_wait_until (count (fixture) == 3);
  assert_row (fixture, 2, "number 2");
}

static void
test_follow (Fixture *fixture, gconstpointer data)
{
  g_test_summary ("What comes is there, over rotations, until the oldest lines are gone.");
  log_sample_fill (&fixture->sample, 0, 0, 10);
  look (fixture, PERCH_LEVEL_DEBUG, NULL, "number 1");
  g_assert_cmpuint (count (fixture), ==, 10);
  assert_row (fixture, 9, "number 9");
  log_sample_fill (&fixture->sample, 0, 10, 5);
  sample_wait_until (count (fixture) == 15);
  assert_row (fixture, 14, "number 14"); /* on the page that was read before */

  for (guint i = 0; i < 4; i++)
    {
      log_sample_rotate (&fixture->sample);
      log_sample_fill (&fixture->sample, 0, 15 + i, 1);
      sample_wait_until (count (fixture) == 16 + i);
      g_assert_cmpuint (fixture->n_gone, ==, 0);
    }
  log_sample_rotate (&fixture->sample);
  log_sample_fill (&fixture->sample, 0, 19, 1);
  sample_wait_until (count (fixture) == 5);
  g_assert_cmpuint (fixture->n_gone, ==, 15);
  assert_row (fixture, 0, "number 15");
  g_assert_cmpuint (
      perch_log_parts_count_found (perch_log_model_get_parts (fixture->model), G_MAXUINT), ==, 5);
}

static void
test_emptied (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = log_sample_build_path (&fixture->sample, 0);

  log_sample_fill (&fixture->sample, 0, 0, 10);
  look (fixture, PERCH_LEVEL_DEBUG, NULL, NULL);
  g_assert_true (g_file_set_contents (path, "x: new\n", -1, NULL));
  sample_wait_until (count (fixture) == 1);
  assert_row (fixture, 0, "x: new");
}

static void
test_problem (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = log_sample_build_path (&fixture->sample, 0);
  g_autoptr (GFile) file = g_file_new_for_path (path);

  g_assert_true (g_file_make_symbolic_link (file, "/etc/passwd", NULL, NULL));
  perch_log_model_set_active (fixture->model, TRUE);
  sample_wait_until (perch_log_model_get_problem (fixture->model) != NULL);
  g_assert_nonnull (strstr (perch_log_model_get_problem (fixture->model), path));
  g_assert_true (g_file_delete (file, NULL, NULL));
  log_sample_fill (&fixture->sample, 0, 0, 1);
  sample_wait_until (count (fixture) == 1);
  g_assert_null (perch_log_model_get_problem (fixture->model));
}

static void
test_healed (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = log_sample_build_path (&fixture->sample, 0);
  g_autofree char *aside = g_strconcat (path, ".aside", NULL);
  g_autofree char *other = g_strconcat (path, ".other", NULL);

  g_test_summary ("A problem that is over is told, even when the rows are the same as before.");
  log_sample_fill (&fixture->sample, 0, 0, 3);
  look (fixture, PERCH_LEVEL_DEBUG, NULL, NULL);
  g_assert_cmpint (link (path, aside), ==, 0);
  g_assert_cmpint (symlink ("/etc/passwd", other), ==, 0);
  g_assert_cmpint (g_rename (other, path), ==, 0);
  sample_wait_until (perch_log_model_get_problem (fixture->model) != NULL);
  fixture->n_changes = 0;
  g_assert_cmpint (g_rename (aside, path), ==, 0);
  sample_wait_until (perch_log_model_get_problem (fixture->model) == NULL);
  g_assert_cmpuint (count (fixture), ==, 3);
  g_assert_cmpuint (fixture->n_changes, >, 0);
}

static void
test_million (Fixture *fixture, gconstpointer data)
{
  const GPtrArray *parts = NULL;
  gsize bytes = 0;
  guint row = 0;

  g_test_summary (
      "A million lines take a few bytes each, whatever is in them, and any can be had.");
  for (guint age = 0; age <= 4; age++)
    log_sample_fill (&fixture->sample, age, (4 - age) * (MILLION / 5), MILLION / 5);
  look (fixture, PERCH_LEVEL_DEBUG, NULL, "number 9999");
  g_assert_cmpuint (count (fixture), ==, MILLION);
  assert_row (fixture, 0, "number 0");
  assert_row (fixture, MILLION / 2, "number 500000");
  assert_row (fixture, MILLION - 1, "number 999999");

  parts = perch_log_model_get_parts (fixture->model);
  for (guint i = 0; i < parts->len; i++)
    {
      const PerchLogPart *part = g_ptr_array_index (parts, i);

      bytes += (part->rows->starts->len + part->rows->found->len) * sizeof (guint32);
    }
  g_assert_cmpuint (bytes, <, 5 * MILLION);

  /* 9999, 99990 to 99999, 999900 to 999999 */
  g_assert_cmpuint (perch_log_parts_count_found (parts, G_MAXUINT), ==, 111);
  g_assert_true (perch_log_parts_get_found (parts, 0, &row));
  g_assert_cmpuint (row, ==, 9999);

  look (fixture, PERCH_LEVEL_ERROR, "Main", NULL);
  g_assert_cmpuint (count (fixture), ==, MILLION / 10);
  assert_row (fixture, 12345, "number 123450");
}

static void
test_inactive (Fixture *fixture, gconstpointer data)
{
  log_sample_fill (&fixture->sample, 0, 0, 10);
  look (fixture, PERCH_LEVEL_DEBUG, NULL, NULL);
  perch_log_model_set_active (fixture->model, FALSE);
  g_assert_cmpuint (count (fixture), ==, 0);
  g_assert_cmpuint (fixture->n_gone, ==, 10);
  perch_log_model_set_active (fixture->model, TRUE);
  sample_wait_until (count (fixture) == 10);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function)                                                                        \
  g_test_add ("/log-model/" name, Fixture, NULL, setup, function, teardown)
  ADD ("empty", test_empty);
  ADD ("follow", test_follow);
  ADD ("emptied", test_emptied);
  ADD ("problem", test_problem);
  ADD ("healed", test_healed);
  ADD ("million", test_million);
  ADD ("inactive", test_inactive);
#undef ADD
  return g_test_run ();
}
