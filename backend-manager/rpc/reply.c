/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/rpc/reply.h"

#include <string.h>

#include "backend-manager/backend-reply.h"
#include "backend-manager/error.h"
#include "backend-manager/rpc/status.h"
#include "backend-manager/text.h"

/* Before each message: whether it is compressed, and its length, most significant byte first. */
#define PREFIX_BYTES 5

#define MAX_SHOWN_BYTES 120

/* One answer of gRPC as it arrives over HTTP/2: headers, a message in pieces, trailers; or trailers
 * alone. @message is set when its prefix is whole. */
struct _PerchRpcReply
{
  char *method; /* (owned): limits the message */
  guint http_status; /* 0: not there yet */
  char *content_type; /* (owned) (nullable) */
  gboolean has_status;
  guint status; /* of gRPC */
  char *status_message; /* (owned) (nullable): percent-encoded */
  guint8 prefix[PREFIX_BYTES];
  gsize n_prefix;
  guint8 *room; /* (owned) (nullable): where @message is, behind some padding */
  guint8 *message; /* (nullable) */
  gsize length; /* of @message when it is whole */
  gsize n_read;
  GError *problem; /* (owned) (nullable): with what the server sends */
};

/**
 * perch_rpc_reply_new:
 * @method: what was asked for; says how long the answer may be
 *
 * Returns: (transfer full): an answer of which nothing is there yet
 */
PerchRpcReply *
perch_rpc_reply_new (const char *method)
{
  PerchRpcReply *self = NULL;

  g_return_val_if_fail (method != NULL, NULL);

  self = g_new0 (PerchRpcReply, 1);
  self->method = g_strdup (method);
  return self;
}

/**
 * perch_rpc_reply_free:
 * @self: (transfer full):
 */
void
perch_rpc_reply_free (PerchRpcReply *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->method);
  g_free (self->content_type);
  g_free (self->status_message);
  g_free (self->room);
  g_clear_error (&self->problem);
  g_free (self);
}

/* Returns: the number that @text is; @fallback when it is none */
static guint
read_number (const char *text, guint fallback)
{
  guint64 number = 0;

  return g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT, &number, NULL) ? (guint) number
                                                                            : fallback;
}

/**
 * perch_rpc_reply_take_header:
 *
 * Takes a header or a trailer; those that don't matter are skipped.
 */
void
perch_rpc_reply_take_header (PerchRpcReply *self, const char *name, const char *value)
{
  if (g_str_equal (name, ":status"))
    self->http_status = read_number (value, 0);
  else if (g_str_equal (name, "content-type"))
    {
      g_free (self->content_type);
      self->content_type = g_strdup (value);
    }
  else if (g_str_equal (name, "grpc-status"))
    {
      self->has_status = TRUE;
      self->status = read_number (value, PERCH_RPC_UNKNOWN);
    }
  else if (g_str_equal (name, "grpc-message"))
    {
      g_free (self->status_message);
      self->status_message = g_strdup (value);
    }
}

static gboolean
is_grpc (PerchRpcReply *self)
{
  return self->http_status == 200 && self->content_type != NULL &&
         g_str_has_prefix (self->content_type, "application/grpc");
}

G_GNUC_PRINTF (2, 3)
static void
set_problem (PerchRpcReply *self, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  self->problem = g_error_new_valist (PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_CALL, format, args);
  va_end (args);
}

/* A message that is nothing but a list of doubles has their number of bytes before them, in seven
 * bits a byte, and before that the number of the field.
 *
 * Returns: how many bytes are before the doubles in a message of @length bytes */
static gsize
get_head_bytes (gsize length)
{
  gsize head = 2;

  while (length > head && (length - head) >> (7 * (head - 1)) != 0)
    head++;
  return head;
}

/* Doubles are to be read where they arrive, for which they have to be aligned. */
static void
make_room (PerchRpcReply *self, gsize length)
{
  gsize padding = sizeof (double) - get_head_bytes (length) % sizeof (double);

  self->length = length;
  self->room = g_malloc (padding + MAX (length, 1));
  self->message = self->room + padding;
}

/* The prefix is whole. */
static void
begin_message (PerchRpcReply *self)
{
  guint32 length;

  memcpy (&length, self->prefix + 1, sizeof length);
  length = GUINT32_FROM_BE (length);
  if (self->prefix[0] != 0)
    set_problem (self, "The backend’s answer is compressed, which was not asked for");
  else if (length > perch_backend_reply_get_max_bytes (self->method))
    self->problem = perch_backend_reply_new_too_long_error (self->method);
  else
    make_room (self, length);
}

/**
 * perch_rpc_reply_take_data:
 * @data: (array length=length): what follows in the body
 *
 * Returns: %FALSE when no more of it is of use, and the stream can be reset;
 *   perch_rpc_reply_finish() then says why
 */
gboolean
perch_rpc_reply_take_data (PerchRpcReply *self, const guint8 *data, gsize length)
{
  gsize n = MIN (length, PREFIX_BYTES - self->n_prefix);

  if (self->problem != NULL || !is_grpc (self))
    return FALSE;
  if (length == 0)
    return TRUE;
  memcpy (self->prefix + self->n_prefix, data, n);
  self->n_prefix += n;
  if (self->n_prefix == PREFIX_BYTES && self->message == NULL)
    begin_message (self);
  if (self->problem != NULL)
    return FALSE;
  if (length - n > self->length - self->n_read)
    {
      set_problem (self, "The backend sent more than one answer");
      return FALSE;
    }
  if (length > n)
    memcpy (self->message + self->n_read, data + n, length - n);
  self->n_read += length - n;
  return TRUE;
}

/* The server does not say what gRPC wants, or it is none. */
static void
set_foreign_error (PerchRpcReply *self, GError **error)
{
  g_autofree char *type = perch_text_escape (self->content_type != NULL ? self->content_type : "");

  if (strlen (type) > MAX_SHOWN_BYTES)
    type[MAX_SHOWN_BYTES] = '\0';
  if (self->http_status != 0 && self->http_status != 200)
    {
      g_propagate_error (
          error, perch_rpc_status_new_error (perch_rpc_status_from_http (self->http_status), NULL));
      g_prefix_error (error, "HTTP status %u: ", self->http_status);
    }
  else
    g_set_error (error, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_CALL,
                 "The backend’s answer is no gRPC: expected content of type application/grpc, "
                 "found “%s”",
                 type);
}

/**
 * perch_rpc_reply_finish:
 * @reset: (nullable): why the server ended the stream before its time
 * @error: %PERCH_BACKEND_ERROR_NO_METHOD, %PERCH_BACKEND_ERROR_TIMED_OUT or
 *   %PERCH_BACKEND_ERROR_CALL
 *
 * To be called once, at the end of the stream.
 *
 * Returns: (transfer full) (nullable): the message
 */
GBytes *
perch_rpc_reply_finish (PerchRpcReply *self, const char *reset, GError **error)
{
  if (self->problem != NULL)
    g_propagate_error (error, g_steal_pointer (&self->problem));
  else if (self->has_status && self->status != PERCH_RPC_OK)
    g_propagate_error (error, perch_rpc_status_new_error (self->status, self->status_message));
  else if (self->http_status != 0 && !is_grpc (self))
    set_foreign_error (self, error);
  else if (!self->has_status)
    g_set_error (error, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_CALL,
                 "The backend ended the call without a status%s%s", reset != NULL ? ": " : "",
                 reset != NULL ? reset : "");
  else if (self->message == NULL || self->n_read < self->length)
    g_set_error_literal (error, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_CALL,
                         "The backend’s answer ends too soon");
  else
    {
      guint8 *room = g_steal_pointer (&self->room);

      return g_bytes_new_with_free_func (self->message, self->length, g_free, room);
    }
  return NULL;
}
