/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/journal/repeats.h"

#include <string.h>

typedef struct
{
  PerchRepeats *repeats;
  GString *notes; /* (owned) */
} Fixture;

static void
note_cb (const PerchJournalEntry *note, gpointer user_data)
{
  Fixture *f = user_data;

  g_string_append_printf (f->notes, "[%s %d %.*s]", note->source, note->level,
                          (int) note->message_length, note->message);
}

static void
setup (Fixture *f, gconstpointer data)
{
  f->notes = g_string_new (NULL);
  f->repeats = perch_repeats_new (note_cb, f);
}

static void
teardown (Fixture *f, gconstpointer data)
{
  perch_repeats_free (f->repeats);
  g_string_free (f->notes, TRUE);
}

static gboolean
pass (Fixture *f, const char *source, PerchLevel level, const char *message, gint64 when_us)
{
  PerchJournalEntry entry = { .when_us = when_us,
                              .level = level,
                              .source = source,
                              .message = message,
                              .message_length = strlen (message) };

  return perch_repeats_pass (f->repeats, &entry);
}

static guint
pass_many (Fixture *f, const char *source, const char *message, guint n, gint64 when_us)
{
  guint n_passed = 0;

  for (guint i = 0; i < n; i++)
    n_passed += pass (f, source, PERCH_LEVEL_INFO, message, when_us) ? 1 : 0;
  return n_passed;
}

static void
test_counted (Fixture *f, gconstpointer data)
{
  g_assert_cmpuint (pass_many (f, "main", "boom", 1000, 0), ==, PERCH_REPEATS_TAKEN);
  g_assert_true (perch_repeats_has_unsaid (f->repeats));
  g_assert_cmpstr (f->notes->str, ==, "");
  perch_repeats_tell (f->repeats, PERCH_REPEATS_WINDOW_US - 1, FALSE);
  g_assert_cmpstr (f->notes->str, ==, "");
  perch_repeats_tell (f->repeats, PERCH_REPEATS_WINDOW_US, FALSE);
  g_assert_cmpstr (f->notes->str, ==, "[main 1 repeated 990 times: boom]");
  g_assert_false (perch_repeats_has_unsaid (f->repeats));
  g_assert_cmpuint (pass_many (f, "main", "boom", 1, 0), ==, 1);
}

static void
test_goes_on (Fixture *f, gconstpointer data)
{
  g_test_summary ("A line that goes on is told of once in each window");

  for (guint i = 0; i < 3; i++)
    g_assert_cmpuint (pass_many (f, "main", "boom", 100, i * PERCH_REPEATS_WINDOW_US), ==,
                      PERCH_REPEATS_TAKEN);
  perch_repeats_tell (f->repeats, 0, TRUE);
  g_assert_cmpstr (f->notes->str, ==,
                   "[main 1 repeated 90 times: boom][main 1 repeated 90 times: boom]"
                   "[main 1 repeated 90 times: boom]");
}

static void
test_different (Fixture *f, gconstpointer data)
{
  g_test_summary ("Only lines that are the same in all count as the same");

  g_assert_cmpuint (pass_many (f, "main", "boom", 10, 0), ==, 10);
  g_assert_cmpuint (pass_many (f, "other", "boom", 10, 0), ==, 10);
  g_assert_true (pass (f, "main", PERCH_LEVEL_ERROR, "boom", 0));
  for (guint i = 0; i < 10000; i++)
    {
      g_autofree char *line = g_strdup_printf ("a line of the number %05u, which is longer", i);

      g_assert_true (pass (f, "main", PERCH_LEVEL_INFO, line, 0));
    }
  for (guint length = 0; length < 100; length++)
    {
      g_autofree char *line = g_strnfill (length, 'x');

      g_assert_cmpuint (pass_many (f, "main", line, 12, 0), ==, 10);
    }
}

static void
test_steady (Fixture *f, gconstpointer data)
{
  g_test_summary ("A line a second is never counted");

  for (guint i = 0; i < 100; i++)
    g_assert_true (pass (f, "main", PERCH_LEVEL_INFO, "tick", i * G_USEC_PER_SEC));
}

static void
test_fields (Fixture *f, gconstpointer data)
{
  g_test_summary ("Events with the same summary differ by their fields");

  for (guint i = 0; i < 100; i++)
    {
      g_autofree char *fields = g_strdup_printf ("{\"event\":\"saved\",\"n\":%u}", i);
      PerchJournalEntry entry = { .source = "main",
                                  .message = "event saved",
                                  .message_length = 11,
                                  .fields = fields,
                                  .fields_length = strlen (fields) };

      g_assert_true (perch_repeats_pass (f->repeats, &entry));
    }
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, setup, func, teardown)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/repeats/counted", test_counted);
  ADD ("/repeats/goes-on", test_goes_on);
  ADD ("/repeats/different", test_different);
  ADD ("/repeats/steady", test_steady);
  ADD ("/repeats/fields", test_fields);
  return g_test_run ();
}
