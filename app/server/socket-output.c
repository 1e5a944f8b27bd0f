/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/server/socket-output.h"

#include "app/server/socket-offer.h"

/* What is sent goes to the kernel at once; @rest is what it did not take. @writable is there
 * exactly while @rest is. */
struct _PerchSocketOutput
{
  GSocket *socket; /* (owned) */
  PerchSocketOutputFunc moved;
  gpointer user_data;
  GByteArray *rest; /* (owned) (nullable) */
  GSource *writable; /* (owned) (nullable) */
};

/**
 * perch_socket_output_new:
 * @socket: a connected socket, to which nobody else writes while something is kept here
 * @moved: called when some of what is kept has gone out
 * @user_data: for @moved
 *
 * Makes what sends to @socket in order, in the thread-default main context.
 *
 * Returns: (transfer full): free with perch_socket_output_free()
 */
PerchSocketOutput *
perch_socket_output_new (GSocket *socket, PerchSocketOutputFunc moved, gpointer user_data)
{
  PerchSocketOutput *self = NULL;

  g_return_val_if_fail (G_IS_SOCKET (socket), NULL);
  g_return_val_if_fail (moved != NULL, NULL);

  self = g_new0 (PerchSocketOutput, 1);
  self->socket = g_object_ref (socket);
  self->moved = moved;
  self->user_data = user_data;
  return self;
}

/**
 * perch_socket_output_free:
 * @self: (transfer full): an output
 *
 * Frees @self, and drops what it keeps. The socket stays open.
 */
void
perch_socket_output_free (PerchSocketOutput *self)
{
  g_return_if_fail (self != NULL);

  perch_socket_output_drop (self);
  g_object_unref (self->socket);
  g_free (self);
}

/**
 * perch_socket_output_is_empty:
 * @self: an output
 *
 * Returns: whether all that was sent is out
 */
gboolean
perch_socket_output_is_empty (PerchSocketOutput *self)
{
  g_return_val_if_fail (self != NULL, TRUE);

  return self->rest == NULL;
}

/**
 * perch_socket_output_drop:
 * @self: an output
 *
 * Forgets what it keeps, though it may be the second half of something.
 */
void
perch_socket_output_drop (PerchSocketOutput *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->rest, g_byte_array_unref);
  if (self->writable != NULL)
    g_source_destroy (self->writable);
  g_clear_pointer (&self->writable, g_source_unref);
}

/* Returns: FALSE when the connection is broken */
static gboolean
flush (PerchSocketOutput *self)
{
  gssize sent =
      perch_socket_offer (g_socket_get_fd (self->socket), self->rest->data, self->rest->len);

  if (sent < 0)
    return FALSE;
  g_byte_array_remove_range (self->rest, 0, (guint) sent);
  return TRUE;
}

static gboolean
writable_cb (GSocket *socket, GIOCondition condition, gpointer user_data)
{
  PerchSocketOutput *self = user_data;
  gboolean is_broken = !flush (self);

  if (is_broken || self->rest->len == 0)
    perch_socket_output_drop (self);
  self->moved (is_broken, self->user_data);
  /* It may be gone; and drop() is what ends the source. */
  return G_SOURCE_CONTINUE;
}

/**
 * perch_socket_output_keep:
 * @self: an output
 * @rest: (array length=length): what goes out as soon as there is room, behind what is kept already
 * @length: bytes, 1 at least
 *
 * Copies @rest, which the kernel does not take now.
 */
void
perch_socket_output_keep (PerchSocketOutput *self, const guint8 *rest, gsize length)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (rest != NULL && length > 0);

  if (self->rest == NULL)
    self->rest = g_byte_array_new ();
  g_byte_array_append (self->rest, rest, (guint) length);
  if (self->writable != NULL)
    return;
  self->writable = g_socket_create_source (self->socket, G_IO_OUT, NULL);
  g_source_set_static_name (self->writable, "perch-socket-output");
  g_source_set_callback (self->writable, G_SOURCE_FUNC (writable_cb), self, NULL);
  g_source_attach (self->writable, g_main_context_get_thread_default ());
}

/**
 * perch_socket_output_send:
 * @self: an output
 * @bytes: what is to be sent, not empty
 *
 * Sends @bytes, at once unless something is kept. What the kernel does not take is kept.
 *
 * Returns: %FALSE when the connection is broken
 */
gboolean
perch_socket_output_send (PerchSocketOutput *self, const GByteArray *bytes)
{
  gssize sent = 0;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (bytes != NULL && bytes->len > 0, FALSE);

  if (self->rest == NULL)
    sent = perch_socket_offer (g_socket_get_fd (self->socket), bytes->data, bytes->len);
  if (sent >= 0 && (gsize) sent < bytes->len)
    perch_socket_output_keep (self, bytes->data + sent, bytes->len - (gsize) sent);
  return sent >= 0;
}
