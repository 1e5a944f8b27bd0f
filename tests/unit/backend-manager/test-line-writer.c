/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/line-writer.h"

#include <signal.h>
#include <unistd.h>

#include <glib-unix.h>

typedef struct
{
  PerchLineWriter *writer;
  int reader;
} Fixture;

static void
setup (Fixture *fixture, gconstpointer data)
{
  int fds[2];

  g_assert_true (g_unix_open_pipe (fds, FD_CLOEXEC, NULL));
  g_assert_true (g_unix_set_fd_nonblocking (fds[0], TRUE, NULL));
  fixture->reader = fds[0];
  fixture->writer = perch_line_writer_new (fds[1]);
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  g_clear_pointer (&fixture->writer, perch_line_writer_free);
  if (fixture->reader >= 0)
    close (fixture->reader);
}

static void
test_order (Fixture *fixture, gconstpointer data)
{
  const guint n_lines = 100000;
  g_autoptr (GByteArray) got = g_byte_array_new ();
  gsize expected = 0;
  const char *line;

  g_test_summary ("What is more than the pipe holds arrives whole and in order.");

  for (guint i = 0; i < n_lines; i++)
    {
      char text[16];
      int length = g_snprintf (text, sizeof text, "line %u", i);
      g_autoptr (GError) error = NULL;

      g_assert_true (perch_line_writer_send (fixture->writer, text, (gsize) length, &error));
      g_assert_no_error (error);
      expected += (gsize) length + 1;
    }

  while (got->len < expected)
    {
      guint8 buffer[65536];
      gssize n = read (fixture->reader, buffer, sizeof buffer);

      if (n > 0)
        g_byte_array_append (got, buffer, (guint) n);
      else
        g_main_context_iteration (NULL, TRUE);
    }

  g_byte_array_append (got, (const guint8 *) "", 1);
  line = (const char *) got->data;
  for (guint i = 0; i < n_lines; i++)
    {
      g_assert_cmpuint (g_ascii_strtoull (line + strlen ("line "), NULL, 10), ==, i);
      line = strchr (line, '\n') + 1;
    }
}

static void
test_not_read (Fixture *fixture, gconstpointer data)
{
  g_autofree char *line = g_strnfill (1024 * 1024 - 1, 'x');
  g_autoptr (GError) error = NULL;
  guint sent = 0;

  g_test_summary ("A backend that never reads makes sending fail, not Perch grow.");

  while (sent < 64 && perch_line_writer_send (fixture->writer, line, 1024 * 1024 - 1, &error))
    sent++;
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_BUSY);
  g_assert_cmpuint (sent, >=, 8);
  g_assert_cmpuint (sent, <=, 10);
}

static void
test_reader_gone (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  close (fixture->reader);
  fixture->reader = -1;
  g_assert_false (perch_line_writer_send (fixture->writer, "x", 1, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  signal (SIGPIPE, SIG_IGN);
  g_test_add ("/line-writer/order", Fixture, NULL, setup, test_order, teardown);
  g_test_add ("/line-writer/not-read", Fixture, NULL, setup, test_not_read, teardown);
  g_test_add ("/line-writer/reader-gone", Fixture, NULL, setup, test_reader_gone, teardown);
  return g_test_run ();
}
