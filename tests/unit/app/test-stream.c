/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/server/stream.h"

#include <sys/socket.h>

typedef struct
{
  PerchStream *stream;
  GInputStream *input;
  GSocket *peer;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (GSocket) socket = NULL;
  g_autoptr (GError) error = NULL;
  int fds[2];

  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds), ==, 0);
  socket = g_socket_new_from_fd (fds[0], &error);
  g_assert_no_error (error);
  fixture->peer = g_socket_new_from_fd (fds[1], &error);
  g_assert_no_error (error);
  fixture->stream = perch_stream_new (socket);
  fixture->input = g_io_stream_get_input_stream (G_IO_STREAM (fixture->stream));
}

static void
tear_down (Fixture *fixture, gconstpointer user_data)
{
  g_clear_object (&fixture->stream);
  g_clear_object (&fixture->peer);
}

static void
send_and_end (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_socket_send (fixture->peer, "abc", 3, NULL, &error), ==, 3);
  g_assert_true (g_socket_shutdown (fixture->peer, FALSE, TRUE, &error));
  g_assert_no_error (error);
}

static void
test_blocking (Fixture *fixture, gconstpointer user_data)
{
  char buffer[8];

  g_test_summary ("That the peer has closed is no end before somebody wants more.");

  send_and_end (fixture);
  g_assert_cmpint (g_input_stream_read (fixture->input, buffer, 3, NULL, NULL), ==, 3);
  g_assert_false (perch_stream_has_ended (fixture->stream));
  g_assert_cmpint (g_input_stream_read (fixture->input, buffer, 0, NULL, NULL), ==, 0);
  g_assert_false (perch_stream_has_ended (fixture->stream));
  g_assert_cmpint (g_input_stream_read (fixture->input, buffer, 3, NULL, NULL), ==, 0);
  g_assert_true (perch_stream_has_ended (fixture->stream));
}

static gboolean
readable_cb (GObject *stream, gpointer user_data)
{
  GPollableInputStream *input = G_POLLABLE_INPUT_STREAM (stream);
  GString *text = user_data;
  char buffer[2];
  gssize length =
      g_pollable_input_stream_read_nonblocking (input, buffer, sizeof buffer, NULL, NULL);

  g_assert_cmpint (length, >=, 0);
  g_string_append_len (text, buffer, length);
  return G_SOURCE_CONTINUE;
}

static void
test_pollable (Fixture *fixture, gconstpointer user_data)
{
  GPollableInputStream *input = G_POLLABLE_INPUT_STREAM (fixture->input);
  g_autoptr (GSource) source = g_pollable_input_stream_create_source (input, NULL);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  char byte = '\0';

  g_assert_true (g_pollable_input_stream_can_poll (input));
  g_assert_false (g_pollable_input_stream_is_readable (input));
  g_assert_cmpint (g_pollable_input_stream_read_nonblocking (input, &byte, 1, NULL, &error), ==,
                   -1);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK);
  g_assert_false (perch_stream_has_ended (fixture->stream));

  g_source_set_callback (source, G_SOURCE_FUNC (readable_cb), text, NULL);
  g_source_attach (source, NULL);
  send_and_end (fixture);
  while (!perch_stream_has_ended (fixture->stream))
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (text->str, ==, "abc");
  g_source_destroy (source);
}

static void
test_close (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;
  char byte = '\0';

  g_test_summary ("Whoever lets go of the stream closes the connection.");

  g_clear_object (&fixture->stream);
  g_assert_cmpint (g_socket_receive (fixture->peer, &byte, 1, NULL, &error), ==, 0);
  g_assert_no_error (error);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add ("/stream/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("blocking", test_blocking);
  ADD ("pollable", test_pollable);
  ADD ("close", test_close);
  return g_test_run ();
}
