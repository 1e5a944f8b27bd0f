/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/child-process.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "backend-manager/error.h"

/* A run of /bin/sh, and what came of it. */
typedef struct
{
  GMainLoop *loop;
  GCancellable *cancellable;
  GString *seen; /* lines, each with its end */
  GStrv last;
  GError *error;
} Fixture;

static void
setup (Fixture *fixture, gconstpointer data)
{
  fixture->loop = g_main_loop_new (NULL, FALSE);
  fixture->cancellable = g_cancellable_new ();
  fixture->seen = g_string_new (NULL);
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  g_main_loop_unref (fixture->loop);
  g_assert_finalize_object (fixture->cancellable);
  g_string_free (fixture->seen, TRUE);
  g_strfreev (fixture->last);
  g_clear_error (&fixture->error);
}

static void
ended_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *fixture = user_data;

  perch_child_process_run_finish (result, &fixture->last, &fixture->error);
  g_main_loop_quit (fixture->loop);
}

/* A line "stop" is what tests of the cancellable wait for. */
static void
line_cb (const char *line, gpointer user_data)
{
  Fixture *fixture = user_data;

  g_string_append_printf (fixture->seen, "%s\n", line);
  if (g_str_equal (line, "stop"))
    g_cancellable_cancel (fixture->cancellable);
}

static void
run (Fixture *fixture, const char *script, guint timeout_ms)
{
  const char *argv[] = { "/bin/sh", "-c", script, NULL };

  perch_child_process_run_async (argv, timeout_ms, line_cb, fixture, fixture->cancellable, ended_cb,
                                 fixture);
  g_main_loop_run (fixture->loop);
}

static void
test_good (Fixture *fixture, gconstpointer data)
{
  run (fixture, "pwd; printf 'a\\033[2Jb' >&2; echo; printf 'no end'", 0);
  g_assert_no_error (fixture->error);
  g_assert_cmpstr (fixture->seen->str, ==, "/\na\\x1b[2Jb\nno end\n");
  g_assert_cmpuint (g_strv_length (fixture->last), ==, 3);
}

static void
test_last_lines (Fixture *fixture, gconstpointer data)
{
  run (fixture, "i=0; while [ $i -lt 100 ]; do echo $i; i=$((i + 1)); done", 0);
  g_assert_cmpuint (g_strv_length (fixture->last), ==, 12);
  g_assert_cmpstr (fixture->last[0], ==, "88");
  g_assert_cmpstr (fixture->last[11], ==, "99");
}

static void
test_failure (Fixture *fixture, gconstpointer data)
{
  run (fixture, "echo the reason; exit 3", 0);
  g_assert_error (fixture->error, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_EXITED);
  g_assert_cmpstr (fixture->error->message, ==, "the reason");
  g_assert_cmpstr (fixture->last[0], ==, "the reason");
}

static void
test_silent_failure (Fixture *fixture, gconstpointer data)
{
  run (fixture, "kill -9 $$", 0);
  g_assert_error (fixture->error, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_EXITED);
  g_assert_nonnull (strstr (fixture->error->message, "9"));
}

static void
test_too_slow (Fixture *fixture, gconstpointer data)
{
  run (fixture, "while :; do sleep 1; done", 50);
  g_assert_error (fixture->error, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_TIMED_OUT);
}

/* Waits until @line, the number of a process, is that of none: whoever adopts it has reaped it. */
static void
wait_until_gone (const char *line)
{
  int pid = atoi (line);

  g_assert_cmpint (pid, >, 0);
  while (kill (pid, 0) == 0)
    g_usleep (1000);
}

/* The shell does not listen, and has a child: both must go. */
static void
test_cancelled (Fixture *fixture, gconstpointer data)
{
  g_auto (GStrv) lines = NULL;

  run (fixture, "trap '' TERM; sleep 1000 & echo $!; echo stop; wait; wait", 0);
  g_assert_error (fixture->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  lines = g_strsplit (fixture->seen->str, "\n", -1);
  wait_until_gone (lines[0]);
}

static void
test_deaf_child (Fixture *fixture, gconstpointer data)
{
  g_auto (GStrv) lines = NULL;

  g_test_summary ("What a program has started goes with it, even if it does not listen itself.");

  run (fixture, "trap '' TERM; sleep 1000 & trap - TERM; echo $!; echo stop; wait", 0);
  g_assert_error (fixture->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  lines = g_strsplit (fixture->seen->str, "\n", -1);
  wait_until_gone (lines[0]);
}

static void
test_cancelled_before (Fixture *fixture, gconstpointer data)
{
  g_cancellable_cancel (fixture->cancellable);
  run (fixture, "echo never", 0);
  g_assert_error (fixture->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (fixture->seen->len, ==, 0);
}

/* Somebody else has the pipe, and does not end. */
static void
test_lingering (Fixture *fixture, gconstpointer data)
{
  run (fixture, "sleep 1000 & echo $!", 0);
  g_assert_no_error (fixture->error);
  g_assert_nonnull (fixture->last[0]);
  g_assert_cmpint (kill (atoi (fixture->last[0]), SIGKILL), ==, 0);
}

static void
test_environment (Fixture *fixture, gconstpointer data)
{
  g_setenv ("PYTHONPATH", "/elsewhere", TRUE);
  run (fixture, "echo \"<$PYTHONPATH>\"", 0);
  g_unsetenv ("PYTHONPATH");
  g_assert_cmpstr (fixture->last[0], ==, "<>");
}

static void
test_no_program (Fixture *fixture, gconstpointer data)
{
  const char *argv[] = { "/no/such/program", NULL };

  perch_child_process_run_async (argv, 0, line_cb, fixture, NULL, ended_cb, fixture);
  g_main_loop_run (fixture->loop);
  g_assert_error (fixture->error, G_SPAWN_ERROR, G_SPAWN_ERROR_NOENT);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add ("/child-process/" name, Fixture, NULL, setup, func, teardown)
  ADD ("good", test_good);
  ADD ("last-lines", test_last_lines);
  ADD ("failure", test_failure);
  ADD ("silent-failure", test_silent_failure);
  ADD ("too-slow", test_too_slow);
  ADD ("cancelled", test_cancelled);
  ADD ("deaf-child", test_deaf_child);
  ADD ("cancelled-before", test_cancelled_before);
  ADD ("lingering", test_lingering);
  ADD ("environment", test_environment);
  ADD ("no-program", test_no_program);
  return g_test_run ();
}
