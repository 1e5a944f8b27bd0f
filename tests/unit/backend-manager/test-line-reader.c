/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/line-reader.h"

#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <string.h>
#include <unistd.h>

#define WATCHDOG_S 60

typedef struct
{
  GMainContext *context; /* (owned) */
  GSource *watchdog; /* (owned) */
  PerchLineReader *reader;
  int write_fd;
  GString *lines; /* (owned): each line in brackets */
  guint n_calls;
  guint n_lines;
  gboolean eof;
  guint free_at_line; /* the callback frees the reader when it has seen so many; 0 is never */
  gint64 takes_us; /* so long does the callback take at least */
} Fixture;

static gboolean
watchdog_cb (gpointer user_data)
{
  g_error ("The reader did not get on for %d s", WATCHDOG_S);
  return G_SOURCE_REMOVE;
}

static void
lines_cb (const PerchLine *lines, gsize n_lines, gboolean eof, gpointer user_data)
{
  Fixture *f = user_data;
  gint64 end = g_get_monotonic_time () + f->takes_us;

  g_assert_false (f->eof);
  g_assert_true (n_lines > 0 || eof);
  f->n_calls++;
  f->n_lines += n_lines;
  f->eof = eof;

  if (f->free_at_line > 0 && f->n_lines >= f->free_at_line)
    g_clear_pointer (&f->reader, perch_line_reader_free);

  for (gsize i = 0; i < n_lines && f->lines->len < 10000; i++)
    g_string_append_printf (f->lines, "[%s]", lines[i].text);
  while (g_get_monotonic_time () < end)
    continue;
}

static void
setup (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  int fds[2];

  f->context = g_main_context_new ();
  g_main_context_push_thread_default (f->context);
  f->watchdog = g_timeout_source_new_seconds (WATCHDOG_S);
  g_source_set_callback (f->watchdog, watchdog_cb, NULL, NULL);
  g_source_attach (f->watchdog, f->context);

  g_assert_true (g_unix_open_pipe (fds, FD_CLOEXEC, &error));
  g_assert_no_error (error);
  f->write_fd = fds[1];
  f->lines = g_string_new (NULL);
  f->reader = perch_line_reader_new (fds[0], lines_cb, f);
}

static void
close_write_end (Fixture *f)
{
  if (f->write_fd >= 0)
    close (f->write_fd);
  f->write_fd = -1;
}

static void
teardown (Fixture *f, gconstpointer data)
{
  close_write_end (f);
  g_clear_pointer (&f->reader, perch_line_reader_free);
  g_string_free (f->lines, TRUE);
  g_source_destroy (f->watchdog);
  g_source_unref (f->watchdog);
  g_main_context_pop_thread_default (f->context);
  g_main_context_unref (f->context);
}

static void
put (Fixture *f, const char *text)
{
  g_assert_cmpint (write (f->write_fd, text, strlen (text)), ==, strlen (text));
}

static void
wait_for_lines (Fixture *f, guint n_lines)
{
  while (f->n_lines < n_lines)
    g_main_context_iteration (f->context, TRUE);
}

static void
wait_for_eof (Fixture *f)
{
  while (!f->eof)
    g_main_context_iteration (f->context, TRUE);
}

static void
test_pieces (Fixture *f, gconstpointer data)
{
  put (f, "one\ntw");
  wait_for_lines (f, 1);
  g_assert_cmpstr (f->lines->str, ==, "[one]");
  put (f, "o\nthree");
  wait_for_lines (f, 2);
  g_assert_cmpuint (perch_line_reader_get_bytes (f->reader), ==, 13);

  close_write_end (f);
  wait_for_eof (f);
  g_assert_cmpstr (f->lines->str, ==, "[one][two][three]");
  g_assert_cmpuint (perch_line_reader_get_bytes (f->reader), ==, 13);
  while (g_main_context_iteration (f->context, FALSE))
    ;
}

static void
test_nothing (Fixture *f, gconstpointer data)
{
  close_write_end (f);
  wait_for_eof (f);
  g_assert_cmpuint (f->n_calls, ==, 1);
  g_assert_cmpuint (f->n_lines, ==, 0);
}

static void
test_batches (Fixture *f, gconstpointer data)
{
  g_test_summary ("What lies in the pipe comes in few calls");

  for (guint i = 0; i < 1000; i++)
    put (f, "a line\n");
  wait_for_lines (f, 1000);
  g_assert_cmpuint (f->n_calls, <, 10);
}

static void
test_free_in_callback (Fixture *f, gconstpointer data)
{
  f->free_at_line = 1;
  for (guint i = 0; i < 1000; i++)
    put (f, "a line\n");
  wait_for_lines (f, 1);
  g_assert_null (f->reader);
  g_assert_cmpuint (f->n_calls, ==, 1);
  g_assert_true (g_str_has_prefix (f->lines->str, "[a line][a line]"));

  g_assert_cmpint (write (f->write_fd, "x", 1), ==, -1); /* nobody reads any more */
  g_assert_cmpint (errno, ==, EPIPE);
  while (g_main_context_iteration (f->context, FALSE))
    ;
  g_assert_cmpuint (f->n_calls, ==, 1);
}

static void
test_free_at_eof (Fixture *f, gconstpointer data)
{
  f->free_at_line = 1;
  put (f, "half a line");
  close_write_end (f);
  wait_for_eof (f);
  g_assert_null (f->reader);
  g_assert_cmpstr (f->lines->str, ==, "[half a line]");
}

static gpointer
flood_thread (gpointer data)
{
  Fixture *f = data;
  const char text[] = "a line that is written and flushed by itself\n";

  for (guint i = 0; i < 200000; i++)
    if (write (f->write_fd, text, strlen (text)) != (gssize) strlen (text))
      break;
  close_write_end (f);
  return NULL;
}

static void
test_flood (Fixture *f, gconstpointer data)
{
  g_autoptr (GThread) thread = NULL;
  guint n_turns = 0;

  g_test_summary ("A writer that flushes each line does not wake us for each");

  thread = g_thread_new ("flood", flood_thread, f);
  while (!f->eof)
    {
      g_main_context_iteration (f->context, TRUE);
      n_turns++;
    }
  g_thread_join (g_steal_pointer (&thread));
  g_assert_cmpuint (f->n_lines, ==, 200000);
  g_assert_cmpuint (f->n_calls, <, f->n_lines / 10);
  g_assert_cmpuint (n_turns, <, f->n_lines / 10);
}

static gpointer
endless_thread (gpointer data)
{
  Fixture *f = data;
  g_autofree char *text = g_malloc (65536);

  memset (text, '\n', 65536);
  while (write (f->write_fd, text, 65536) > 0)
    ;
  return NULL;
}

static gboolean
count_cb (gpointer user_data)
{
  (*(guint *) user_data)++;
  return G_SOURCE_CONTINUE;
}

static void
test_fair (Fixture *f, gconstpointer data)
{
  g_autoptr (GThread) thread = NULL;
  g_autoptr (GSource) idle = g_idle_source_new ();
  guint n_idle = 0;

  g_test_summary ("A flood leaves turns of the main loop to sources of lower priority");

  g_source_set_priority (idle, G_PRIORITY_LOW);
  g_source_set_callback (idle, count_cb, &n_idle, NULL);
  g_source_attach (idle, f->context);
  thread = g_thread_new ("endless", endless_thread, f);
  while (n_idle < 20 || f->n_lines < 1000000)
    g_main_context_iteration (f->context, TRUE);

  g_clear_pointer (&f->reader, perch_line_reader_free);
  g_thread_join (g_steal_pointer (&thread));
  g_source_destroy (idle);
}

/* Returns: how long the main loop would wait, in milliseconds; -1 is for a descriptor alone */
static int
get_timeout (Fixture *f)
{
  GPollFD fds[4];
  int timeout = 0;
  int priority;

  g_assert_true (g_main_context_acquire (f->context));
  g_main_context_prepare (f->context, &priority);
  g_main_context_query (f->context, priority, &timeout, fds, G_N_ELEMENTS (fds));
  g_main_context_release (f->context);
  return timeout;
}

/* Turns the main loop until nothing but a descriptor can wake it. */
static void
wait_until_quiet (Fixture *f)
{
  while (get_timeout (f) >= 0)
    g_main_context_iteration (f->context, TRUE);
}

static void
test_slow_callback (Fixture *f, gconstpointer data)
{
  guint n_quiet = 0;

  g_test_summary ("Who takes long over a line is no reason to look for more");

  /* A machine that takes the processor away in the wrong place makes it look once or twice. */
  g_source_set_ready_time (f->watchdog, -1);
  f->takes_us = 3000;
  for (guint i = 1; i <= 20; i++)
    {
      put (f, "line\n");
      wait_for_lines (f, i);
      n_quiet += get_timeout (f) == -1;
      wait_until_quiet (f);
    }
  g_assert_cmpuint (n_quiet, >, 0);
}

static void
test_quiet_again (Fixture *f, gconstpointer data)
{
  g_test_summary ("After a flood, a single line comes without waiting for a tick, and nothing "
                  "wakes the main loop while there is none");

  for (guint i = 0; i < 2000; i++)
    {
      put (f, "flushed\n");
      g_main_context_iteration (f->context, FALSE);
    }
  wait_for_lines (f, 2000);

  g_source_set_ready_time (f->watchdog, -1);
  wait_until_quiet (f);
  put (f, "single\n");
  while (f->n_lines == 2000)
    g_assert_true (g_main_context_iteration (f->context, FALSE));
}

/* One after the other, each read before the next comes.
 * Returns: how many until the reader looks at the pipe by the clock; @max when it does not */
static guint
put_until_ticking (Fixture *f, guint max)
{
  guint first = f->n_lines;
  guint n = 0;

  g_source_set_ready_time (f->watchdog, -1);
  wait_until_quiet (f);
  for (; n < max && get_timeout (f) == -1; n++)
    {
      put (f, "flushed\n");
      wait_for_lines (f, first + n + 1);
    }
  return n;
}

static void
test_lively (Fixture *f, gconstpointer data)
{
  guint n_lines = G_MAXUINT;

  g_test_summary ("Of a writer of a thousand lines a second some are read at once, and not if they "
                  "may be answers");

  /* A machine that stands still between two lines makes it start to count anew. */
  for (guint i = 0; i < 100 && n_lines > 6; i++)
    n_lines = put_until_ticking (f, 1000);
  g_assert_cmpuint (n_lines, ==, 6);

  wait_until_quiet (f);
  perch_line_reader_expect (f->reader);
  g_assert_cmpuint (put_until_ticking (f, 31), ==, 31);
}

static void
test_expect (Fixture *f, gconstpointer data)
{
  g_test_summary ("Who begins a dialogue with a lively writer does not wait for the clock");

  while (put_until_ticking (f, 1000) != 6)
    ;
  perch_line_reader_expect (f->reader);
  g_assert_cmpint (get_timeout (f), ==, -1);
  put (f, "answer\n");
  g_assert_true (g_main_context_iteration (f->context, FALSE));
  g_assert_true (g_str_has_suffix (f->lines->str, "[answer]"));
}

int
main (int argc, char **argv)
{
  signal (SIGPIPE, SIG_IGN);
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add (path, Fixture, NULL, setup, func, teardown)
  ADD ("/line-reader/pieces", test_pieces);
  ADD ("/line-reader/nothing", test_nothing);
  ADD ("/line-reader/batches", test_batches);
  ADD ("/line-reader/free-in-callback", test_free_in_callback);
  ADD ("/line-reader/free-at-eof", test_free_at_eof);
  ADD ("/line-reader/flood", test_flood);
  ADD ("/line-reader/fair", test_fair);
  ADD ("/line-reader/slow-callback", test_slow_callback);
  ADD ("/line-reader/quiet-again", test_quiet_again);
  ADD ("/line-reader/lively", test_lively);
  ADD ("/line-reader/expect", test_expect);
  return g_test_run ();
}
