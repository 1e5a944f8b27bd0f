/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/server/frame-output.h"

/* RFC 6455 section 5.2: the first byte of a whole text frame, and how a length is written. */
#define TEXT_FRAME 0x81
#define LENGTH_16 126
#define LENGTH_64 127
#define MAX_LENGTH_8 125
#define MAX_HEADER 10

/* Where a WebSocket writes. libsoup writes its own frames here as to any stream; texts go past it,
 * straight from the memory that all clients share to the kernel. Neither ever cuts a frame of the
 * other's in two: @rest is what the kernel did not take of our texts, and libsoup has to wait for
 * it; @has_cut_frame says that libsoup was told to come again, and we wait for that. Never both. */
struct _PerchFrameOutput
{
  GFilterOutputStream parent_instance;
  GSocket *socket; /* (owned): where the base stream writes */
  GByteArray *rest; /* (owned) (nullable) */
  gboolean has_cut_frame;
};

static void perch_frame_output_pollable_init (GPollableOutputStreamInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (PerchFrameOutput,
                               perch_frame_output,
                               G_TYPE_FILTER_OUTPUT_STREAM,
                               G_IMPLEMENT_INTERFACE (G_TYPE_POLLABLE_OUTPUT_STREAM,
                                                      perch_frame_output_pollable_init))

static GPollableOutputStream *
get_base (gpointer stream)
{
  return G_POLLABLE_OUTPUT_STREAM (
      g_filter_output_stream_get_base_stream (G_FILTER_OUTPUT_STREAM (stream)));
}

static gssize
perch_frame_output_write_nonblocking (GPollableOutputStream *stream,
                                      const void *buffer,
                                      gsize count,
                                      GError **error)
{
  PerchFrameOutput *self = PERCH_FRAME_OUTPUT (stream);
  gssize written = -1;

  if (!perch_frame_output_flush_rest (self, error))
    return -1;
  if (self->rest != NULL)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK, "A frame is not out yet");
      return -1;
    }
  written =
      g_pollable_output_stream_write_nonblocking (get_base (self), buffer, count, NULL, error);
  self->has_cut_frame = written >= 0 ? (gsize) written < count : self->has_cut_frame;
  return written;
}

static gboolean
perch_frame_output_is_writable (GPollableOutputStream *stream)
{
  return g_pollable_output_stream_is_writable (get_base (stream));
}

static GSource *
perch_frame_output_create_source (GPollableOutputStream *stream, GCancellable *cancellable)
{
  g_autoptr (GSource) source = g_pollable_output_stream_create_source (get_base (stream), NULL);

  return g_pollable_source_new_full (stream, source, cancellable);
}

static void
perch_frame_output_pollable_init (GPollableOutputStreamInterface *iface)
{
  iface->is_writable = perch_frame_output_is_writable;
  iface->create_source = perch_frame_output_create_source;
  iface->write_nonblocking = perch_frame_output_write_nonblocking;
}

static void
perch_frame_output_finalize (GObject *object)
{
  PerchFrameOutput *self = PERCH_FRAME_OUTPUT (object);

  g_clear_pointer (&self->rest, g_byte_array_unref);
  g_object_unref (self->socket);
  G_OBJECT_CLASS (perch_frame_output_parent_class)->finalize (object);
}

static void
perch_frame_output_class_init (PerchFrameOutputClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = perch_frame_output_finalize;
}

static void
perch_frame_output_init (PerchFrameOutput *self)
{
}

/**
 * perch_frame_output_new:
 * @base: what writes to @socket, and never blocks
 * @socket: a connected socket
 *
 * Returns: (transfer full): where a WebSocket writes
 */
PerchFrameOutput *
perch_frame_output_new (GOutputStream *base, GSocket *socket)
{
  PerchFrameOutput *self = NULL;

  g_return_val_if_fail (G_IS_POLLABLE_OUTPUT_STREAM (base), NULL);
  g_return_val_if_fail (G_IS_SOCKET (socket), NULL);

  self =
      g_object_new (PERCH_TYPE_FRAME_OUTPUT, "base-stream", base, "close-base-stream", FALSE, NULL);
  self->socket = g_object_ref (socket);
  return self;
}

/**
 * perch_frame_output_is_ready:
 * @self: an output
 *
 * Returns: whether texts may be sent: no frame is partly out
 */
gboolean
perch_frame_output_is_ready (PerchFrameOutput *self)
{
  g_return_val_if_fail (PERCH_IS_FRAME_OUTPUT (self), FALSE);

  return self->rest == NULL && !self->has_cut_frame;
}

/**
 * perch_frame_output_flush_rest:
 * @self: an output
 * @error: return location: the connection is broken
 *
 * Writes what the kernel did not take before, as far as it takes it now.
 *
 * Returns: %FALSE when the connection is broken
 */
gboolean
perch_frame_output_flush_rest (PerchFrameOutput *self, GError **error)
{
  g_autoptr (GError) problem = NULL;
  gssize written = 0;

  g_return_val_if_fail (PERCH_IS_FRAME_OUTPUT (self), FALSE);

  if (self->rest == NULL)
    return TRUE;
  written = g_pollable_output_stream_write_nonblocking (get_base (self), self->rest->data,
                                                        self->rest->len, NULL, &problem);
  if (written < 0)
    {
      if (g_error_matches (problem, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
        return TRUE;
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  g_byte_array_remove_range (self->rest, 0, (guint) written);
  if (self->rest->len == 0)
    g_clear_pointer (&self->rest, g_byte_array_unref);
  return TRUE;
}

/* Returns: how long it is */
static gsize
write_header (guint8 *header, gsize length)
{
  guint n_bytes = length <= MAX_LENGTH_8 ? 0 : length <= G_MAXUINT16 ? 2 : 8;

  header[0] = TEXT_FRAME;
  header[1] = n_bytes == 0 ? (guint8) length : n_bytes == 2 ? LENGTH_16 : LENGTH_64;
  for (guint i = 0; i < n_bytes; i++)
    header[2 + i] = (guint8) ((guint64) length >> (8 * (n_bytes - 1 - i)));
  return 2 + n_bytes;
}

static void
keep_rest (PerchFrameOutput *self, const GOutputVector *vectors, guint n_vectors, gsize written)
{
  self->rest = g_byte_array_new ();
  for (guint i = 0; i < n_vectors; i++)
    {
      gsize done = MIN (written, vectors[i].size);

      g_byte_array_append (self->rest, (const guint8 *) vectors[i].buffer + done,
                           (guint) (vectors[i].size - done));
      written -= done;
    }
}

/**
 * perch_frame_output_send_texts:
 * @self: an output that is ready
 * @texts: (array length=n_texts): valid UTF-8
 * @n_texts: 1 to %PERCH_FRAME_OUTPUT_MAX_FRAMES
 * @error: return location: the connection is broken
 *
 * Sends each of @texts as a frame, all of them at once. What the kernel does not take is copied,
 * and
 * @self is not ready until that is out.
 *
 * Returns: %FALSE when the connection is broken
 */
gboolean
perch_frame_output_send_texts (PerchFrameOutput *self,
                               GBytes *const *texts,
                               guint n_texts,
                               GError **error)
{
  guint8 headers[PERCH_FRAME_OUTPUT_MAX_FRAMES][MAX_HEADER];
  GOutputVector vectors[2 * PERCH_FRAME_OUTPUT_MAX_FRAMES];
  gsize total = 0;
  gsize written = 0;

  g_return_val_if_fail (perch_frame_output_is_ready (self), FALSE);
  g_return_val_if_fail (n_texts > 0 && n_texts <= PERCH_FRAME_OUTPUT_MAX_FRAMES, FALSE);

  for (guint i = 0; i < n_texts; i++)
    {
      GOutputVector *header = &vectors[2 * i];
      GOutputVector *text = header + 1;

      text->buffer = g_bytes_get_data (texts[i], &text->size);
      header->buffer = headers[i];
      header->size = write_header (headers[i], text->size);
      total += header->size + text->size;
    }
  if (g_socket_send_message_with_timeout (self->socket, NULL, vectors, 2 * n_texts, NULL, 0,
                                          G_SOCKET_MSG_NONE, 0, &written, NULL,
                                          error) == G_POLLABLE_RETURN_FAILED)
    return FALSE;
  if (written < total)
    keep_rest (self, vectors, 2 * n_texts, written);
  return TRUE;
}
