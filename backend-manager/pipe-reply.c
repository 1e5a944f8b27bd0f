/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/pipe-reply.h"

#include <string.h>

#include "backend-manager/backend-reply.h"
#include "backend-manager/error.h"
#include "backend-manager/json-fields.h"
#include "backend-manager/json-parse.h"

#define FIRST_CAPACITY 4096
#define MAX_HEADER 4096 /* of the line before binary values */

/* One answer as it arrives: a line, and behind some lines, binary values. While READING_LINE, no
 * line end is before @scanned. @values is set in READING_VALUES, and in WHOLE behind such a line;
 * bytes arrive there at once, so that they are copied only once, out of the kernel. */
typedef enum
{
  READING_LINE,
  READING_VALUES,
  WHOLE,
  BROKEN,
} State;

struct _PerchPipeReply
{
  State state;
  char *method; /* (owned): limits the answer */
  gboolean binary; /* binary values may come */
  char *line; /* (owned) (nullable) */
  gsize capacity;
  gsize length; /* of what @line has; of the line itself when that is whole */
  gsize scanned;
  guint8 *values; /* (owned) (nullable) */
  gsize n_bytes; /* how many @values will have */
  gsize n_read; /* how many it has */
  guint rows;
  guint columns;
  gboolean surplus;
};

/**
 * perch_pipe_reply_new:
 * @method: what was asked for; says how long the answer may be
 * @binary: it was asked for binary values
 *
 * Reads one answer of a pipe: room is reserved, filled and committed, until the answer is whole.
 *
 * Returns: (transfer full): to be freed with perch_pipe_reply_free()
 */
PerchPipeReply *
perch_pipe_reply_new (const char *method, gboolean binary)
{
  PerchPipeReply *self = NULL;

  g_return_val_if_fail (method != NULL, NULL);

  self = g_new0 (PerchPipeReply, 1);
  self->method = g_strdup (method);
  self->binary = binary;
  return self;
}

/**
 * perch_pipe_reply_free:
 * @self: (transfer full):
 */
void
perch_pipe_reply_free (PerchPipeReply *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->method);
  g_free (self->line);
  g_free (self->values);
  g_free (self);
}

/**
 * perch_pipe_reply_reserve:
 * @room: (out): how many bytes may be written, at least 1
 *
 * Returns: (transfer none): where to write; call perch_pipe_reply_commit() then
 */
char *
perch_pipe_reply_reserve (PerchPipeReply *self, gsize *room)
{
  g_return_val_if_fail (self->state == READING_LINE || self->state == READING_VALUES, NULL);

  if (self->state == READING_VALUES)
    {
      *room = self->n_bytes - self->n_read;
      return (char *) self->values + self->n_read;
    }

  if (self->capacity - self->length < FIRST_CAPACITY / 2)
    {
      self->capacity = MAX (self->capacity * 2, FIRST_CAPACITY);
      self->line = g_realloc (self->line, self->capacity);
    }
  *room = self->capacity - self->length;
  return self->line + self->length;
}

static gboolean
refuse_header (GError **error, const char *problem)
{
  g_set_error (error, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_CALL,
               "The backend’s answer announces binary values, but %s", problem);
  return FALSE;
}

static gboolean
read_shape (PerchPipeReply *self, const PerchJsonFields *fields, GError **error)
{
  g_autoptr (JsonObject) shape = NULL;
  PerchJsonFields sizes = { .pointer = "/shape" };
  guint n_sizes = 0;

  if (!perch_json_fields_get_list (fields, "shape", &shape, error))
    return FALSE;
  n_sizes = shape != NULL ? json_object_get_size (shape) : 0;
  if (n_sizes != 1 && n_sizes != 2)
    return perch_json_fields_refuse (fields, "shape", "one or two sizes", error);
  sizes.object = shape;
  self->rows = 1;
  return perch_json_fields_get_uint (&sizes, n_sizes == 1 ? "0" : "1", 0, G_MAXUINT, &self->columns,
                                     error) &&
         (n_sizes == 1 ||
          perch_json_fields_get_uint (&sizes, "0", 0, G_MAXUINT, &self->rows, error));
}

/* Reads `{"binary":24,"dtype":"float64","shape":[3]}`. */
static gboolean
read_header (PerchPipeReply *self, JsonObject *header, GError **error)
{
  static const char *const types[] = { "float64", NULL };
  PerchJsonFields fields = { .object = header, .pointer = "" };
  const guint max_bytes = (guint) MIN (perch_backend_reply_get_max_bytes (self->method), G_MAXINT);
  g_autoptr (GError) problem = NULL;
  guint type = 0;
  guint n_bytes = 0;

  if (!perch_json_fields_get_uint (&fields, "binary", 0, max_bytes, &n_bytes, &problem) ||
      !perch_json_fields_get_word (&fields, "dtype", types, &type, &problem) ||
      !read_shape (self, &fields, &problem))
    return refuse_header (error, problem->message);
  if ((guint64) self->rows * self->columns != n_bytes / sizeof (double) ||
      n_bytes % sizeof (double) != 0)
    return refuse_header (error, "its size is not that of its shape");
  self->n_bytes = n_bytes;
  return TRUE;
}

/* Returns: (transfer full) (nullable): what the line says if it announces binary values */
static JsonObject *
parse_header (PerchPipeReply *self)
{
  g_autoptr (JsonNode) node = NULL;

  if (!self->binary || self->length > MAX_HEADER ||
      !g_utf8_validate_len (self->line, self->length, NULL))
    return NULL;
  node = perch_json_parse (self->line, self->length, NULL);
  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node) ||
      !json_object_has_member (json_node_get_object (node), "binary"))
    return NULL;
  return json_node_dup_object (node);
}

/* The line is whole, and @n_behind bytes are behind its end. */
static PerchPipeProgress
end_line (PerchPipeReply *self, const char *behind, gsize n_behind, GError **error)
{
  g_autoptr (JsonObject) header = parse_header (self);

  if (header == NULL)
    {
      self->surplus = n_behind > 0;
      self->state = WHOLE;
      return PERCH_PIPE_PROGRESS_WHOLE;
    }
  if (!read_header (self, header, error))
    {
      self->state = BROKEN;
      return PERCH_PIPE_PROGRESS_BROKEN;
    }
  self->values = g_malloc (MAX (self->n_bytes, 1));
  self->surplus = n_behind > self->n_bytes;
  self->n_read = MIN (n_behind, self->n_bytes);
  memcpy (self->values, behind, self->n_read);
  self->state = self->n_read == self->n_bytes ? WHOLE : READING_VALUES;
  return self->state == WHOLE ? PERCH_PIPE_PROGRESS_WHOLE : PERCH_PIPE_PROGRESS_MORE;
}

static PerchPipeProgress
commit_line (PerchPipeReply *self, gsize length, GError **error)
{
  gsize end = self->length + length;
  const char *newline = memchr (self->line + self->scanned, '\n', end - self->scanned);
  gsize line_length = newline != NULL ? (gsize) (newline - self->line) : end;

  self->length = self->scanned = line_length;
  if (line_length > perch_backend_reply_get_max_bytes (self->method))
    {
      self->state = BROKEN;
      g_propagate_error (error, perch_backend_reply_new_too_long_error (self->method));
      return PERCH_PIPE_PROGRESS_BROKEN;
    }
  if (newline == NULL)
    return PERCH_PIPE_PROGRESS_MORE;
  return end_line (self, newline + 1, end - line_length - 1, error);
}

/**
 * perch_pipe_reply_commit:
 * @length: how many bytes were written to where perch_pipe_reply_reserve() said
 * @error: %PERCH_BACKEND_ERROR_CALL with %PERCH_PIPE_PROGRESS_BROKEN: the answer is too long, or
 *   announces binary values that it can't have
 *
 * Returns: how far the answer is
 */
PerchPipeProgress
perch_pipe_reply_commit (PerchPipeReply *self, gsize length, GError **error)
{
  g_return_val_if_fail (self->state == READING_LINE || self->state == READING_VALUES,
                        PERCH_PIPE_PROGRESS_BROKEN);

  if (self->state == READING_LINE)
    return commit_line (self, length, error);
  self->n_read += length;
  if (self->n_read < self->n_bytes)
    return PERCH_PIPE_PROGRESS_MORE;
  self->state = WHOLE;
  return PERCH_PIPE_PROGRESS_WHOLE;
}

/**
 * perch_pipe_reply_is_empty:
 *
 * Returns: whether nothing at all has come
 */
gboolean
perch_pipe_reply_is_empty (PerchPipeReply *self)
{
  return self->length == 0;
}

/**
 * perch_pipe_reply_has_surplus:
 *
 * Returns: whether more came than the answer, so that the connection is of no more use
 */
gboolean
perch_pipe_reply_has_surplus (PerchPipeReply *self)
{
  return self->surplus;
}

/**
 * perch_pipe_reply_steal_line:
 *
 * To be called once, when the answer is whole.
 *
 * Returns: (transfer full): the line without its end
 */
GBytes *
perch_pipe_reply_steal_line (PerchPipeReply *self)
{
  g_return_val_if_fail (self->state == WHOLE && self->line != NULL, NULL);

  return g_bytes_new_take (g_realloc (g_steal_pointer (&self->line), MAX (self->length, 1)),
                           self->length);
}

/**
 * perch_pipe_reply_steal_floats:
 *
 * To be called once, when the answer is whole.
 *
 * Returns: (transfer full) (nullable): the binary values; %NULL when the answer is a line alone
 */
PerchFloats *
perch_pipe_reply_steal_floats (PerchPipeReply *self)
{
  g_autoptr (GBytes) bytes = NULL;

  g_return_val_if_fail (self->state == WHOLE, NULL);

  if (self->values == NULL)
    return NULL;
  bytes = g_bytes_new_take (g_steal_pointer (&self->values), self->n_bytes);
  return perch_floats_read_little_endian (bytes, self->rows, self->columns, NULL);
}
