/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/server/stream.h"

/* What a peer sends, and a note of whether somebody has read to its end. */
#define PERCH_TYPE_NOTING_INPUT (perch_noting_input_get_type ())
G_DECLARE_FINAL_TYPE (PerchNotingInput, perch_noting_input, PERCH, NOTING_INPUT, GInputStream)

/* There is one for each connection. A GFilterInputStream would do the same, but its property, and
 * that it closes what the connection closes anyway, cost as much as the checks of the gate. */
struct _PerchNotingInput
{
  GInputStream parent_instance;
  GInputStream *base; /* (owned) */
  gboolean ended;
};

static void perch_noting_input_pollable_init (GPollableInputStreamInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (PerchNotingInput,
                               perch_noting_input,
                               G_TYPE_INPUT_STREAM,
                               G_IMPLEMENT_INTERFACE (G_TYPE_POLLABLE_INPUT_STREAM,
                                                      perch_noting_input_pollable_init))

static GInputStream *
get_base (gpointer stream)
{
  return PERCH_NOTING_INPUT (stream)->base;
}

static gssize
note (gpointer stream, gsize wanted, gssize length)
{
  if (length == 0 && wanted > 0)
    PERCH_NOTING_INPUT (stream)->ended = TRUE;
  return length;
}

static gssize
perch_noting_input_read (
    GInputStream *stream, void *buffer, gsize count, GCancellable *cancellable, GError **error)
{
  return note (stream, count,
               g_input_stream_read (get_base (stream), buffer, count, cancellable, error));
}

static gssize
perch_noting_input_read_nonblocking (GPollableInputStream *stream,
                                     void *buffer,
                                     gsize count,
                                     GError **error)
{
  GPollableInputStream *base = G_POLLABLE_INPUT_STREAM (get_base (stream));

  return note (stream, count,
               g_pollable_input_stream_read_nonblocking (base, buffer, count, NULL, error));
}

static gboolean
perch_noting_input_is_readable (GPollableInputStream *stream)
{
  return g_pollable_input_stream_is_readable (G_POLLABLE_INPUT_STREAM (get_base (stream)));
}

static GSource *
perch_noting_input_create_source (GPollableInputStream *stream, GCancellable *cancellable)
{
  GPollableInputStream *base = G_POLLABLE_INPUT_STREAM (get_base (stream));
  g_autoptr (GSource) base_source = g_pollable_input_stream_create_source (base, NULL);

  return g_pollable_source_new_full (stream, base_source, cancellable);
}

static void
perch_noting_input_pollable_init (GPollableInputStreamInterface *iface)
{
  iface->is_readable = perch_noting_input_is_readable;
  iface->create_source = perch_noting_input_create_source;
  iface->read_nonblocking = perch_noting_input_read_nonblocking;
}

static void
perch_noting_input_finalize (GObject *object)
{
  PerchNotingInput *self = PERCH_NOTING_INPUT (object);

  g_object_unref (self->base);
  G_OBJECT_CLASS (perch_noting_input_parent_class)->finalize (object);
}

static void
perch_noting_input_class_init (PerchNotingInputClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = perch_noting_input_finalize;
  G_INPUT_STREAM_CLASS (klass)->read_fn = perch_noting_input_read;
}

static void
perch_noting_input_init (PerchNotingInput *self)
{
}

/* The stream of a connection. libsoup takes the end of what it reads for the end of what it is just
 * reading: a header without its last line, and a chunked body without its last chunk, are whole to
 * it. But only for these does it read to the end at all. */
struct _PerchStream
{
  GSocketConnection parent_instance;
  PerchNotingInput *input; /* (owned) (nullable): made for the first one who reads */
};

G_DEFINE_FINAL_TYPE (PerchStream, perch_stream, G_TYPE_SOCKET_CONNECTION)

static GInputStream *
perch_stream_get_input_stream (GIOStream *stream)
{
  PerchStream *self = PERCH_STREAM (stream);
  GInputStream *base = NULL;

  if (self->input == NULL)
    {
      base = G_IO_STREAM_CLASS (perch_stream_parent_class)->get_input_stream (stream);
      self->input = g_object_new (PERCH_TYPE_NOTING_INPUT, NULL);
      self->input->base = g_object_ref (base);
    }
  return G_INPUT_STREAM (self->input);
}

static void
perch_stream_dispose (GObject *object)
{
  PerchStream *self = PERCH_STREAM (object);

  /* Closes the connection, and that needs its input. */
  G_OBJECT_CLASS (perch_stream_parent_class)->dispose (object);
  g_clear_object (&self->input);
}

static void
perch_stream_class_init (PerchStreamClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = perch_stream_dispose;
  G_IO_STREAM_CLASS (klass)->get_input_stream = perch_stream_get_input_stream;
}

static void
perch_stream_init (PerchStream *self)
{
}

/**
 * perch_stream_new:
 * @socket: a connected socket
 *
 * Returns: (transfer full): its stream, which knows when it was read to its end
 */
PerchStream *
perch_stream_new (GSocket *socket)
{
  g_return_val_if_fail (G_IS_SOCKET (socket), NULL);

  return g_object_new (PERCH_TYPE_STREAM, "socket", socket, NULL);
}

/**
 * perch_stream_has_ended:
 * @self: a stream
 *
 * Returns: whether somebody wanted more of it than the peer has sent
 */
gboolean
perch_stream_has_ended (PerchStream *self)
{
  g_return_val_if_fail (PERCH_IS_STREAM (self), TRUE);

  return self->input != NULL && self->input->ended;
}
