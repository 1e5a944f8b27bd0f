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

static void
send_one (Fixture *fixture, gsize length)
{
  g_autofree char *text = g_strnfill (length, 'x');
  g_autoptr (GBytes) bytes = g_bytes_new (text, length);
  g_autoptr (GError) error = NULL;

  g_assert_true (perch_frame_output_send_texts (fixture->output, &bytes, 1, &error));
  g_assert_no_error (error);
}

static gssize
write_as_libsoup (Fixture *fixture, const char *bytes, gsize length, GError **error)
{
  return g_pollable_output_stream_write_nonblocking (G_POLLABLE_OUTPUT_STREAM (fixture->output),
                                                     bytes, length, NULL, error);
}

static void
test_headers (Fixture *fixture, gconstpointer user_data)
{
  static const struct
  {
    gsize length;
    gsize header_length;
    guint8 header[10];
  } cases[] = {
    { 0, 2, { 0x81, 0 } },
    { 125, 2, { 0x81, 125 } },
    { 126, 4, { 0x81, 126, 0, 126 } },
    { 65535, 4, { 0x81, 126, 0xff, 0xff } },
    { 65536, 10, { 0x81, 127, 0, 0, 0, 0, 0, 1, 0, 0 } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GBytes) heard = NULL;
      gsize length = 0;
      const guint8 *data = NULL;

      send_one (fixture, cases[i].length);
      g_assert_true (perch_frame_output_is_ready (fixture->output));
      heard = raw_read_ready (fixture->sockets[1]);
      data = g_bytes_get_data (heard, &length);
      g_assert_cmpuint (length, ==, cases[i].header_length + cases[i].length);
      g_assert_cmpmem (data, cases[i].header_length, cases[i].header, cases[i].header_length);
    }
}

static void
test_several (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (GBytes) one = g_bytes_new_static ("one", 3);
  g_autoptr (GBytes) two = g_bytes_new_static ("two", 3);
  GBytes *const texts[] = { one, two };
  g_autoptr (GBytes) heard = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (perch_frame_output_send_texts (fixture->output, texts, 2, &error));
  g_assert_no_error (error);
  heard = raw_read_ready (fixture->sockets[1]);
  g_assert_cmpmem (g_bytes_get_data (heard, NULL), g_bytes_get_size (heard), "\x81\3one\x81\3two",
                   10);
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

  send_one (fixture, BIG);
  g_assert_false (perch_frame_output_is_ready (fixture->output));
  g_assert_cmpint (write_as_libsoup (fixture, "pong", 4, &error), ==, -1);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK);
  g_clear_error (&error);

  total = read_until_ready (fixture);
  g_assert_cmpint (write_as_libsoup (fixture, "pong", 4, &error), ==, 4);
  g_assert_no_error (error);
  heard = raw_read_ready (fixture->sockets[1]);
  data = g_bytes_get_data (heard, &length);
  g_assert_cmpuint (total + length, ==, 10 + BIG + 4);
  g_assert_cmpmem (data + length - 4, 4, "pong", 4);
}

static void
test_cut_frame (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *frame = g_strnfill (BIG, 'x');
  gsize sent = 0;

  while (sent < BIG)
    {
      g_autoptr (GBytes) heard = NULL;
      g_autoptr (GError) error = NULL;
      gssize written = write_as_libsoup (fixture, frame + sent, BIG - sent, &error);

      g_assert_no_error (error);
      sent += (gsize) written;
      g_assert_cmpint (perch_frame_output_is_ready (fixture->output), ==, sent == BIG);
      heard = raw_read_ready (fixture->sockets[1]);
      g_assert_cmpuint (g_bytes_get_size (heard), ==, written);
    }
}

static void
test_broken (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;

  send_one (fixture, BIG);
  g_clear_object (&fixture->sockets[1]);
  g_assert_false (perch_frame_output_flush_rest (fixture->output, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE);
}

static void
test_broken_at_once (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (GBytes) text = g_bytes_new_static ("text", 4);
  g_autoptr (GError) error = NULL;

  g_clear_object (&fixture->sockets[1]);
  g_assert_false (perch_frame_output_send_texts (fixture->output, &text, 1, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, function)                                                                        \
  g_test_add ("/frame-output/" path, Fixture, NULL, set_up, function, tear_down)
  ADD ("headers", test_headers);
  ADD ("several", test_several);
  ADD ("rest-first", test_rest_first);
  ADD ("cut-frame", test_cut_frame);
  ADD ("broken", test_broken);
  ADD ("broken-at-once", test_broken_at_once);
#undef ADD
  return g_test_run ();
}
