/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

/* Starts and stops a program again and again, from a process of a given size:
 * `spawn-bench perch|gsubprocess COUNT MEGABYTES CHILD GUARD RUN_DIR`. Prints a line of JSON for
 * each turn, in microseconds: how long the main loop was blocked by the call, when the first byte
 * came, how long after the request to stop the end was known, and when it was sure that nothing is
 * left (null for GSubprocess, which can't tell). */

#include <gio/gio.h>
#include <signal.h>
#include <string.h>

#include "backend-manager/run.h"

#define GRACE_MS 5000
#define TURN_LIMIT_S 30

/* The times of one turn; those that have not come yet are 0. */
typedef struct
{
  GMainLoop *loop;
  GSubprocess *subprocess; /* (nullable): of GSubprocess turns */
  char byte;
  gint64 start_us;
  gint64 called_us;
  gint64 first_us;
  gint64 told_us;
  gint64 known_us;
  gint64 proved_us;
} Turn;

typedef gboolean (*RunTurn) (Turn *turn, char **argv, GError **error);

static void
lines_cb (PerchRun *run, const PerchBackendLine *lines, guint n_lines, Turn *turn)
{
  if (turn->first_us != 0)
    return;

  turn->first_us = turn->told_us = g_get_monotonic_time ();
  perch_guard_client_stop (perch_run_get_guard (run), GRACE_MS);
}

static void
exited_cb (PerchGuardClient *guard, int code, int signal_number, Turn *turn)
{
  turn->known_us = g_get_monotonic_time ();
}

static void
ended_cb (PerchRun *run, gboolean empty, guint denied, Turn *turn)
{
  turn->proved_us = g_get_monotonic_time ();
  g_main_loop_quit (turn->loop);
}

static gboolean
run_perch (Turn *turn, char **argv, GError **error)
{
  static const char *const environment[] = { "LC_ALL=C.UTF-8", NULL };
  const char *const command[] = { argv[0], NULL };
  PerchGuardLaunch launch = {
    .guard = argv[1], .run_dir = argv[2], .cwd = "/", .argv = command, .environ = environment
  };
  g_autoptr (PerchRun) run = NULL;

  turn->start_us = g_get_monotonic_time ();
  run = perch_run_new (&launch, error);
  turn->called_us = g_get_monotonic_time ();
  if (run == NULL)
    return FALSE;

  g_signal_connect (run, "lines", G_CALLBACK (lines_cb), turn);
  g_signal_connect (run, "ended", G_CALLBACK (ended_cb), turn);
  g_signal_connect (perch_run_get_guard (run), "exited", G_CALLBACK (exited_cb), turn);
  g_main_loop_run (turn->loop);
  if (turn->first_us == 0)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "%s did not start or said nothing",
                   argv[0]);
      return FALSE;
    }
  return TRUE;
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Turn *turn = user_data;

  if (g_input_stream_read_finish (G_INPUT_STREAM (source), result, NULL) != 1)
    g_error ("the child closed its output");
  turn->first_us = turn->told_us = g_get_monotonic_time ();
  g_subprocess_send_signal (turn->subprocess, SIGTERM);
}

static void
waited_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Turn *turn = user_data;

  g_subprocess_wait_finish (G_SUBPROCESS (source), result, NULL);
  turn->known_us = g_get_monotonic_time ();
  g_main_loop_quit (turn->loop);
}

static gboolean
run_gsubprocess (Turn *turn, char **argv, GError **error)
{
  const char *const command[] = { argv[0], NULL };
  g_autoptr (GSubprocess) subprocess = NULL;

  turn->start_us = g_get_monotonic_time ();
  subprocess = g_subprocess_newv (command,
                                  G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE |
                                      G_SUBPROCESS_FLAGS_STDERR_PIPE,
                                  error);
  turn->called_us = g_get_monotonic_time ();
  if (subprocess == NULL)
    return FALSE;

  turn->subprocess = subprocess;
  g_input_stream_read_async (g_subprocess_get_stdout_pipe (subprocess), &turn->byte, 1,
                             G_PRIORITY_DEFAULT, NULL, read_cb, turn);
  g_subprocess_wait_async (subprocess, NULL, waited_cb, turn);
  g_main_loop_run (turn->loop);
  return TRUE;
}

static gboolean
hung_cb (gpointer user_data)
{
  g_error ("a turn took more than %d s", TURN_LIMIT_S);
  return G_SOURCE_REMOVE;
}

static void
print_turn (const Turn *turn)
{
  g_autofree char *proof =
      turn->proved_us != 0 ? g_strdup_printf ("%" G_GINT64_FORMAT, turn->proved_us - turn->told_us)
                           : g_strdup ("null");

  g_print ("{\"call\":%" G_GINT64_FORMAT ",\"first\":%" G_GINT64_FORMAT
           ",\"stop\":%" G_GINT64_FORMAT ",\"proof\":%s}\n",
           turn->called_us - turn->start_us, turn->first_us - turn->start_us,
           turn->known_us - turn->told_us, proof);
}

static int
take_turns (RunTurn run_turn, guint64 n_turns, char **argv)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);

  for (guint64 i = 0; i < n_turns; i++)
    {
      Turn turn = { .loop = loop };
      guint limit = g_timeout_add_seconds (TURN_LIMIT_S, hung_cb, NULL);
      g_autoptr (GError) error = NULL;

      if (!run_turn (&turn, argv, &error))
        {
          g_printerr ("spawn-bench: %s\n", error->message);
          return 1;
        }
      g_source_remove (limit);
      print_turn (&turn);
    }
  return 0;
}

int
main (int argc, char **argv)
{
  RunTurn run_turn = NULL;
  guint64 n_turns = 0;
  guint64 megabytes = 0;
  g_autofree char *ballast = NULL;

  if (argc == 7 && g_ascii_string_to_unsigned (argv[2], 10, 0, G_MAXUINT, &n_turns, NULL) &&
      g_ascii_string_to_unsigned (argv[3], 10, 0, 4096, &megabytes, NULL))
    run_turn = g_str_equal (argv[1], "perch")         ? run_perch
               : g_str_equal (argv[1], "gsubprocess") ? run_gsubprocess
                                                      : NULL;
  if (run_turn == NULL)
    {
      g_printerr ("usage: spawn-bench perch|gsubprocess COUNT MEGABYTES CHILD GUARD RUN_DIR\n");
      return 2;
    }

  ballast = g_malloc (megabytes * 1024 * 1024 + 1);
  memset (ballast, 1,
          megabytes * 1024 * 1024 + 1); /* pages that are there, as in a large program */
  return take_turns (run_turn, n_turns, argv + 4);
}
