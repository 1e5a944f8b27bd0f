/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include <perch-client.h>

/* Restarts a backend, and shows all that happens meanwhile:
 *
 *   cc restart-watch.c $(pkg-config --cflags --libs perch-client) -o restart-watch
 *   ./restart-watch main
 */

typedef struct
{
  PerchClient *client;
  const char *backend;
  PerchEventStream *stream; /* (owned) (nullable) */
  GMainLoop *loop;
  int status;
} Watch;

static void
fail (Watch *watch, const GError *error)
{
  g_printerr ("restart-watch: %s\n", error->message);
  watch->status = 1;
  g_main_loop_quit (watch->loop);
}

static void
event_cb (PerchEventStream *stream, GBytes *json, gpointer user_data)
{
  gsize length = 0;
  const char *text = g_bytes_get_data (json, &length);

  g_print ("%.*s\n", (int) length, text);
}

static void
closed_cb (PerchEventStream *stream, const GError *error, gpointer user_data)
{
  fail (user_data, error);
}

static void
restarted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Watch *watch = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) reply = perch_client_change_backend_finish (watch->client, result, &error);

  if (reply == NULL)
    {
      fail (watch, error);
      return;
    }
  g_print ("%s has been restarted\n", watch->backend);
  g_main_loop_quit (watch->loop);
}

static void
listening_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Watch *watch = user_data;
  g_autoptr (GError) error = NULL;

  watch->stream = perch_client_listen_finish (watch->client, result, &error);
  if (watch->stream == NULL)
    {
      fail (watch, error);
      return;
    }
  g_signal_connect (watch->stream, "event", G_CALLBACK (event_cb), watch);
  g_signal_connect (watch->stream, "closed", G_CALLBACK (closed_cb), watch);
  perch_client_change_backend_async (watch->client, watch->backend, PERCH_CLIENT_RESTART, NULL,
                                     restarted_cb, watch);
}

int
main (int argc, char **argv)
{
  g_autoptr (PerchClient) client = perch_client_new ();
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Watch watch = { .client = client, .backend = argc > 1 ? argv[1] : "main", .loop = loop };

  perch_client_listen_async (client, PERCH_EVENT_STREAM_FROM_NOW, NULL, listening_cb, &watch);
  g_main_loop_run (loop);
  if (watch.stream != NULL)
    perch_event_stream_close (watch.stream);
  g_clear_object (&watch.stream);
  return watch.status;
}
