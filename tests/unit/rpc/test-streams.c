/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/rpc/streams.h"

#include <string.h>

#include "backend-manager/error.h"

/* @server is nghttp2 as well, and gets what the streams say without a socket in between. */
typedef struct
{
  PerchRpcStreams streams;
  nghttp2_session *server;
  gint32 last_id; /* of a stream that the server has heard the end of */
  gsize n_body; /* bytes that it was sent */
  guint n_resets;
  GBytes *message;
  GError *error;
  guint n_calls;
} Fixture;

static int
frame_cb (nghttp2_session *session, const nghttp2_frame *frame, void *user_data)
{
  Fixture *fixture = user_data;

  if (frame->hd.type == NGHTTP2_RST_STREAM)
    fixture->n_resets++;
  else if (frame->hd.type == NGHTTP2_DATA && (frame->hd.flags & NGHTTP2_FLAG_END_STREAM) != 0)
    fixture->last_id = frame->hd.stream_id;
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
  ((Fixture *) user_data)->n_body += length;
  return 0;
}

static void
setup (Fixture *fixture, gconstpointer data)
{
  nghttp2_session_callbacks *callbacks = NULL;

  perch_rpc_streams_init (&fixture->streams);
  nghttp2_session_callbacks_new (&callbacks);
  nghttp2_session_callbacks_set_on_frame_recv_callback (callbacks, frame_cb);
  nghttp2_session_callbacks_set_on_data_chunk_recv_callback (callbacks, data_cb);
  nghttp2_session_server_new (&fixture->server, callbacks, fixture);
  nghttp2_session_callbacks_del (callbacks);
  nghttp2_submit_settings (fixture->server, NGHTTP2_FLAG_NONE, NULL, 0);
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  perch_rpc_streams_clear (&fixture->streams);
  nghttp2_session_del (fixture->server);
  g_clear_pointer (&fixture->message, g_bytes_unref);
  g_clear_error (&fixture->error);
}

/* Returns: whether there was anything to say */
static gboolean
carry (nghttp2_session *from, nghttp2_session *to)
{
  const uint8_t *piece = NULL;
  gboolean any = FALSE;
  ssize_t n = 0;

  while ((n = nghttp2_session_mem_send (from, &piece)) > 0)
    {
      g_assert_cmpint (nghttp2_session_mem_recv (to, piece, (size_t) n), ==, n);
      any = TRUE;
    }
  g_assert_cmpint (n, ==, 0);
  return any;
}

static void
talk (Fixture *fixture)
{
  while (carry (fixture->streams.session, fixture->server) ||
         carry (fixture->server, fixture->streams.session))
    ;
}

static void
ended_cb (GBytes *message, const GError *error, gpointer user_data)
{
  Fixture *fixture = user_data;

  g_assert_cmpint (message == NULL, ==, error != NULL);
  fixture->n_calls++;
  fixture->message = message != NULL ? g_bytes_ref (message) : NULL;
  fixture->error = error != NULL ? g_error_copy (error) : NULL;
}

static PerchRpcStream *
ask (Fixture *fixture, gsize n_bytes)
{
#define HEADER(name, value)                                                                        \
  {                                                                                                \
    (uint8_t *) name, (uint8_t *) value, strlen (name), strlen (value), NGHTTP2_NV_FLAG_NONE       \
  }
  const nghttp2_nv headers[] = { HEADER (":method", "POST"), HEADER (":scheme", "http"),
                                 HEADER (":path", "/a.B/C"), HEADER (":authority", "here") };
  g_autoptr (GBytes) body = g_bytes_new_take (g_malloc0 (n_bytes), n_bytes);

  return perch_rpc_streams_begin (&fixture->streams, headers, G_N_ELEMENTS (headers), body,
                                  perch_rpc_reply_new ("call"), ended_cb, fixture);
}

static ssize_t
body_cb (nghttp2_session *session,
         gint32 id,
         uint8_t *place,
         size_t room,
         uint32_t *flags,
         nghttp2_data_source *source,
         void *user_data)
{
  const nghttp2_nv trailer = HEADER ("grpc-status", "0");

  memcpy (place, "\0\0\0\0\2hi", 7);
  *flags |= NGHTTP2_DATA_FLAG_EOF | NGHTTP2_DATA_FLAG_NO_END_STREAM;
  g_assert_cmpint (nghttp2_submit_trailer (session, id, &trailer, 1), ==, 0);
  return 7;
}

static void
answer (Fixture *fixture)
{
  const nghttp2_nv headers[] = { HEADER (":status", "200"),
                                 HEADER ("content-type", "application/grpc") };
  const nghttp2_data_provider provider = { .read_callback = body_cb };

  g_assert_cmpint (
      nghttp2_submit_response (fixture->server, fixture->last_id, headers, 2, &provider), ==, 0);
  talk (fixture);
}

static void
test_answer (Fixture *fixture, gconstpointer data)
{
  g_assert_false (fixture->streams.greeted);
  ask (fixture, 200000);
  talk (fixture);
  g_assert_true (fixture->streams.greeted);
  g_assert_cmpuint (fixture->n_body, ==, 200000);
  g_assert_false (perch_rpc_streams_hand_over (&fixture->streams));
  answer (fixture);
  g_assert_cmpuint (fixture->n_calls, ==, 0);
  g_assert_true (perch_rpc_streams_hand_over (&fixture->streams));
  g_assert_false (perch_rpc_streams_hand_over (&fixture->streams));
  g_assert_no_error (fixture->error);
  g_assert_cmpuint (g_bytes_get_size (fixture->message), ==, 2);
}

static void
test_given_up (Fixture *fixture, gconstpointer data)
{
  PerchRpcStream *stream = ask (fixture, 10);

  talk (fixture);
  perch_rpc_streams_give_up (&fixture->streams, stream);
  talk (fixture);
  g_assert_cmpuint (fixture->n_resets, ==, 1);
  g_assert_false (perch_rpc_streams_hand_over (&fixture->streams));
}

static void
test_given_up_at_once (Fixture *fixture, gconstpointer data)
{
  g_test_summary ("Nothing reads the request any more when it is time to send it.");

  perch_rpc_streams_give_up (&fixture->streams, ask (fixture, 100000));
  talk (fixture);
  g_assert_cmpuint (fixture->n_body, ==, 0);
}

static void
test_given_up_late (Fixture *fixture, gconstpointer data)
{
  PerchRpcStream *stream = ask (fixture, 10);

  talk (fixture);
  answer (fixture);
  perch_rpc_streams_give_up (&fixture->streams, stream);
  g_assert_false (perch_rpc_streams_hand_over (&fixture->streams));
}

static void
test_reset (Fixture *fixture, gconstpointer data)
{
  ask (fixture, 10);
  talk (fixture);
  nghttp2_submit_rst_stream (fixture->server, NGHTTP2_FLAG_NONE, fixture->last_id,
                             NGHTTP2_ENHANCE_YOUR_CALM);
  talk (fixture);
  g_assert_true (perch_rpc_streams_hand_over (&fixture->streams));
  g_assert_error (fixture->error, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_CALL);
  g_assert_cmpstr (fixture->error->message, ==,
                   "The backend ended the call without a status: ENHANCE_YOUR_CALM");
}

static void
test_leaving (Fixture *fixture, gconstpointer data)
{
  ask (fixture, 10);
  talk (fixture);
  nghttp2_submit_goaway (fixture->server, NGHTTP2_FLAG_NONE, fixture->last_id, NGHTTP2_NO_ERROR,
                         NULL, 0);
  talk (fixture);
  g_assert_true (fixture->streams.leaving);
  answer (fixture);
  g_assert_true (perch_rpc_streams_hand_over (&fixture->streams));
  g_assert_no_error (fixture->error);
}

static void
test_fail_all (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CLOSED, "Gone");

  ask (fixture, 10);
  perch_rpc_streams_fail_all (&fixture->streams, error);
  g_assert_cmpuint (fixture->n_calls, ==, 0);
  g_assert_true (perch_rpc_streams_hand_over (&fixture->streams));
  g_assert_error (fixture->error, G_IO_ERROR, G_IO_ERROR_CLOSED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add ("/rpc-streams/" name, Fixture, NULL, setup, func, teardown)
  ADD ("answer", test_answer);
  ADD ("given-up", test_given_up);
  ADD ("given-up-at-once", test_given_up_at_once);
  ADD ("given-up-late", test_given_up_late);
  ADD ("reset", test_reset);
  ADD ("leaving", test_leaving);
  ADD ("fail-all", test_fail_all);
  return g_test_run ();
}
