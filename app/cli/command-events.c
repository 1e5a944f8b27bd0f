/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include <stdio.h>
#include <string.h>

#include "app/cli/client.h"
#include "app/cli/commands.h"
#include "app/cli/options.h"
#include "app/cli/output.h"
#include "backend-manager/json-check.h"
#include "backend-manager/message.h"
#include "backend-manager/text.h"
#include "client/perch-client.h"

#define WITHOUT_SINCE G_MININT64

/* @error is what ended it; it is not set when nobody reads what is printed any more. */
typedef struct
{
  GPtrArray *filter; /* (nullable) (element-type GPatternSpec) */
  gint64 since;
  gboolean json;
  PerchEventStream *stream; /* (owned) (nullable): when connected */
  GMainLoop *loop;
  GError *error; /* (owned) (nullable) */
} Listening;

/* Heartbeats are not worth a line, unless somebody wants to see them. */
static gboolean
is_wanted (Listening *listening, const char *name)
{
  if (listening->filter == NULL)
    return !g_str_equal (name, "heartbeat");
  for (guint i = 0; i < listening->filter->len; i++)
    if (g_pattern_spec_match_string (g_ptr_array_index (listening->filter, i), name))
      return TRUE;
  return FALSE;
}

/* A string member of an event of Perch itself, or the raw JSON of another one. */
static PerchSlice
find_member (const char *text, gsize length, const char *name)
{
  gsize start = 0;
  gsize end = 0;

  if (!perch_json_find_member (text, length, name, &start, &end))
    return (PerchSlice){ "", 0 };
  if (text[start] == '"')
    return (PerchSlice){ text + start + 1, end - start - 2 };
  return (PerchSlice){ text + start, end - start };
}

static char *
format_time (PerchSlice timestamp)
{
  g_autofree char *text = perch_slice_dup_string (timestamp);
  g_autoptr (GDateTime) utc = g_date_time_new_from_iso8601 (text, NULL);
  g_autoptr (GDateTime) local = utc != NULL ? g_date_time_to_local (utc) : NULL;

  return local != NULL
             ? g_strdup_printf ("%02d:%02d:%02d.%03d", g_date_time_get_hour (local),
                                g_date_time_get_minute (local), g_date_time_get_second (local),
                                g_date_time_get_microsecond (local) / 1000)
             : g_steal_pointer (&text);
}

/* "12:34:56.789 main saved {"path":"a.txt"}" */
static char *
format_line (const char *name, const char *text, gsize length)
{
  PerchSlice payload = find_member (text, length, "payload");
  g_autofree char *time = format_time (find_member (text, length, "timestamp"));
  g_autofree char *source = perch_slice_dup_string (find_member (text, length, "source"));
  g_autofree char *line =
      g_strdup_printf ("%s %s %s %.*s", time, source, name, (int) payload.length, payload.text);

  return perch_text_escape (line);
}

static gboolean
print_event (Listening *listening, const char *name, const char *text, gsize length)
{
  g_autofree char *line =
      listening->json ? g_strndup (text, length) : format_line (name, text, length);

  return puts (line) >= 0 && fflush (stdout) == 0;
}

static void
event_cb (PerchEventStream *stream, GBytes *bytes, gpointer user_data)
{
  Listening *listening = user_data;
  gsize length = 0;
  const char *text = g_bytes_get_data (bytes, &length);
  g_autofree char *name = NULL;
  PerchMessage message;

  if (perch_message_scan (text, length, &message) != PERCH_MESSAGE_EVENT)
    return;
  name = perch_slice_dup_string (message.name);
  if (is_wanted (listening, name))
    {
      if (!print_event (listening, name, text, length))
        g_main_loop_quit (listening->loop);
    }
  else if (g_str_equal (name, "runtime_warning"))
    {
      /* What a filter leaves out must not hide that something is missing. */
      g_autofree char *line = format_line (name, text, length);

      g_printerr ("perch: %s\n", line);
    }
}

static void
closed_cb (PerchEventStream *stream, const GError *error, gpointer user_data)
{
  Listening *listening = user_data;

  if (listening->error == NULL)
    perch_cli_set_error (error, &listening->error);
  g_main_loop_quit (listening->loop);
}

static void
connected_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Listening *listening = user_data;
  g_autoptr (GError) error = NULL;

  listening->stream = perch_client_listen_finish (PERCH_CLIENT (source), result, &error);
  if (listening->stream == NULL)
    {
      closed_cb (NULL, error, listening);
      return;
    }
  g_signal_connect (listening->stream, "event", G_CALLBACK (event_cb), listening);
  g_signal_connect (listening->stream, "closed", G_CALLBACK (closed_cb), listening);
}

static PerchExitStatus
listen_to_events (GPtrArray *filter, gint64 since, gboolean json)
{
  g_autoptr (PerchClient) client = perch_client_new ();
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Listening listening = { .filter = filter, .since = since, .json = json, .loop = loop };
  g_autoptr (GError) error = NULL;

  perch_client_listen_async (client, MAX (since, PERCH_EVENT_STREAM_FROM_NOW), NULL, connected_cb,
                             &listening);
  g_main_loop_run (loop);
  error = listening.error;
  if (listening.stream != NULL)
    perch_event_stream_close (listening.stream);
  g_clear_object (&listening.stream);
  return error != NULL ? perch_output_failure (FALSE, NULL, error) : PERCH_EXIT_OK;
}

/* Each NAME[,NAME…] as patterns; %NULL when there is none. */
static GPtrArray *
compile_filter (const char *const *words)
{
  g_autoptr (GPtrArray) patterns = NULL;

  if (words == NULL)
    return NULL;
  patterns = g_ptr_array_new_with_free_func ((GDestroyNotify) g_pattern_spec_free);
  for (gsize i = 0; words[i] != NULL; i++)
    {
      g_auto (GStrv) names = g_strsplit (words[i], ",", -1);

      for (gsize j = 0; names[j] != NULL; j++)
        if (*g_strstrip (names[j]) != '\0')
          g_ptr_array_add (patterns, g_pattern_spec_new (names[j]));
    }
  return g_steal_pointer (&patterns);
}

/**
 * perch_command_events:
 * @argv: the command line from "events" on
 *
 * Returns: what to exit with
 */
PerchExitStatus
perch_command_events (char **argv)
{
  static const PerchUsage usage = { NULL, 0,
                                    "Shows what happens in Perch and its backends as it happens,\n"
                                    "until interrupted." };
  g_auto (GStrv) filter = NULL;
  g_autoptr (GPtrArray) patterns = NULL;
  gint64 since = WITHOUT_SINCE;
  gboolean json = FALSE;
  const GOptionEntry entries[] = {
    { "filter", 0, 0, G_OPTION_ARG_STRING_ARRAY, &filter,
      "Only events of these names, where * and ? stand for any; may be given several times",
      "NAME[,NAME]" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, "Print an object a line", NULL },
    { "since", 0, 0, G_OPTION_ARG_INT64, &since,
      "Begin with those after this number that are kept; 0 for all", "SEQ" },
    { NULL },
  };

  if (!perch_options_parse (&usage, entries, argv, NULL))
    return PERCH_EXIT_USAGE;
  if (since < 0 && since != WITHOUT_SINCE)
    {
      g_printerr ("perch events: the number of an event can't be negative\n");
      return PERCH_EXIT_USAGE;
    }
  patterns = compile_filter ((const char *const *) filter);
  return listen_to_events (patterns, since, json);
}
