/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/rpc/streams.h"

#include <string.h>

#include "backend-manager/error.h"

/* What the server may send before we have looked at it. Each answer has a limit of its own, so that
 * these only save round trips. */
#define STREAM_WINDOW (64 * 1024 * 1024)
#define CONNECTION_WINDOW G_MAXINT32

/* Larger than what HTTP/2 begins with, since each frame of a large answer costs something. */
#define MAX_FRAME_BYTES (1024 * 1024)

static void
stream_free (PerchRpcStream *stream)
{
  g_bytes_unref (stream->body);
  perch_rpc_reply_free (stream->reply);
  g_clear_pointer (&stream->message, g_bytes_unref);
  g_clear_error (&stream->error);
  g_free (stream);
}

/* @error is (transfer full) (nullable). */
static void
end_stream (PerchRpcStreams *self, PerchRpcStream *stream, GBytes *message, GError *error)
{
  /* From here on nghttp2 has nothing to tell us of it. */
  nghttp2_session_set_stream_user_data (self->session, stream->id, NULL);
  stream->message = message;
  stream->error = error;
  g_queue_remove (&self->open, stream);
  g_queue_push_tail (&self->ended, stream);
}

static int
frame_cb (nghttp2_session *session, const nghttp2_frame *frame, void *user_data)
{
  PerchRpcStreams *self = user_data;

  if (frame->hd.type == NGHTTP2_SETTINGS)
    self->greeted = TRUE;
  else if (frame->hd.type == NGHTTP2_GOAWAY)
    self->leaving = TRUE;
  return 0;
}

static int
header_cb (nghttp2_session *session,
           const nghttp2_frame *frame,
           const uint8_t *name,
           size_t name_length,
           const uint8_t *value,
           size_t value_length,
           uint8_t flags,
           void *user_data)
{
  PerchRpcStream *stream = nghttp2_session_get_stream_user_data (session, frame->hd.stream_id);

  /* nghttp2 puts a NUL behind both. */
  if (stream != NULL)
    perch_rpc_reply_take_header (stream->reply, (const char *) name, (const char *) value);
  return 0;
}

static int
data_cb (nghttp2_session *session,
         uint8_t flags,
         gint32 id,
         const uint8_t *data,
         size_t length,
         void *user_data)
{
  PerchRpcStreams *self = user_data;
  PerchRpcStream *stream = nghttp2_session_get_stream_user_data (session, id);
  GError *error = NULL;

  if (stream == NULL || perch_rpc_reply_take_data (stream->reply, data, length))
    return 0;
  nghttp2_submit_rst_stream (session, NGHTTP2_FLAG_NONE, id, NGHTTP2_CANCEL);
  perch_rpc_reply_finish (stream->reply, NULL, &error);
  end_stream (self, stream, NULL, error);
  return 0;
}

static int
closed_cb (nghttp2_session *session, gint32 id, guint32 code, void *user_data)
{
  PerchRpcStreams *self = user_data;
  PerchRpcStream *stream = nghttp2_session_get_stream_user_data (session, id);
  GError *error = NULL;
  GBytes *message = NULL;

  if (stream == NULL)
    return 0;
  message = perch_rpc_reply_finish (
      stream->reply, code != NGHTTP2_NO_ERROR ? nghttp2_http2_strerror (code) : NULL, &error);
  end_stream (self, stream, message, error);
  return 0;
}

/* The next piece of a request. */
static ssize_t
body_cb (nghttp2_session *session,
         gint32 id,
         uint8_t *place,
         size_t room,
         uint32_t *flags,
         nghttp2_data_source *source,
         void *user_data)
{
  PerchRpcStream *stream = nghttp2_session_get_stream_user_data (session, id);
  gsize length = 0;
  const guint8 *body = NULL;
  gsize n = 0;

  if (stream == NULL)
    return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE; /* given up: that resets it */
  body = g_bytes_get_data (stream->body, &length);
  n = MIN (room, length - stream->n_sent);
  memcpy (place, body + stream->n_sent, n);
  stream->n_sent += n;
  if (stream->n_sent == length)
    *flags |= NGHTTP2_DATA_FLAG_EOF;
  return (ssize_t) n;
}

/**
 * perch_rpc_streams_init:
 *
 * Begins a conversation in HTTP/2, without a connection: what there is to say is with @session.
 */
void
perch_rpc_streams_init (PerchRpcStreams *self)
{
  static const nghttp2_settings_entry settings[] = {
    { NGHTTP2_SETTINGS_ENABLE_PUSH, 0 },
    { NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, STREAM_WINDOW },
    { NGHTTP2_SETTINGS_MAX_FRAME_SIZE, MAX_FRAME_BYTES },
  };
  nghttp2_session_callbacks *callbacks = NULL;

  *self = (PerchRpcStreams){ .session = NULL };
  g_queue_init (&self->open);
  g_queue_init (&self->ended);
  nghttp2_session_callbacks_new (&callbacks);
  nghttp2_session_callbacks_set_on_frame_recv_callback (callbacks, frame_cb);
  nghttp2_session_callbacks_set_on_header_callback (callbacks, header_cb);
  nghttp2_session_callbacks_set_on_data_chunk_recv_callback (callbacks, data_cb);
  nghttp2_session_callbacks_set_on_stream_close_callback (callbacks, closed_cb);
  nghttp2_session_client_new (&self->session, callbacks, self);
  nghttp2_session_callbacks_del (callbacks);
  nghttp2_submit_settings (self->session, NGHTTP2_FLAG_NONE, settings, G_N_ELEMENTS (settings));
  nghttp2_session_set_local_window_size (self->session, NGHTTP2_FLAG_NONE, 0, CONNECTION_WINDOW);
}

/**
 * perch_rpc_streams_clear:
 *
 * Frees all but @self. Functions of streams that are left are not called.
 */
void
perch_rpc_streams_clear (PerchRpcStreams *self)
{
  g_clear_pointer (&self->session, nghttp2_session_del);
  g_queue_clear_full (&self->open, (GDestroyNotify) stream_free);
  g_queue_clear_full (&self->ended, (GDestroyNotify) stream_free);
}

/**
 * perch_rpc_streams_begin:
 * @body: of the request; not copied
 * @reply: (transfer full): where the answer is read into
 *
 * Returns: (transfer none): a stream, valid until @func was called or it is given up
 */
PerchRpcStream *
perch_rpc_streams_begin (PerchRpcStreams *self,
                         const nghttp2_nv *headers,
                         gsize n_headers,
                         GBytes *body,
                         PerchRpcReply *reply,
                         PerchRpcStreamFunc func,
                         gpointer user_data)
{
  const nghttp2_data_provider provider = { .read_callback = body_cb };
  PerchRpcStream *stream = g_new0 (PerchRpcStream, 1);

  stream->body = g_bytes_ref (body);
  stream->reply = reply;
  stream->func = func;
  stream->user_data = user_data;
  g_queue_push_tail (&self->open, stream);
  stream->id = nghttp2_submit_request (self->session, NULL, headers, n_headers, &provider, stream);
  if (stream->id < 0)
    {
      /* There are only so many numbers for streams, and this was the last. */
      self->leaving = TRUE;
      end_stream (self, stream, NULL,
                  g_error_new (G_IO_ERROR, G_IO_ERROR_FAILED, "The backend can’t be asked: %s",
                               nghttp2_strerror (stream->id)));
    }
  return stream;
}

/**
 * perch_rpc_streams_give_up:
 * @stream: one that nobody waits for any more; its function is not called
 */
void
perch_rpc_streams_give_up (PerchRpcStreams *self, PerchRpcStream *stream)
{
  if (!g_queue_remove (&self->ended, stream))
    {
      nghttp2_session_set_stream_user_data (self->session, stream->id, NULL);
      nghttp2_submit_rst_stream (self->session, NGHTTP2_FLAG_NONE, stream->id, NGHTTP2_CANCEL);
      g_queue_remove (&self->open, stream);
    }
  stream_free (stream);
}

/**
 * perch_rpc_streams_fail_all:
 * @error: why there will be no answer; copied for each
 */
void
perch_rpc_streams_fail_all (PerchRpcStreams *self, const GError *error)
{
  while (!g_queue_is_empty (&self->open))
    end_stream (self, g_queue_peek_head (&self->open), NULL, g_error_copy (error));
}

/**
 * perch_rpc_streams_hand_over:
 *
 * Calls the function of one stream that has ended; @self may have been cleared then.
 *
 * Returns: %FALSE when there was none
 */
gboolean
perch_rpc_streams_hand_over (PerchRpcStreams *self)
{
  PerchRpcStream *stream = g_queue_pop_head (&self->ended);

  if (stream == NULL)
    return FALSE;
  stream->func (stream->message, stream->error, stream->user_data);
  stream_free (stream);
  return TRUE;
}
