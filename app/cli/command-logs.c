/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include <stdio.h>

#include "app/cli/commands.h"
#include "app/cli/options.h"
#include "app/cli/output.h"
#include "app/journal/log-follow.h"
#include "app/paths.h"

#define DEFAULT_LINES 50
#define UNSAID G_MININT

/* @error is what ended it; without -f it ends with the last line that is there. */
typedef struct
{
  PerchLogFollow *log; /* (owned) */
  gboolean follow;
  GMainLoop *loop; /* (owned) */
  GError *error; /* (owned) (nullable) */
} Reading;

static void next_cb (GObject *source, GAsyncResult *result, gpointer user_data);

/* Takes what came, and waits for more if it should. */
static void
go_on (Reading *reading, GPtrArray *lines)
{
  for (guint i = 0; lines != NULL && i < lines->len; i++)
    g_print ("%s\n", (const char *) g_ptr_array_index (lines, i));
  fflush (stdout);
  if (lines != NULL && reading->follow)
    perch_log_follow_next_async (reading->log, NULL, next_cb, reading);
  else
    g_main_loop_quit (reading->loop);
}

static void
next_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Reading *reading = user_data;
  g_autoptr (GPtrArray) lines =
      perch_log_follow_next_finish (reading->log, result, &reading->error);

  go_on (reading, lines);
}

static void
tail_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Reading *reading = user_data;
  g_autoptr (GPtrArray) lines =
      perch_log_follow_tail_finish (reading->log, result, &reading->error);

  go_on (reading, lines);
}

static PerchExitStatus
read_log (PerchLogFollow *log, guint n_lines, gboolean follow)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Reading reading = { .log = log, .follow = follow, .loop = loop };
  g_autoptr (GError) error = NULL;

  perch_log_follow_tail_async (log, n_lines, NULL, tail_cb, &reading);
  g_main_loop_run (loop);
  error = reading.error;
  return error != NULL ? perch_output_failure (FALSE, NULL, error) : PERCH_EXIT_OK;
}

/**
 * perch_command_logs:
 * @argv: the command line from "logs" on
 *
 * Returns: what to exit with
 */
PerchExitStatus
perch_command_logs (char **argv)
{
  static const PerchUsage usage = { NULL, 0,
                                    "Shows the end of the log, whether or not Perch runs." };
  gboolean json = FALSE;
  gboolean follow = FALSE;
  int n_lines = UNSAID;
  g_autofree char *source = NULL;
  g_autofree char *since = NULL;
  g_autofree char *pattern = NULL;
  g_autofree char *directory = perch_paths_get_state_dir ();
  g_autoptr (PerchLogFollow) log = NULL;
  g_autoptr (PerchLogFilter) filter = NULL;
  g_autoptr (GError) error = NULL;
  const GOptionEntry entries[] = {
    { "follow", 'f', 0, G_OPTION_ARG_NONE, &follow, "Wait for more, until interrupted", NULL },
    { "grep", 0, 0, G_OPTION_ARG_STRING, &pattern,
      "Only lines with a match of this regular expression", "PATTERN" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, "Print the JSON log, an object a line", NULL },
    { "lines", 'n', 0, G_OPTION_ARG_INT, &n_lines, "How many lines at first (50; with --since all)",
      "N" },
    { "since", 0, 0, G_OPTION_ARG_STRING, &since,
      "Only lines from then on: 5m, 2h and 1d ago, or a date", "TIME" },
    { "source", 0, 0, G_OPTION_ARG_STRING, &source,
      "Only lines of this backend, or of \"perch\" itself", "NAME" },
    { NULL },
  };

  if (!perch_options_parse (&usage, entries, argv, NULL))
    return PERCH_EXIT_USAGE;
  if (n_lines < 0 && n_lines != UNSAID)
    {
      g_printerr ("perch logs: the number of lines can't be negative\n");
      return PERCH_EXIT_USAGE;
    }
  filter = perch_log_filter_new (since, pattern, g_get_real_time (), &error);
  if (filter == NULL)
    {
      g_printerr ("perch logs: %s\n", error->message);
      return PERCH_EXIT_USAGE;
    }
  if (n_lines == UNSAID)
    n_lines = since != NULL ? G_MAXINT : DEFAULT_LINES;

  log = perch_log_follow_new (directory, json ? PERCH_LOG_JSON : PERCH_LOG_TEXT, source);
  perch_log_follow_take_filter (log, g_steal_pointer (&filter));
  return read_log (log, (guint) n_lines, follow);
}
