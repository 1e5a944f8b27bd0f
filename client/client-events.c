/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "client/client-private.h"
#include "client/event-stream-private.h"

/* Perch shows every 15 s that it lives. */
#define SILENCE_S 60

/* The first message: who we are, and where to begin. */
static char *
format_hello (PerchClient *self, gint64 since)
{
  const char *token = perch_client_get_token (self);
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (JsonNode) node = json_node_alloc ();

  if (token != NULL)
    json_object_set_string_member (object, "token", token);
  if (since >= 0)
    json_object_set_int_member (object, "since", since);
  json_node_init_object (node, object);
  return json_to_string (node, FALSE);
}

/* The first message is the data of the task. */
static void
connected_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (SoupWebsocketConnection) socket = NULL;
  g_autoptr (GError) error = NULL;

  socket = soup_session_websocket_connect_finish (SOUP_SESSION (source), result, &error);
  if (socket == NULL)
    {
      g_task_return_error (task, perch_client_error_new_for_cause (error));
      return;
    }
  soup_websocket_connection_send_text (socket, g_task_get_task_data (task));
  g_task_return_pointer (task, perch_event_stream_new (socket), g_object_unref);
}

/**
 * perch_client_listen_async:
 * @self: a client of the control socket, or of the bridge's port, with a token
 * @since: to begin with the events after this number that Perch keeps, 0 for all; or
 *   %PERCH_EVENT_STREAM_FROM_NOW
 * @cancellable: (nullable): to stop connecting
 * @callback: (scope async): called when there is a stream; it gets no event before
 * @user_data: for @callback
 *
 * Begins to listen to what happens in Perch and its backends.
 */
void
perch_client_listen_async (PerchClient *self,
                           gint64 since,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (SoupSession) session = NULL;
  g_autoptr (SoupMessage) message = NULL;

  g_return_if_fail (PERCH_IS_CLIENT (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, perch_client_listen_async);
  g_task_set_task_data (task, format_hello (self, since), g_free);
  session = perch_client_open_session (self, SILENCE_S);
  message = perch_client_build_message (self, "GET", "ws", "/events/ws");
  soup_session_websocket_connect_async (session, message, NULL, NULL, G_PRIORITY_DEFAULT,
                                        cancellable, connected_cb, g_steal_pointer (&task));
}

/**
 * perch_client_listen_finish:
 * @self: a client
 * @result: what the callback got
 * @error: return location for a #PerchClientError
 *
 * Returns: (transfer full) (nullable): what brings the events, as signals, until it is unreffed
 */
PerchEventStream *
perch_client_listen_finish (PerchClient *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
