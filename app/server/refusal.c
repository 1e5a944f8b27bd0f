/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/server/refusal.h"

#include "app/server/reply-text.h"

/* What a client may still send after it was refused, before it is cut off. One that only looks for
 * the answer when its body is out must get that far, or it sees a broken pipe instead of a reason.
 */
#define LINGER_BYTES (16 * 1024 * 1024)
#define LINGER_MS 2000
#define READ_BYTES (64 * 1024)
#define READS_A_TURN 4

/* libsoup would read a refused body to its end before it answers. So the connection is taken from
 * it, answered at once, and what still arrives is thrown away until the client stops, @drained
 * reaches its limit or the connection's deadline shuts the socket. */
typedef struct
{
  PerchConnection *connection; /* (owned) */
  GIOStream *stream; /* (owned) */
  GString *text; /* (owned) */
  gsize drained;
} Refusal;

static void
refusal_clear (gpointer data)
{
  Refusal *refusal = data;

  g_io_stream_close (refusal->stream, NULL, NULL);
  g_object_unref (refusal->stream);
  perch_connection_unref (refusal->connection);
  g_string_free (refusal->text, TRUE);
}

static void
refusal_unref (gpointer data)
{
  g_rc_box_release_full (data, refusal_clear);
}

/* The source that is waited for holds the refusal. */
static void
attach (Refusal *refusal, GSource *source, GSourceFunc func)
{
  g_source_set_static_name (source, "perch-refusal");
  g_source_set_callback (source, func, g_rc_box_acquire (refusal), refusal_unref);
  g_source_attach (source, g_main_context_get_thread_default ());
  g_source_unref (source);
}

static gboolean
readable_cb (GSocket *socket, GIOCondition condition, gpointer user_data)
{
  Refusal *refusal = user_data;
  g_autofree char *buffer = g_malloc (READ_BYTES);

  for (guint n = 0; n < READS_A_TURN; n++)
    {
      g_autoptr (GError) error = NULL;
      gssize length =
          g_socket_receive_with_blocking (socket, buffer, READ_BYTES, FALSE, NULL, &error);

      if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
        break;
      if (length <= 0)
        return G_SOURCE_REMOVE;
      refusal->drained += (gsize) length;
      if (refusal->drained > LINGER_BYTES)
        return G_SOURCE_REMOVE;
    }
  return G_SOURCE_CONTINUE;
}

/* These are the first bytes that go out on this connection, so they fit its send buffer; a client
 * that is gone already needs no answer. */
static void
send_and_drain (Refusal *refusal)
{
  GSocket *socket = perch_connection_get_socket (refusal->connection);

  g_socket_send_with_blocking (socket, refusal->text->str, refusal->text->len, FALSE, NULL, NULL);
  g_socket_shutdown (socket, FALSE, TRUE, NULL);
  perch_connection_set_deadline (refusal->connection, LINGER_MS);
  attach (refusal, g_socket_create_source (socket, G_IO_IN, NULL), G_SOURCE_FUNC (readable_cb));
}

static gboolean
delay_over_cb (gpointer user_data)
{
  send_and_drain (user_data);
  return G_SOURCE_REMOVE;
}

/**
 * perch_refusal_send:
 * @message: a request whose body has not been read; its status and reply headers are set
 * @connection: what it came on
 * @body: the reply's body
 * @delay_ms: how long to hold the answer back, 0 for not at all
 *
 * Answers @message without waiting for its body, and closes the connection as soon as the client
 * can have read the answer. @message is of no use afterwards.
 */
void
perch_refusal_send (SoupServerMessage *message,
                    PerchConnection *connection,
                    GBytes *body,
                    guint delay_ms)
{
  Refusal *refusal = NULL;

  g_return_if_fail (SOUP_IS_SERVER_MESSAGE (message));
  g_return_if_fail (connection != NULL);
  g_return_if_fail (body != NULL);

  refusal = g_rc_box_new0 (Refusal);
  refusal->text = perch_reply_text_new (message, body);
  refusal->connection = perch_connection_ref (connection);
  refusal->stream = soup_server_message_steal_connection (message);
  if (delay_ms == 0)
    send_and_drain (refusal);
  else
    {
      perch_connection_set_deadline (connection, 0);
      attach (refusal, g_timeout_source_new (delay_ms), delay_over_cb);
    }
  refusal_unref (refusal);
}
