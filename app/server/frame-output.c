/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/server/frame-output.h"

/* Where a WebSocket writes. libsoup writes its own frames here as to any stream; ours go past it,
 * straight from the memory that all clients share to the kernel. Neither ever cuts a frame of the
 * other's in two: @rest is what the kernel did not take of ours, and libsoup has to wait for it;
 * @has_cut_frame says that libsoup was told to come again, and we wait for that. Never both. */
struct _PerchFrameOutput
{
  GFilterOutputStream parent_instance;
  GSocket *socket; /* (owned): where the base stream writes */
  GByteArray *rest; /* (owned) (nullable) */
  gboolean has_cut_frame;
};

enum
{
  SIGNAL_CUT,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

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
  gboolean was_cut = self->has_cut_frame;
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
  if (self->has_cut_frame && !was_cut)
    g_signal_emit (self, signals[SIGNAL_CUT], 0);
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

  /**
   * PerchFrameOutput::cut:
   *
   * The kernel took only a part of a frame of libsoup's: nothing of ours may be sent until it is
   * out.
   */
  signals[SIGNAL_CUT] = g_signal_new ("cut", PERCH_TYPE_FRAME_OUTPUT, G_SIGNAL_RUN_LAST, 0, NULL,
                                      NULL, NULL, G_TYPE_NONE, 0);
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

/**
 * perch_frame_output_keep_rest:
 * @self: an output that is ready
 * @rest: (array length=length): what the kernel did not take of frames that were sent past @self
 * @length: bytes, 1 at least
 *
 * Copies @rest: @self is not ready until that is out.
 */
void
perch_frame_output_keep_rest (PerchFrameOutput *self, const guint8 *rest, gsize length)
{
  g_return_if_fail (perch_frame_output_is_ready (self));
  g_return_if_fail (rest != NULL && length > 0);

  self->rest = g_byte_array_append (g_byte_array_new (), rest, (guint) length);
}

/**
 * perch_frame_output_offer:
 * @socket: that of an output that is ready
 * @frames: whole frames, not empty
 * @error: return location: the connection is broken
 *
 * Sends @frames all at once, without a look at the output: what the kernel does not take is for
 * perch_frame_output_keep_rest().
 *
 * Returns: how many bytes the kernel took; -1 when the connection is broken
 */
gssize
perch_frame_output_offer (GSocket *socket, const GByteArray *frames, GError **error)
{
  g_autoptr (GError) problem = NULL;
  gssize written = g_socket_send_with_blocking (socket, (const char *) frames->data, frames->len,
                                                FALSE, NULL, &problem);

  if (written >= 0)
    return written;
  if (g_error_matches (problem, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    return 0;
  g_propagate_error (error, g_steal_pointer (&problem));
  return -1;
}

/**
 * perch_frame_output_send:
 * @self: an output that is ready
 * @frames: whole frames, not empty
 * @error: return location: the connection is broken
 *
 * Sends @frames all at once. What the kernel does not take is copied, and @self is not ready until
 * that is out.
 *
 * Returns: %FALSE when the connection is broken
 */
gboolean
perch_frame_output_send (PerchFrameOutput *self, const GByteArray *frames, GError **error)
{
  gssize written = 0;

  g_return_val_if_fail (perch_frame_output_is_ready (self), FALSE);
  g_return_val_if_fail (frames != NULL && frames->len > 0, FALSE);

  written = perch_frame_output_offer (self->socket, frames, error);
  if (written >= 0 && (gsize) written < frames->len)
    perch_frame_output_keep_rest (self, frames->data + written, frames->len - (gsize) written);
  return written >= 0;
}

/**
 * perch_frame_output_get_socket:
 * @self: an output
 *
 * Returns: (transfer none): where whole frames may be sent past @self while it is ready
 */
GSocket *
perch_frame_output_get_socket (PerchFrameOutput *self)
{
  g_return_val_if_fail (PERCH_IS_FRAME_OUTPUT (self), NULL);

  return self->socket;
}
