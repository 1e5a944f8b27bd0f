/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/server/socket-output.h"

#include <string.h>

#include "tests/unit/app/raw-client.h"

/* More than the kernel keeps for a socket. */
#define BIG (4 * 1024 * 1024)

typedef struct
{
  GSocket *sockets[2]; /* of the output, and who reads it */
  PerchSocketOutput *output; /* (nullable) */
  guint n_moved;
  gboolean is_broken;
  gboolean frees; /* when it has moved */
} Fixture;

static void
moved_cb (gboolean is_broken, gpointer user_data)
{
  Fixture *fixture = user_data;

  fixture->n_moved++;
  fixture->is_broken = is_broken;
  if (fixture->frees)
    g_clear_pointer (&fixture->output, perch_socket_output_free);
}

static void
set_up (Fixture *fixture, gconstpointer user_data)
{
  raw_pair (fixture->sockets);
  fixture->output = perch_socket_output_new (fixture->sockets[0], moved_cb, fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer user_data)
{
  g_clear_pointer (&fixture->output, perch_socket_output_free);
  g_object_unref (fixture->sockets[0]);
  g_clear_object (&fixture->sockets[1]);
}

static gboolean
send_bytes (Fixture *fixture, char byte, gsize length)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  g_byte_array_set_size (bytes, (guint) length);
  memset (bytes->data, byte, length);
  return perch_socket_output_send (fixture->output, bytes);
}

static void
assert_heard (Fixture *fixture, const char *text)
{
  g_autoptr (GBytes) heard = raw_read_ready (fixture->sockets[1]);

  g_assert_cmpmem (g_bytes_get_data (heard, NULL), g_bytes_get_size (heard), text, strlen (text));
}

static gboolean
has_moved (gpointer user_data)
{
  return ((Fixture *) user_data)->n_moved > 0;
}

static void
test_send (Fixture *fixture, gconstpointer user_data)
{
  g_assert_true (send_bytes (fixture, 'x', 3));
  g_assert_true (perch_socket_output_is_empty (fixture->output));
  assert_heard (fixture, "xxx");
  g_assert_cmpuint (fixture->n_moved, ==, 0);
}

typedef struct
{
  GSocket *socket; /* (unowned) */
  gsize n_first;
  gsize n_then;
} Heard;

static gboolean
has_heard_all (gpointer user_data)
{
  Heard *self = user_data;
  g_autoptr (GBytes) heard = raw_read_ready (self->socket);
  gsize length = 0;
  const char *data = g_bytes_get_data (heard, &length);

  for (gsize i = 0; i < length; i++)
    {
      self->n_first += data[i] == 'x';
      self->n_then += data[i] == 'y';
      g_assert_true (data[i] == 'x' ? self->n_then == 0 : self->n_first == BIG);
    }
  return self->n_first + self->n_then == BIG + 3;
}

static void
test_order (Fixture *fixture, gconstpointer user_data)
{
  Heard heard = { fixture->sockets[1], 0, 0 };

  g_test_summary ("What the kernel did not take is out before what was sent later.");

  g_assert_true (send_bytes (fixture, 'x', BIG));
  g_assert_false (perch_socket_output_is_empty (fixture->output));
  g_assert_true (send_bytes (fixture, 'y', 3));
  raw_wait (has_heard_all, &heard);
  g_assert_true (perch_socket_output_is_empty (fixture->output));
  g_assert_cmpuint (fixture->n_moved, >, 0);
  g_assert_false (fixture->is_broken);
}

static void
test_keep (Fixture *fixture, gconstpointer user_data)
{
  perch_socket_output_keep (fixture->output, (const guint8 *) "re", 2);
  perch_socket_output_keep (fixture->output, (const guint8 *) "st", 2);
  g_assert_false (perch_socket_output_is_empty (fixture->output));
  raw_wait (has_moved, fixture);
  g_assert_true (perch_socket_output_is_empty (fixture->output));
  assert_heard (fixture, "rest");
  g_assert_cmpuint (fixture->n_moved, ==, 1);
}

static void
test_drop (Fixture *fixture, gconstpointer user_data)
{
  perch_socket_output_keep (fixture->output, (const guint8 *) "rest", 4);
  perch_socket_output_drop (fixture->output);
  g_assert_true (perch_socket_output_is_empty (fixture->output));
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_assert_cmpuint (fixture->n_moved, ==, 0);
  g_assert_true (send_bytes (fixture, 'x', 1));
  assert_heard (fixture, "x");
}

static void
test_broken (Fixture *fixture, gconstpointer user_data)
{
  g_clear_object (&fixture->sockets[1]);
  g_assert_false (send_bytes (fixture, 'x', 3));
  g_assert_true (perch_socket_output_is_empty (fixture->output));
}

/* Who waits for the peer to read learns that it is gone, too. */
static void
test_broken_later (Fixture *fixture, gconstpointer user_data)
{
  g_assert_true (send_bytes (fixture, 'x', BIG));
  g_clear_object (&fixture->sockets[1]);
  raw_wait (has_moved, fixture);
  g_assert_true (fixture->is_broken);
  g_assert_true (perch_socket_output_is_empty (fixture->output));
}

static void
test_freed_inside (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (GBytes) heard = NULL;

  fixture->frees = TRUE;
  g_assert_true (send_bytes (fixture, 'x', BIG));
  heard = raw_read_ready (fixture->sockets[1]);
  g_assert_cmpuint (g_bytes_get_size (heard), >, 0);
  raw_wait (has_moved, fixture);
  g_assert_null (fixture->output);
  g_assert_cmpuint (fixture->n_moved, ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, function)                                                                        \
  g_test_add ("/socket-output/" path, Fixture, NULL, set_up, function, tear_down)
  ADD ("send", test_send);
  ADD ("order", test_order);
  ADD ("keep", test_keep);
  ADD ("drop", test_drop);
  ADD ("broken", test_broken);
  ADD ("broken-later", test_broken_later);
  ADD ("freed-inside", test_freed_inside);
#undef ADD
  return g_test_run ();
}
