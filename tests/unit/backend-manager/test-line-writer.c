/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/line-writer.h"

#include <signal.h>
#include <unistd.h>

#include <glib-unix.h>

#include "tests/unit/backend-manager/patience.h"

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

/* Takes what is there by now into @got; returns whether that is all of @length bytes. */
static gboolean
has_read (Fixture *fixture, GByteArray *got, gsize length)
{
  guint8 buffer[65536];
  gssize n = 0;

  while (got->len < length && (n = read (fixture->reader, buffer, sizeof buffer)) > 0)
    g_byte_array_append (got, buffer, (guint) n);
  return got->len >= length;
}

/* What the reader gets until @length bytes are there. */
static char *
read_all (Fixture *fixture, gsize length)
{
  g_autoptr (GByteArray) got = g_byte_array_new ();

  perch_wait_until (has_read (fixture, got, length));
  g_assert_cmpuint (got->len, ==, length);
  g_byte_array_append (got, (const guint8 *) "", 1);
  return (char *) g_byte_array_free (g_steal_pointer (&got), FALSE);
}

static void
test_order (Fixture *fixture, gconstpointer data)
{
  const guint n_lines = 100000;
  g_autofree char *got = NULL;
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

  got = read_all (fixture, expected);
  line = got;
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

static gboolean
send_bytes (Fixture *fixture, guint tag, GBytes *bytes, GError **error)
{
  g_autoptr (GBytes) before = g_bytes_new_static ("<", 1);
  g_autoptr (GBytes) after = g_bytes_new_static (">", 1);
  GBytes *const pieces[] = { before, bytes, after };

  return perch_line_writer_send_pieces (fixture->writer, tag, pieces, G_N_ELEMENTS (pieces), error);
}

static GBytes *
make_long (gsize length)
{
  return g_bytes_new_take (g_strnfill (length, 'x'), length);
}

static void
forget_cb (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
}

static void
test_pieces (Fixture *fixture, gconstpointer data)
{
  const gsize length = 20 * 1024 * 1024;
  g_autofree char *text = g_strnfill (length, 'x');
  gboolean forgotten = FALSE;
  GBytes *bytes = g_bytes_new_with_free_func (text, length, forget_cb, &forgotten);
  g_autofree char *got = NULL;
  g_autoptr (GError) error = NULL;

  g_test_summary ("A long line is not copied, is let go of once written, and does not keep others "
                  "from queuing behind it.");

  g_assert_true (send_bytes (fixture, 1, bytes, &error));
  g_assert_no_error (error);
  g_bytes_unref (bytes);
  g_assert_true (perch_line_writer_send (fixture->writer, "next", 4, &error));
  g_assert_no_error (error);
  g_assert_false (forgotten);

  got = read_all (fixture, length + 3 + 5);
  g_assert_true (forgotten);
  g_assert_cmpint (got[0], ==, '<');
  g_assert_cmpuint (strspn (got + 1, "x"), ==, length);
  g_assert_cmpstr (got + 1 + length, ==, ">\nnext\n");
}

static void
test_withdraw (Fixture *fixture, gconstpointer data)
{
  const gsize length = 1024 * 1024;
  g_autoptr (GBytes) bytes = make_long (length);
  g_autoptr (GError) error = NULL;
  g_autofree char *got = NULL;

  g_test_summary ("A line is taken back as long as nothing of it is written, and only then.");

  for (guint tag = 1; tag <= 3; tag++)
    g_assert_true (send_bytes (fixture, tag, bytes, &error));
  g_assert_no_error (error);
  g_assert_true (perch_line_writer_send (fixture->writer, "last", 4, &error));
  g_assert_no_error (error);

  g_assert_false (perch_line_writer_withdraw (fixture->writer, 1));
  g_assert_true (perch_line_writer_withdraw (fixture->writer, 2));
  g_assert_false (perch_line_writer_withdraw (fixture->writer, 2));
  g_assert_true (perch_line_writer_withdraw (fixture->writer, 3));
  got = read_all (fixture, length + 3 + 5);
  g_assert_cmpstr (got + 1 + length, ==, ">\nlast\n");
  g_assert_false (perch_line_writer_withdraw (fixture->writer, 1));
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
  g_test_add ("/line-writer/pieces", Fixture, NULL, setup, test_pieces, teardown);
  g_test_add ("/line-writer/withdraw", Fixture, NULL, setup, test_withdraw, teardown);
  g_test_add ("/line-writer/reader-gone", Fixture, NULL, setup, test_reader_gone, teardown);
  return g_test_run ();
}
