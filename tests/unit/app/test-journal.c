/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/journal/journal.h"

#include <glib/gstdio.h>
#include <string.h>

#include "tests/unit/backend-manager/full-disk.h"
#include "tests/unit/backend-manager/scratch.h"

#define WATCHDOG_S 60

/* What a full disk has for each file: half a line. */
#define ROOM (50 * 1024)

typedef struct
{
  PerchScratch scratch;
  PerchJournal *journal;
  guint watchdog;
  guint n_problems; /* how often the problem has changed */
} Fixture;

static gboolean
watchdog_cb (gpointer user_data)
{
  g_error ("What the test waits for did not happen within %d s", WATCHDOG_S);
  return G_SOURCE_REMOVE;
}

static void
problem_cb (PerchJournal *journal, GParamSpec *pspec, gpointer user_data)
{
  Fixture *f = user_data;

  f->n_problems++;
}

static void
setup (Fixture *f, gconstpointer data)
{
  perch_scratch_init (&f->scratch);
  f->journal = perch_journal_new (f->scratch.dir);
  f->watchdog = g_timeout_add_seconds (WATCHDOG_S, watchdog_cb, NULL);
  g_signal_connect (f->journal, "notify::problem", G_CALLBACK (problem_cb), f);
}

static void
teardown (Fixture *f, gconstpointer data)
{
  perch_journal_close (f->journal);
  g_assert_finalize_object (f->journal);
  g_source_remove (f->watchdog);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  perch_scratch_clear (&f->scratch);
}

static void
add (Fixture *f, const char *message, gsize length)
{
  PerchJournalEntry entry = {
    .level = PERCH_LEVEL_INFO,
    .source = "main",
    .message = message,
    .message_length = length,
  };

  perch_journal_add (f->journal, &entry);
}

static guint
count_lines (const char *text)
{
  guint n_lines = 0;

  for (; (text = strchr (text, '\n')) != NULL; text++)
    n_lines++;
  return n_lines;
}

static void
test_later (Fixture *f, gconstpointer data)
{
  g_autofree char *text = NULL;
  g_autofree char *json = NULL;

  g_test_summary ("Lines are in the files soon, without anybody asking for it");

  perch_journal_log (f->journal, PERCH_LEVEL_INFO, "perch", "pid %d", 42);
  g_assert_false (perch_scratch_has (&f->scratch, "perch-log.txt"));
  while (!perch_scratch_has (&f->scratch, "perch-log.json"))
    g_main_context_iteration (NULL, TRUE);
  perch_journal_close (f->journal);

  text = perch_scratch_read (&f->scratch, "perch-log.txt");
  json = perch_scratch_read (&f->scratch, "perch-log.json");
  g_assert_true (g_str_has_suffix (text, " info    perch: pid 42\n"));
  g_assert_true (g_str_has_suffix (json, "\"source\":\"perch\",\"message\":\"pid 42\"}\n"));
}

static void
test_nothing (Fixture *f, gconstpointer data)
{
  perch_journal_close (f->journal);
  g_assert_false (perch_scratch_has (&f->scratch, "perch-log.txt"));
}

static void
test_close (Fixture *f, gconstpointer data)
{
  g_autofree char *text = NULL;

  g_test_summary ("Closing writes everything, also what came while a write was under way");

  for (guint i = 0; i < 20000; i++)
    {
      g_autofree char *line = g_strdup_printf ("line %u", i);

      add (f, line, strlen (line));
    }
  perch_journal_close (f->journal);
  perch_journal_close (f->journal);
  add (f, "too late", 8);
  text = perch_scratch_read (&f->scratch, "perch-log.txt");
  g_assert_cmpuint (count_lines (text), ==, 20000);
  g_assert_null (perch_journal_get_problem (f->journal));
  g_assert_cmpuint (perch_journal_get_dropped (f->journal), ==, 0);
}

static void
test_idle (Fixture *f, gconstpointer data)
{
  g_test_summary ("When all is written, no timer is left");

  perch_journal_log (f->journal, PERCH_LEVEL_INFO, "perch", "hello");
  while (!perch_scratch_has (&f->scratch, "perch-log.json"))
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (f->watchdog);
  for (gint timeout = 0; timeout >= 0;)
    {
      GPollFD fds[8];
      int priority;

      g_assert_true (g_main_context_acquire (NULL));
      g_main_context_prepare (NULL, &priority);
      g_main_context_query (g_main_context_default (), priority, &timeout, fds, G_N_ELEMENTS (fds));
      g_main_context_release (NULL);
      if (timeout >= 0)
        g_main_context_iteration (NULL, TRUE);
    }
  f->watchdog = g_timeout_add_seconds (WATCHDOG_S, watchdog_cb, NULL);
}

static void
test_flood (Fixture *f, gconstpointer data)
{
  const guint n_lines = 3000;
  g_autofree char *message = g_strnfill (10 * 1024, 'x');
  g_autofree char *text = NULL;
  g_autofree char *note = NULL;
  guint64 n_dropped;

  g_test_summary ("What comes faster than it can be written is dropped, and the log says how many "
                  "lines are missing as soon as it takes lines again");

  for (guint i = 0; i < n_lines; i++)
    {
      memcpy (message, (char *) &i, sizeof i); /* a line that comes again would only be counted */
      add (f, message, 10 * 1024);
    }
  perch_journal_log (f->journal, PERCH_LEVEL_INFO, "perch", "what Perch says is taken");
  n_dropped = perch_journal_get_dropped (f->journal);
  g_assert_cmpuint (n_dropped, >, n_lines / 2);
  g_assert_cmpuint (n_dropped, <, n_lines - 300); /* 8 MiB and a batch are two logs of 400 lines */

  note = g_strdup_printf (": %" G_GUINT64_FORMAT " lines dropped: the disk is slower", n_dropped);
  while (text == NULL || strstr (text, note) == NULL)
    {
      g_main_context_iteration (NULL, TRUE);
      g_clear_pointer (&text, g_free);
      text = perch_scratch_read (&f->scratch, "perch-log.txt");
    }
  g_assert_nonnull (strstr (text, "what Perch says is taken"));
  add (f, "taken again", 11);
  g_assert_cmpuint (perch_journal_get_dropped (f->journal), ==, n_dropped);
}

static void
test_problem (Fixture *f, gconstpointer data)
{
  g_autofree char *path = g_build_filename (f->scratch.dir, "perch-log.txt", NULL);
  g_autofree char *text = NULL;
  g_autofree char *json = NULL;

  g_test_summary ("A log that can't be written is told once; nothing is lost when it heals");

  g_assert_cmpint (g_mkdir (path, 0700), ==, 0);
  perch_journal_log (f->journal, PERCH_LEVEL_INFO, "perch", "first");
  while (perch_journal_get_problem (f->journal) == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (f->n_problems, ==, 1);
  g_assert_nonnull (strstr (perch_journal_get_problem (f->journal), path));
  json = perch_scratch_read (&f->scratch, "perch-log.json");
  g_assert_cmpuint (count_lines (json), ==, 1);

  perch_journal_log (f->journal, PERCH_LEVEL_INFO, "perch", "second");
  g_assert_cmpint (g_rmdir (path), ==, 0);
  perch_journal_close (f->journal);
  g_assert_null (perch_journal_get_problem (f->journal));
  g_assert_cmpuint (f->n_problems, ==, 2);
  text = perch_scratch_read (&f->scratch, "perch-log.txt");
  g_assert_cmpuint (count_lines (text), ==, 2);
  g_assert_nonnull (strstr (text, "perch: first\n"));
}

static void
test_full_disk (Fixture *f, gconstpointer data)
{
  g_autofree char *message = g_strnfill (100 * 1024, 'x');
  g_autofree char *text = NULL;
  PerchFullDisk full;

  g_test_summary ("Where the disk is full in the middle of a line, the line goes on there when "
                  "it has room again");

  perch_full_disk_begin (&full, ROOM);
  add (f, message, strlen (message));
  while (perch_journal_get_problem (f->journal) == NULL)
    g_main_context_iteration (NULL, TRUE);
  text = perch_scratch_read (&f->scratch, "perch-log.txt");
  g_assert_cmpuint (strlen (text), ==, ROOM);
  g_clear_pointer (&text, g_free);

  perch_full_disk_end (&full);
  perch_journal_close (f->journal);
  g_assert_null (perch_journal_get_problem (f->journal));
  text = perch_scratch_read (&f->scratch, "perch-log.txt");
  g_assert_cmpuint (count_lines (text), ==, 1);
  g_assert_cmpuint (strlen (text), >, strlen (message));
  g_assert_nonnull (strstr (text, message));
}

static void
test_full_disk_cleared (Fixture *f, gconstpointer data)
{
  g_autofree char *message = g_strnfill (100 * 1024, 'x');
  g_autofree char *path = g_build_filename (f->scratch.dir, "perch-log.txt", NULL);
  g_autofree char *text = NULL;
  PerchFullDisk full;

  g_test_summary ("Where the log is removed to make room, the new one has the whole line");

  perch_full_disk_begin (&full, ROOM);
  add (f, message, strlen (message));
  while (perch_journal_get_problem (f->journal) == NULL)
    g_main_context_iteration (NULL, TRUE);
  perch_full_disk_end (&full);
  g_assert_cmpint (g_remove (path), ==, 0);

  perch_journal_close (f->journal);
  g_assert_null (perch_journal_get_problem (f->journal));
  text = perch_scratch_read (&f->scratch, "perch-log.txt");
  g_assert_cmpuint (count_lines (text), ==, 1);
  g_assert_true (g_str_has_prefix (text, "1970-01-01T"));
  g_assert_nonnull (strstr (text, message));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add (path, Fixture, NULL, setup, func, teardown)
  ADD ("/journal/later", test_later);
  ADD ("/journal/nothing", test_nothing);
  ADD ("/journal/close", test_close);
  ADD ("/journal/idle", test_idle);
  ADD ("/journal/flood", test_flood);
  ADD ("/journal/problem", test_problem);
  ADD ("/journal/full-disk", test_full_disk);
  ADD ("/journal/full-disk-cleared", test_full_disk_cleared);
  return g_test_run ();
}
