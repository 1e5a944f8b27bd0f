/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/journal/log-export.h"

#include <glib/gstdio.h>
#include <string.h>

#include "app/journal/log-parts.h"
#include "log-sample.h"

typedef struct
{
  PerchScratch sample;
  GPtrArray *parts;
  GAsyncResult *result;
} Fixture;

static void
keep_cb (GObject *source_object, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static void
wait_for_result (Fixture *fixture)
{
  while (fixture->result == NULL)
    g_main_context_iteration (NULL, TRUE);
}

/* Two files with a line of three each that is not wanted. */
static void
setup (Fixture *fixture, gconstpointer data)
{
  g_autoptr (PerchLogQuery) query = log_sample_want (PERCH_LEVEL_DEBUG, "a", NULL);
  g_autoptr (GPtrArray) nothing = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;

  perch_scratch_init (&fixture->sample);
  log_sample_append (&fixture->sample, 1, "a1\nb\na2\n");
  log_sample_append (&fixture->sample, 0, "b\na3\na4\n");
  perch_log_look_async (fixture->sample.dir, query, nothing, NULL, keep_cb, &fixture->result);
  wait_for_result (fixture);
  fixture->parts = perch_log_look_finish (fixture->result, &error);
  g_assert_no_error (error);
  g_clear_object (&fixture->result);
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  g_ptr_array_unref (fixture->parts);
  g_clear_object (&fixture->result);
  perch_scratch_clear (&fixture->sample);
}

static void
test_copy (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) extract = perch_log_parts_extract (fixture->parts, 1, 2);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  perch_log_copy_async (extract, 6, NULL, keep_cb, &fixture->result);
  wait_for_result (fixture);
  text = perch_log_copy_finish (fixture->result, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (text, ==, "a2\na3\n");
}

static void
test_too_much (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  perch_log_copy_async (fixture->parts, 11, NULL, keep_cb, &fixture->result);
  wait_for_result (fixture);
  g_assert_null (perch_log_copy_finish (fixture->result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
}

static void
test_save (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = perch_scratch_write (&fixture->sample, "saved", "before", 0644);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  GStatBuf info;

  perch_log_save_async (fixture->parts, path, NULL, keep_cb, &fixture->result);
  wait_for_result (fixture);
  g_assert_true (perch_log_save_finish (fixture->result, &error));
  g_assert_no_error (error);
  text = perch_scratch_read (&fixture->sample, "saved");
  g_assert_cmpstr (text, ==, "a1\na2\na3\na4\n");
  g_assert_cmpint (g_stat (path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0077, ==, 0);
}

static void
test_save_nowhere (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  perch_log_save_async (fixture->parts, "/nonexistent/folder/log", NULL, keep_cb, &fixture->result);
  wait_for_result (fixture);
  g_assert_false (perch_log_save_finish (fixture->result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
}

static void
test_cancelled (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = perch_scratch_write (&fixture->sample, "saved", "before", 0644);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  perch_log_save_async (fixture->parts, path, cancellable, keep_cb, &fixture->result);
  wait_for_result (fixture);
  g_assert_false (perch_log_save_finish (fixture->result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  text = perch_scratch_read (&fixture->sample, "saved");
  g_assert_cmpstr (text, ==, "before");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function)                                                                        \
  g_test_add ("/log-export/" name, Fixture, NULL, setup, function, teardown)
  ADD ("copy", test_copy);
  ADD ("too-much", test_too_much);
  ADD ("save", test_save);
  ADD ("save-nowhere", test_save_nowhere);
  ADD ("cancelled", test_cancelled);
#undef ADD
  return g_test_run ();
}
