/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/http-exchange.h"

/* How much is read at a time: little at first, since most answers are short. */
#define MIN_CHUNK_BYTES 4096
#define MAX_CHUNK_BYTES (1024 * 1024)

/* One request and the whole of its answer. @body is set once the head of the answer is there; the
 * first @n_read bytes of @received hold what has come of it since. */
typedef struct
{
  SoupMessage *message; /* (owned) */
  GInputStream *body; /* (owned) (nullable) */
  GByteArray *received; /* (owned) */
  gsize n_read;
  gsize max_bytes;
  PerchHttpTooLong too_long;
} Exchange;

static void
exchange_free (Exchange *exchange)
{
  g_clear_object (&exchange->body);
  g_object_unref (exchange->message);
  g_byte_array_unref (exchange->received);
  g_free (exchange);
}

/* What has not been read of the answer must not be taken for the next one: the connection is closed
 * with the body, since a message without keep-alive has no next. */
static void
abandon (Exchange *exchange)
{
  soup_message_headers_replace (soup_message_get_response_headers (exchange->message), "Connection",
                                "close");
  g_clear_object (&exchange->body);
}

static void
take_failure (GTask *task, GError *error)
{
  abandon (g_task_get_task_data (task));
  g_task_return_error (task, error);
}

static void
finish (GTask *task)
{
  Exchange *exchange = g_task_get_task_data (task);

  g_byte_array_set_size (exchange->received, (guint) exchange->n_read);
  g_task_return_pointer (task, g_byte_array_free_to_bytes (g_steal_pointer (&exchange->received)),
                         (GDestroyNotify) g_bytes_unref);
  exchange->received = g_byte_array_new ();
}

static void
finish_too_long (GTask *task)
{
  Exchange *exchange = g_task_get_task_data (task);

  abandon (exchange);
  if (exchange->too_long == PERCH_HTTP_TOO_LONG_CUT)
    finish (task);
  else
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NO_SPACE,
                             "the answer is longer than %" G_GSIZE_FORMAT " bytes",
                             exchange->max_bytes);
}

static void read_on (GTask *task);

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Exchange *exchange = g_task_get_task_data (task);
  GError *error = NULL;
  gssize n = g_input_stream_read_finish (G_INPUT_STREAM (source), result, &error);

  if (n < 0)
    {
      take_failure (task, error);
      return;
    }
  exchange->n_read += n;
  if (n == 0)
    finish (task);
  else if (exchange->n_read > exchange->max_bytes)
    finish_too_long (task);
  else
    read_on (task);
}

static void
read_on (GTask *task)
{
  Exchange *exchange = g_task_get_task_data (task);
  gsize chunk = CLAMP (exchange->n_read, MIN_CHUNK_BYTES, MAX_CHUNK_BYTES);

  g_byte_array_set_size (exchange->received, (guint) (exchange->n_read + chunk));
  g_input_stream_read_async (exchange->body, exchange->received->data + exchange->n_read, chunk,
                             G_PRIORITY_DEFAULT, g_task_get_cancellable (task), read_cb,
                             g_object_ref (task));
}

static void
sent_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Exchange *exchange = g_task_get_task_data (task);
  GError *error = NULL;
  SoupMessageHeaders *headers = NULL;

  exchange->body = soup_session_send_finish (SOUP_SESSION (source), result, &error);
  if (exchange->body == NULL)
    {
      take_failure (task, error);
      return;
    }
  headers = soup_message_get_response_headers (exchange->message);
  if (exchange->too_long == PERCH_HTTP_TOO_LONG_REFUSE &&
      soup_message_headers_get_encoding (headers) == SOUP_ENCODING_CONTENT_LENGTH &&
      soup_message_headers_get_content_length (headers) > (goffset) exchange->max_bytes)
    finish_too_long (task);
  else
    read_on (task);
}

/**
 * perch_http_exchange_async:
 * @message: a request that was not sent yet; status and headers of the answer are in it afterwards
 * @max_bytes: how long the body of the answer may be; less than 1 GiB
 * @too_long: what follows if it is longer
 * @cancellable: (nullable): closes the connection
 *
 * Sends a request and reads the whole answer.
 */
void
perch_http_exchange_async (SoupSession *session,
                           SoupMessage *message,
                           gsize max_bytes,
                           PerchHttpTooLong too_long,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  GTask *task = NULL;
  Exchange *exchange = NULL;

  g_return_if_fail (SOUP_IS_SESSION (session));
  g_return_if_fail (SOUP_IS_MESSAGE (message));
  g_return_if_fail (max_bytes < G_MAXINT / 2);

  task = g_task_new (session, cancellable, callback, user_data);
  g_task_set_source_tag (task, perch_http_exchange_async);
  exchange = g_new0 (Exchange, 1);
  exchange->message = g_object_ref (message);
  exchange->received = g_byte_array_new ();
  exchange->max_bytes = max_bytes;
  exchange->too_long = too_long;
  g_task_set_task_data (task, exchange, (GDestroyNotify) exchange_free);
  soup_session_send_async (session, message, G_PRIORITY_DEFAULT, cancellable, sent_cb, task);
}

/**
 * perch_http_exchange_finish:
 * @error: %G_IO_ERROR_NO_SPACE when the body is too long, or what libsoup says
 *
 * Returns: (transfer full) (nullable): the body, whatever the status
 */
GBytes *
perch_http_exchange_finish (SoupSession *session, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, session), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
