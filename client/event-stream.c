/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "client/event-stream-private.h"

#include "client/client-private.h"

/* An event is a line of a backend, at most 1 MiB, and what Perch adds to it. */
#define MAX_EVENT (2 * 1024 * 1024)

/* @socket is set from the start until "closed" was emitted, which happens once at most. */
struct _PerchEventStream
{
  GObject parent_instance;
  SoupWebsocketConnection *socket; /* (owned) (nullable) */
  GError *error; /* (owned) (nullable): what went wrong on the way */
};

enum
{
  EVENT,
  CLOSED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PerchEventStream, perch_event_stream, G_TYPE_OBJECT)

static void
forget_socket (PerchEventStream *self)
{
  if (self->socket != NULL)
    g_signal_handlers_disconnect_by_data (self->socket, self);
  g_clear_object (&self->socket);
}

static void
perch_event_stream_dispose (GObject *object)
{
  PerchEventStream *self = PERCH_EVENT_STREAM (object);

  forget_socket (self);
  g_clear_error (&self->error);
  G_OBJECT_CLASS (perch_event_stream_parent_class)->dispose (object);
}

static void
perch_event_stream_class_init (PerchEventStreamClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = perch_event_stream_dispose;

  /**
   * PerchEventStream::event:
   * @self: the stream
   * @json: a JSON object: `event`, `source`, `timestamp`, `trace_id`, `seq` and `payload`
   *
   * Something has happened.
   */
  signals[EVENT] = g_signal_new ("event", PERCH_TYPE_EVENT_STREAM, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 1, G_TYPE_BYTES);

  /**
   * PerchEventStream::closed:
   * @self: the stream
   * @error: a #PerchClientError that says why
   *
   * There will be no more events: Perch has ended, or has closed the connection.
   */
  signals[CLOSED] = g_signal_new ("closed", PERCH_TYPE_EVENT_STREAM, G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
perch_event_stream_init (PerchEventStream *self)
{
}

static void
message_cb (SoupWebsocketConnection *socket, int type, GBytes *bytes, gpointer user_data)
{
  g_signal_emit (user_data, signals[EVENT], 0, bytes);
}

static void
error_cb (SoupWebsocketConnection *socket, GError *error, gpointer user_data)
{
  PerchEventStream *self = user_data;

  if (self->error == NULL)
    self->error = perch_client_error_new_for_cause (error);
}

static void
closed_cb (SoupWebsocketConnection *socket, gpointer user_data)
{
  g_autoptr (PerchEventStream) self = g_object_ref (user_data);
  const char *reason = soup_websocket_connection_get_close_data (socket);

  /* Perch does not wait for an answer to its goodbye, so that sending one may have failed. */
  if (soup_websocket_connection_get_close_code (socket) == SOUP_WEBSOCKET_CLOSE_GOING_AWAY)
    g_clear_error (&self->error);
  if (self->error == NULL && reason != NULL && *reason != '\0')
    g_set_error (&self->error, PERCH_CLIENT_ERROR, PERCH_CLIENT_ERROR_CONNECTION,
                 "Perch has closed the connection: %s", reason);
  else if (self->error == NULL)
    g_set_error_literal (&self->error, PERCH_CLIENT_ERROR, PERCH_CLIENT_ERROR_NOT_RUNNING,
                         "Perch has ended");
  forget_socket (self);
  g_signal_emit (self, signals[CLOSED], 0, self->error);
}

/**
 * perch_event_stream_new:
 * @socket: a connection to Perch, just made
 *
 * Returns: (transfer full): a stream of what it brings
 */
PerchEventStream *
perch_event_stream_new (SoupWebsocketConnection *socket)
{
  PerchEventStream *self = g_object_new (PERCH_TYPE_EVENT_STREAM, NULL);

  self->socket = g_object_ref (socket);
  soup_websocket_connection_set_max_incoming_payload_size (socket, MAX_EVENT);
  g_signal_connect (socket, "message", G_CALLBACK (message_cb), self);
  g_signal_connect (socket, "error", G_CALLBACK (error_cb), self);
  g_signal_connect (socket, "closed", G_CALLBACK (closed_cb), self);
  return self;
}

/**
 * perch_event_stream_close:
 * @self: a stream of events
 *
 * Listens no more; neither signal comes after this.
 */
void
perch_event_stream_close (PerchEventStream *self)
{
  g_return_if_fail (PERCH_IS_EVENT_STREAM (self));

  if (self->socket != NULL &&
      soup_websocket_connection_get_state (self->socket) == SOUP_WEBSOCKET_STATE_OPEN)
    soup_websocket_connection_close (self->socket, SOUP_WEBSOCKET_CLOSE_GOING_AWAY, NULL);
  forget_socket (self);
}
