/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/server/frame-output.h"

#include <string.h>

#include "tests/unit/app/raw-client.h"

/* More than the kernel keeps for a socket. */
#define BIG (4 * 1024 * 1024)

typedef struct
{
  GSocket *sockets[2]; /* of the output, and who reads it */
  GSocketConnection *connection;
  PerchFrameOutput *output;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer user_data)
{
  GOutputStream *base = NULL;

  raw_pair (fixture->sockets);
  fixture->connection = g_socket_connection_factory_create_connection (fixture->sockets[0]);
  base = g_io_stream_get_output_stream (G_IO_STREAM (fixture->connection));
  fixture->output = perch_frame_output_new (base, fixture->sockets[0]);
}

static void
tear_down (Fixture *fixture, gconstpointer user_data)
{
  g_assert_finalize_object (fixture->output);
  g_object_unref (fixture->connection);
  g_object_unref (fixture->sockets[0]);
  g_clear_object (&fixture->sockets[1]);
}

/* What is sent here are no frames, but bytes that must not be mixed with others. */
static void
send_bytes (Fixture *fixture, gsize length)
{
  g_autoptr (GByteArray) frames = g_byte_array_new ();
  g_autoptr (GError) error = NULL;

  g_byte_array_set_size (frames, (guint) length);
  memset (frames->data, 'x', length);
  g_assert_true (perch_frame_output_send (fixture->output, frames, &error));
  g_assert_no_error (error);
}

static gssize
write_as_libsoup (Fixture *fixture, const char *bytes, gsize length, GError **error)
{
  return g_pollable_output_stream_write_nonblocking (G_POLLABLE_OUTPUT_STREAM (fixture->output),
                                                     bytes, length, NULL, error);
}

static void
test_send (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (GBytes) heard = NULL;

  send_bytes (fixture, 3);
  g_assert_true (perch_frame_output_is_ready (fixture->output));
  g_assert_true (perch_frame_output_get_socket (fixture->output) == fixture->sockets[0]);
  heard = raw_read_ready (fixture->sockets[1]);
  g_assert_cmpmem (g_bytes_get_data (heard, NULL), g_bytes_get_size (heard), "xxx", 3);
}

/* Nothing is taken of what is sent when there is no room at all. */
static void
test_full (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;

  while (write_as_libsoup (fixture, "x", 1, &error) == 1)
    ;
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK);
  g_assert_true (perch_frame_output_is_ready (fixture->output));
  send_bytes (fixture, 3);
  g_assert_false (perch_frame_output_is_ready (fixture->output));
}

/* Returns: how many bytes were read until all was out */
static gsize
read_until_ready (Fixture *fixture)
{
  gsize total = 0;

  while (!perch_frame_output_is_ready (fixture->output))
    {
      g_autoptr (GBytes) heard = raw_read_ready (fixture->sockets[1]);
      g_autoptr (GError) error = NULL;

      total += g_bytes_get_size (heard);
      g_assert_true (perch_frame_output_flush_rest (fixture->output, &error));
      g_assert_no_error (error);
    }
  return total;
}

static void
test_rest_first (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (GBytes) heard = NULL;
  g_autoptr (GError) error = NULL;
  gsize total = 0;
  gsize length = 0;
  const char *data = NULL;

  send_bytes (fixture, BIG);
  g_assert_false (perch_frame_output_is_ready (fixture->output));
  g_assert_cmpint (write_as_libsoup (fixture, "pong", 4, &error), ==, -1);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK);
  g_clear_error (&error);

  total = read_until_ready (fixture);
  g_assert_cmpint (write_as_libsoup (fixture, "pong", 4, &error), ==, 4);
  g_assert_no_error (error);
  heard = raw_read_ready (fixture->sockets[1]);
  data = g_bytes_get_data (heard, &length);
  g_assert_cmpuint (total + length, ==, BIG + 4);
  g_assert_cmpmem (data + length - 4, 4, "pong", 4);
}

static void
cut_cb (PerchFrameOutput *output, gpointer user_data)
{
  (*(guint *) user_data)++;
}

static void
test_cut_frame (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *frame = g_strnfill (BIG, 'x');
  guint n_cut = 0;
  gsize sent = 0;

  g_signal_connect (fixture->output, "cut", G_CALLBACK (cut_cb), &n_cut);
  while (sent < BIG)
    {
      g_autoptr (GBytes) heard = NULL;
      g_autoptr (GError) error = NULL;
      gssize written = write_as_libsoup (fixture, frame + sent, BIG - sent, &error);

      g_assert_no_error (error);
      sent += (gsize) written;
      g_assert_cmpint (perch_frame_output_is_ready (fixture->output), ==, sent == BIG);
      g_assert_cmpuint (n_cut, ==, 1);
      heard = raw_read_ready (fixture->sockets[1]);
      g_assert_cmpuint (g_bytes_get_size (heard), ==, written);
    }
}

static void
test_broken (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;

  send_bytes (fixture, BIG);
  g_clear_object (&fixture->sockets[1]);
  g_assert_false (perch_frame_output_flush_rest (fixture->output, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE);
}

static void
test_broken_at_once (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (GByteArray) frames = g_byte_array_new ();
  g_autoptr (GError) error = NULL;

  g_byte_array_append (frames, (const guint8 *) "text", 4);
  g_clear_object (&fixture->sockets[1]);
  g_assert_false (perch_frame_output_send (fixture->output, frames, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, function)                                                                        \
  g_test_add ("/frame-output/" path, Fixture, NULL, set_up, function, tear_down)
  ADD ("send", test_send);
  ADD ("full", test_full);
  ADD ("rest-first", test_rest_first);
  ADD ("cut-frame", test_cut_frame);
  ADD ("broken", test_broken);
  ADD ("broken-at-once", test_broken_at_once);
#undef ADD
  return g_test_run ();
}
