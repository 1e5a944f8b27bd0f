/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/server/quiet-inputs.h"

#include "tests/unit/app/raw-client.h"

/* One end of a pair of sockets, read by a byte each time. */
typedef struct
{
  GSocket *sockets[2]; /* ours and theirs */
  GIOStream *stream;
  PerchQuietInputs *inputs;
  GSource *source;
  GString *text;
  guint limit; /* so many bytes are wanted */
  gboolean ended;
} Pair;

static gboolean
readable_cb (GObject *stream, gpointer user_data)
{
  Pair *pair = user_data;
  char byte = 0;
  gssize length = g_pollable_input_stream_read_nonblocking (G_POLLABLE_INPUT_STREAM (stream), &byte,
                                                            1, NULL, NULL);

  g_assert_cmpint (length, >=, 0);
  g_string_append_len (pair->text, &byte, length);
  pair->ended = length == 0;
  return !pair->ended && pair->text->len < pair->limit;
}

static void
pair_listen (Pair *pair, GPollableSourceFunc func)
{
  GInputStream *input = g_io_stream_get_input_stream (pair->stream);

  pair->source = perch_quiet_inputs_create_source (pair->inputs, G_POLLABLE_INPUT_STREAM (input),
                                                   pair->sockets[0]);
  g_assert_nonnull (pair->source);
  g_source_set_callback (pair->source, G_SOURCE_FUNC (func), pair, NULL);
  g_source_attach (pair->source, NULL);
}

static void
pair_stop (Pair *pair)
{
  g_source_destroy (pair->source);
  g_clear_pointer (&pair->source, g_source_unref);
}

static void
pair_init (Pair *pair, PerchQuietInputs *inputs)
{
  *pair = (Pair){ .inputs = inputs, .text = g_string_new (NULL), .limit = G_MAXUINT };
  raw_pair (pair->sockets);
  pair->stream = G_IO_STREAM (g_socket_connection_factory_create_connection (pair->sockets[0]));
  pair_listen (pair, readable_cb);
}

static void
pair_clear (Pair *pair)
{
  pair_stop (pair);
  g_object_unref (pair->stream);
  g_clear_object (&pair->sockets[0]);
  g_clear_object (&pair->sockets[1]);
  g_string_free (pair->text, TRUE);
}

static gboolean
has_all (gpointer user_data)
{
  return g_str_has_suffix (((Pair *) user_data)->text->str, ".");
}

static gboolean
has_ended (gpointer user_data)
{
  return ((Pair *) user_data)->ended;
}

static gboolean
is_removed (gpointer user_data)
{
  return g_source_is_destroyed (((Pair *) user_data)->source);
}

static void
turn_loop (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    continue;
}

static void
test_read (void)
{
  g_autoptr (PerchQuietInputs) inputs = perch_quiet_inputs_new ();
  Pair talks;
  Pair stays;

  g_test_summary ("All that is sent is read, at once or later, and then the end.");

  pair_init (&talks, inputs);
  pair_init (&stays, inputs);
  raw_send (talks.sockets[1], "in pieces.");
  raw_wait (has_all, &talks);
  g_assert_cmpstr (talks.text->str, ==, "in pieces.");
  turn_loop ();
  g_string_truncate (talks.text, 0);
  raw_send (talks.sockets[1], "again.");
  raw_wait (has_all, &talks);
  g_assert_cmpstr (talks.text->str, ==, "again.");
  g_assert_true (g_socket_close (talks.sockets[1], NULL));
  raw_wait (has_ended, &talks);
  g_assert_cmpuint (stays.text->len, ==, 0);
  pair_clear (&talks);
  pair_clear (&stays);
}

static void
test_removed (void)
{
  g_autoptr (PerchQuietInputs) inputs = perch_quiet_inputs_new ();
  Pair other;
  Pair pair;

  g_test_summary ("Who wants no more gets no more, and no other's words.");

  pair_init (&pair, inputs);
  pair_init (&other, inputs);
  pair.limit = 2;
  raw_send (pair.sockets[1], "abc");
  raw_wait (is_removed, &pair);
  raw_send (other.sockets[1], "x.");
  raw_wait (has_all, &other);
  g_assert_cmpstr (pair.text->str, ==, "ab");
  g_source_destroy (other.source);
  raw_send (other.sockets[1], "y.");
  turn_loop ();
  g_assert_cmpstr (other.text->str, ==, "x.");
  pair_clear (&pair);
  pair_clear (&other);
}

/* As libsoup does. */
static gboolean
listen_again_cb (GObject *stream, gpointer user_data)
{
  Pair *pair = user_data;

  pair_stop (pair);
  pair_listen (pair, readable_cb);
  return G_SOURCE_REMOVE;
}

static void
test_made_ready (void)
{
  g_autoptr (PerchQuietInputs) inputs = perch_quiet_inputs_new ();
  Pair pair;

  g_test_summary ("Who is called before there is something to read may listen anew.");

  pair_init (&pair, inputs);
  pair_stop (&pair);
  pair_listen (&pair, listen_again_cb);
  g_source_set_ready_time (pair.source, 0);
  turn_loop ();
  raw_send (pair.sockets[1], "x.");
  raw_wait (has_all, &pair);
  g_assert_cmpstr (pair.text->str, ==, "x.");
  pair_clear (&pair);
}

static int
count_descriptors (void)
{
  GMainContext *context = g_main_context_default ();
  GPollFD fds[64];
  int timeout = 0;
  int priority = 0;
  int n_fds = 0;

  g_assert_true (g_main_context_acquire (context));
  g_main_context_prepare (context, &priority);
  n_fds = g_main_context_query (context, G_MAXINT, &timeout, fds, G_N_ELEMENTS (fds));
  g_main_context_release (context);
  return n_fds;
}

static void
test_quiet (void)
{
  PerchQuietInputs *inputs = perch_quiet_inputs_new ();
  Pair pairs[40];
  int before = 0;

  g_test_summary ("To the main loop all of them are one descriptor; the set goes with the last.");

  turn_loop ();
  before = count_descriptors ();
  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    pair_init (&pairs[i], inputs);
  perch_quiet_inputs_unref (inputs);
  turn_loop ();
  g_assert_cmpint (count_descriptors (), ==, before);
  raw_send (pairs[39].sockets[1], "x.");
  raw_wait (has_all, &pairs[39]);
  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    pair_clear (&pairs[i]);
  turn_loop ();
  g_assert_cmpint (count_descriptors (), ==, before - 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/quiet-inputs/read", test_read);
  g_test_add_func ("/quiet-inputs/removed", test_removed);
  g_test_add_func ("/quiet-inputs/made-ready", test_made_ready);
  g_test_add_func ("/quiet-inputs/quiet", test_quiet);
  return g_test_run ();
}
