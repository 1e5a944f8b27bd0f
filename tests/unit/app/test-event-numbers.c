/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/event-numbers.h"

#include <gio/gio.h>
#include <glib/gstdio.h>

#include "tests/unit/backend-manager/patience.h"
#include "tests/unit/backend-manager/scratch.h"

typedef struct
{
  PerchScratch scratch;
  char *path;
} Fixture;

static void
setup (Fixture *fixture, gconstpointer data)
{
  perch_scratch_init (&fixture->scratch);
  fixture->path = g_build_filename (fixture->scratch.dir, "state", "event-number", NULL);
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  g_free (fixture->path);
  perch_scratch_clear (&fixture->scratch);
}

static gboolean
says (Fixture *fixture, const char *expected)
{
  g_autofree char *text = NULL;

  return g_file_get_contents (fixture->path, &text, NULL, NULL) && g_str_equal (text, expected);
}

static void
write_down (Fixture *fixture, const char *text)
{
  g_assert_true (g_file_set_contents (fixture->path, text, -1, NULL));
}

static void
test_ended (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpuint (perch_event_numbers_begin (fixture->path), ==, 1);
  perch_wait_until (says (fixture, "16777216\n"));
  perch_event_numbers_end (fixture->path, 7);
  g_assert_true (says (fixture, "7\n"));
  g_assert_cmpuint (perch_event_numbers_begin (fixture->path), ==, 9);
  perch_wait_until (says (fixture, "16777223\n"));
}

static void
test_crashed (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpuint (perch_event_numbers_begin (fixture->path), ==, 1);
  perch_wait_until (says (fixture, "16777216\n"));
  g_assert_cmpuint (perch_event_numbers_begin (fixture->path), ==, 16777218);
  perch_wait_until (says (fixture, "33554432\n"));
}

static void
test_odd (Fixture *fixture, gconstpointer data)
{
  static const char *const texts[] = { "", "x", "-1", "7 8", "2147483648", "99999999999999999999" };

  g_assert_cmpuint (perch_event_numbers_begin (fixture->path), ==, 1);
  perch_wait_until (says (fixture, "16777216\n"));
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      write_down (fixture, texts[i]);
      g_assert_cmpuint (perch_event_numbers_begin (fixture->path), ==, 1);
      perch_wait_until (says (fixture, "16777216\n"));
    }
}

static void
count_cb (const char *domain, GLogLevelFlags level, const char *message, gpointer user_data)
{
  (*(guint *) user_data)++;
}

/* Where nothing can be written they begin anew each time, and no more than a debug message says so.
 */
static void
test_no_folder (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->scratch.dir, "file", "event-number", NULL);
  g_autofree char *file = g_build_filename (fixture->scratch.dir, "file", NULL);

  guint n_said = 0;
  guint handler = g_log_set_handler ("perch", G_LOG_LEVEL_DEBUG, count_cb, &n_said);

  g_assert_true (g_file_set_contents (file, "", -1, NULL));
  g_assert_cmpuint (perch_event_numbers_begin (path), ==, 1);
  perch_event_numbers_end (path, 7);
  g_assert_cmpuint (perch_event_numbers_begin (path), ==, 1);
  perch_wait_until (n_said == 3);
  g_log_remove_handler ("perch", handler);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function)                                                                        \
  g_test_add ("/event-numbers/" name, Fixture, NULL, setup, function, teardown)
  ADD ("ended", test_ended);
  ADD ("crashed", test_crashed);
  ADD ("odd", test_odd);
  ADD ("no-folder", test_no_folder);
#undef ADD
  return g_test_run ();
}
