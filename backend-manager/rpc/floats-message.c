/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/rpc/floats-message.h"

#include <math.h>
#include <stdlib.h>

#include "backend-manager/backend-reply.h"
#include "backend-manager/error.h"
#include "backend-manager/rpc/packed.h"
#include "python_service.pb-c.h"

/* Before the doubles of FloatsReply, in its field 2, which is packed (2). */
#define DOUBLES_KEY (2 << 3 | 2)

/* An empty row takes as much in JSON, `[],`, and nothing at all on the wire. */
#define EMPTY_ROW_BYTES 3

/* The key, and the number of bytes: as many as 32 bits can tell, in seven bits a byte. */
#define MAX_HEAD_BYTES 6

typedef Beep__Python__Runtime__FloatsReply FloatsReply;
typedef Beep__Python__Runtime__Floats2DReply Floats2DReply;

/**
 * perch_rpc_floats_are_answered:
 *
 * Returns: whether @method answers numbers
 */
gboolean
perch_rpc_floats_are_answered (const PerchRpcMethod *method)
{
  return method == perch_rpc_method_get_floats (1) || method == perch_rpc_method_get_floats (2);
}

/* Takes the values out of a message, without a copy: a million of them are 8 MB. */
static PerchFloats *
take_values (double **values, size_t *n_values, guint rows, guint columns)
{
  gsize size = *n_values * sizeof (double);
  double *taken = g_steal_pointer (values);

  *n_values = 0;
  /* protobuf-c has it from malloc(). */
  return perch_floats_new_take (g_bytes_new_with_free_func (taken, size, free, taken), rows,
                                columns);
}

static void
append_floats (GArray *values, const float *data, gsize n)
{
  for (gsize i = 0; i < n; i++)
    {
      double value = data[i];

      g_array_append_val (values, value);
    }
}

static PerchFloats *
take_array (GArray *values, guint rows)
{
  guint n = values->len;

  return perch_floats_new_take (
      g_bytes_new_take (g_array_free (values, FALSE), n * sizeof (double)), rows,
      rows > 0 ? n / rows : 0);
}

static PerchFloats *
read_row (FloatsReply *reply)
{
  GArray *values = NULL;

  if (reply->n_values > 0)
    return take_values (&reply->values, &reply->n_values, 1, (guint) reply->n_values);
  values = g_array_new (FALSE, FALSE, sizeof (double));
  append_floats (values, reply->data, reply->n_data);
  return take_array (values, 1);
}

/* A few bytes may announce billions of rows with nothing in them. */
static gboolean
check_empty_rows (const Floats2DReply *reply, GError **error)
{
  const char *method = perch_rpc_method_get_floats (2)->name;
  gsize max_rows = perch_backend_reply_get_max_bytes (method) / EMPTY_ROW_BYTES;

  if (reply->columns > 0 || reply->rows <= max_rows)
    return TRUE;
  g_propagate_error (error, perch_backend_reply_new_too_long_error (method));
  return FALSE;
}

static PerchFloats *
read_rows (Floats2DReply *reply, GError **error)
{
  g_autoptr (GArray) values = NULL;
  gboolean even = TRUE;

  if (!check_empty_rows (reply, error))
    return NULL;
  if (reply->n_data == 0 && (guint64) reply->rows * reply->columns == reply->n_values)
    return take_values (&reply->values, &reply->n_values, reply->rows, reply->columns);
  values = g_array_new (FALSE, FALSE, sizeof (double));
  for (gsize i = 0; i < reply->n_data; i++)
    {
      even = even && reply->data[i]->n_values == reply->data[0]->n_values;
      append_floats (values, reply->data[i]->values, reply->data[i]->n_values);
    }
  if (even && reply->n_data > 0)
    return take_array (g_steal_pointer (&values), (guint) reply->n_data);
  g_set_error_literal (error, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_CALL,
                       "The backend’s answer is no table: its rows have different lengths");
  return NULL;
}

/**
 * perch_rpc_floats_read:
 * @method: one that answers numbers
 * @message: what was answered: doubles, or floats where the server knows no better
 * @error: %PERCH_BACKEND_ERROR_CALL when it is something else
 *
 * Returns: (transfer full) (nullable): the numbers
 */
PerchFloats *
perch_rpc_floats_read (const PerchRpcMethod *method, GBytes *message, GError **error)
{
  g_autoptr (PerchRpcMessage) unpacked = perch_rpc_message_unpack (method->reply, message, error);

  if (unpacked == NULL)
    return NULL;
  if (method == perch_rpc_method_get_floats (1))
    return read_row ((FloatsReply *) unpacked);
  return read_rows ((Floats2DReply *) unpacked, error);
}

/**
 * perch_rpc_floats_read_in_place:
 * @method: one that answers numbers
 * @message: what was answered
 *
 * Reads the usual answer, doubles in one dimension and nothing else, where it is: a million of them
 * are 8 MB, and to copy them takes longer than all the rest.
 *
 * Returns: (transfer full) (nullable): the numbers; %NULL when perch_rpc_floats_read() has to do it
 */
PerchFloats *
perch_rpc_floats_read_in_place (const PerchRpcMethod *method, GBytes *message)
{
  gsize length = 0;
  const guint8 *data = g_bytes_get_data (message, &length);
  g_autoptr (GBytes) values = NULL;
  guint64 n_bytes = 0;
  gsize head = 1;

  if (method != perch_rpc_method_get_floats (1) || length < 2 || data[0] != DOUBLES_KEY)
    return NULL;
  do
    n_bytes |= (guint64) (data[head] & 0x7f) << (7 * (head - 1));
  while ((data[head++] & 0x80) != 0 && head < MIN (length, MAX_HEAD_BYTES));
  if ((data[head - 1] & 0x80) != 0 || n_bytes != length - head || n_bytes % sizeof (double) != 0 ||
      (guintptr) (data + head) % sizeof (double) != 0)
    return NULL;
  values = g_bytes_new_from_bytes (message, head, n_bytes);
  return perch_floats_read_little_endian (values, 1, (guint) (n_bytes / sizeof (double)), NULL);
}

static void
append_row (GString *json, const double *values, guint n)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append_c (json, '[');
  for (guint i = 0; i < n; i++)
    {
      if (i > 0)
        g_string_append_c (json, ',');
      if (isfinite (values[i]))
        g_string_append (json, g_ascii_dtostr (text, sizeof text, values[i]));
      else
        g_string_append (json, "null");
    }
  g_string_append_c (json, ']');
}

/**
 * perch_rpc_floats_to_json:
 *
 * Returns: (transfer full): `{"data": [1, 2.5]}`, or with rows where @method answers such
 */
GBytes *
perch_rpc_floats_to_json (const PerchFloats *floats, const PerchRpcMethod *method)
{
  const double *values = g_bytes_get_data (floats->values, NULL);
  gboolean table = method == perch_rpc_method_get_floats (2);
  GString *json = g_string_new ("{\"data\":");

  if (table)
    g_string_append_c (json, '[');
  for (guint i = 0; i < floats->rows; i++)
    {
      if (i > 0)
        g_string_append_c (json, ',');
      append_row (json, values + (gsize) i * floats->columns, floats->columns);
    }
  g_string_append (json, table ? "]}" : "}");
  return g_string_free_to_bytes (json);
}
