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

/* Perch shows every 15 s that it lives. */
#define SILENCE_S 60
/* An event is a line of a backend, at most 1 MiB, and what Perch adds to it. */
#define MAX_EVENT (2 * 1024 * 1024)
#define WITHOUT_SINCE G_MININT64

/* @error is what ended it; it is not set when nobody reads what is printed any more. */
typedef struct
{
  GStrv filter; /* (nullable) */
  gint64 since;
  gboolean json;
  SoupWebsocketConnection *socket; /* (owned) (nullable): when connected */
  GMainLoop *loop;
  GError *error; /* (owned) (nullable) */
} Listening;

/* Heartbeats are not worth a line, unless somebody wants to see them. */
static gboolean
is_wanted (Listening *listening, const char *name)
{
  if (listening->filter == NULL)
    return !g_str_equal (name, "heartbeat");
  return g_strv_contains ((const char *const *) listening->filter, name);
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
message_cb (SoupWebsocketConnection *socket, int type, GBytes *bytes, gpointer user_data)
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
closed_cb (SoupWebsocketConnection *socket, gpointer user_data)
{
  Listening *listening = user_data;
  const char *reason = soup_websocket_connection_get_close_data (socket);

  if (listening->error == NULL && reason != NULL && *reason != '\0')
    g_set_error (&listening->error, PERCH_CLI_ERROR, PERCH_EXIT_FAILED,
                 "Perch has closed the connection: %s", reason);
  else if (listening->error == NULL)
    g_set_error (&listening->error, PERCH_CLI_ERROR, PERCH_EXIT_NOT_RUNNING, "Perch has ended");
  g_main_loop_quit (listening->loop);
}

static void
error_cb (SoupWebsocketConnection *socket, GError *error, gpointer user_data)
{
  Listening *listening = user_data;

  if (listening->error == NULL)
    perch_client_set_error (error, &listening->error);
}

static void
connected_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Listening *listening = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *hello = NULL;

  listening->socket = soup_session_websocket_connect_finish (SOUP_SESSION (source), result, &error);
  if (listening->socket == NULL)
    {
      perch_client_set_error (error, &listening->error);
      g_main_loop_quit (listening->loop);
      return;
    }
  soup_websocket_connection_set_max_incoming_payload_size (listening->socket, MAX_EVENT);
  g_signal_connect (listening->socket, "message", G_CALLBACK (message_cb), listening);
  g_signal_connect (listening->socket, "error", G_CALLBACK (error_cb), listening);
  g_signal_connect (listening->socket, "closed", G_CALLBACK (closed_cb), listening);
  hello = listening->since == WITHOUT_SINCE
              ? g_strdup ("{}")
              : g_strdup_printf ("{\"since\":%" G_GINT64_FORMAT "}", listening->since);
  soup_websocket_connection_send_text (listening->socket, hello);
}

static PerchExitStatus
listen_to_events (GStrv filter, gint64 since, gboolean json)
{
  g_autoptr (SoupSession) session = perch_client_open_session (SILENCE_S);
  g_autoptr (SoupMessage) message = soup_message_new ("GET", "ws://localhost/events/ws");
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Listening listening = { .filter = filter, .since = since, .json = json, .loop = loop };
  g_autoptr (GError) error = NULL;

  soup_session_websocket_connect_async (session, message, NULL, NULL, G_PRIORITY_DEFAULT, NULL,
                                        connected_cb, &listening);
  g_main_loop_run (loop);
  error = listening.error;
  if (listening.socket != NULL)
    g_signal_handlers_disconnect_by_data (listening.socket, &listening);
  g_clear_object (&listening.socket);
  return error != NULL ? perch_output_failure (FALSE, NULL, error) : PERCH_EXIT_OK;
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
  gint64 since = WITHOUT_SINCE;
  gboolean json = FALSE;
  const GOptionEntry entries[] = {
    { "filter", 0, 0, G_OPTION_ARG_STRING_ARRAY, &filter,
      "Only events of this name; may be given several times", "NAME" },
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
  return listen_to_events (filter, since, json);
}
