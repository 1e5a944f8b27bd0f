/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/rpc/floats-message.h"

#include <math.h>
#include <string.h>

#include "backend-manager/error.h"
#include "python_service.pb-c.h"

typedef Beep__Python__Runtime__FloatsReply FloatsReply;
typedef Beep__Python__Runtime__Floats2DReply Floats2DReply;
typedef Beep__Python__Runtime__Floats2DReply__Row Row;

static PerchFloats *
read_message (guint dimensions, const ProtobufCMessage *message, GError **error)
{
  gsize length = protobuf_c_message_get_packed_size (message);
  guint8 *data = g_malloc (length + 1);
  g_autoptr (GBytes) bytes = NULL;

  protobuf_c_message_pack (message, data);
  bytes = g_bytes_new_take (data, length);
  return perch_rpc_floats_read (perch_rpc_method_get_floats (dimensions), bytes, error);
}

static void
assert_floats (
    guint dimensions, const ProtobufCMessage *message, guint rows, guint columns, const char *json)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PerchFloats) floats = read_message (dimensions, message, &error);
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *text = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (floats->rows, ==, rows);
  g_assert_cmpuint (floats->columns, ==, columns);
  g_assert_cmpuint (g_bytes_get_size (floats->values), ==, rows * columns * sizeof (double));
  bytes = perch_rpc_floats_to_json (floats, perch_rpc_method_get_floats (dimensions));
  text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  g_assert_cmpstr (text, ==, json);
}

static void
test_row (void)
{
  FloatsReply doubles = BEEP__PYTHON__RUNTIME__FLOATS_REPLY__INIT;
  FloatsReply floats = BEEP__PYTHON__RUNTIME__FLOATS_REPLY__INIT;
  double values[] = { 0.1, NAN, -INFINITY };
  float data[] = { 1, 2.5f };

  assert_floats (1, &doubles.base, 1, 0, "{\"data\":[]}");
  doubles.values = values;
  doubles.n_values = 3;
  assert_floats (1, &doubles.base, 1, 3, "{\"data\":[0.10000000000000001,null,null]}");
  floats.data = data;
  floats.n_data = 2;
  assert_floats (1, &floats.base, 1, 2, "{\"data\":[1,2.5]}");
}

/* Puts the message where its doubles are @shift bytes behind where they are aligned. */
static PerchFloats *
read_in_place (guint dimensions, const guint8 *message, gsize length, gsize shift)
{
  gsize head = 1;
  guint8 *room = g_malloc0 (length + 16);
  guint8 *place = NULL;
  g_autoptr (GBytes) bytes = NULL;

  while ((message[head++] & 0x80) != 0)
    ;
  place = room + 8 - head + shift;
  memcpy (place, message, length);
  bytes = g_bytes_new_with_free_func (place, length, g_free, room);
  return perch_rpc_floats_read_in_place (perch_rpc_method_get_floats (dimensions), bytes);
}

static void
test_in_place (void)
{
  FloatsReply reply = BEEP__PYTHON__RUNTIME__FLOATS_REPLY__INIT;
  g_autofree double *values = g_new0 (double, 1000);
  g_autofree guint8 *message = g_malloc (8100);
  float data[] = { 1, 2 };
  gsize length = 0;

  values[999] = 0.25;
  reply.values = values;
  for (reply.n_values = 1; reply.n_values <= 1000; reply.n_values += 333)
    {
      g_autoptr (PerchFloats) floats = NULL;

      length = protobuf_c_message_pack (&reply.base, message);
      floats = read_in_place (1, message, length, 0);
      g_assert_nonnull (floats);
      g_assert_cmpuint (floats->columns, ==, reply.n_values);
      g_assert_cmpmem (g_bytes_get_data (floats->values, NULL), g_bytes_get_size (floats->values),
                       values, reply.n_values * sizeof (double));
      g_assert_null (read_in_place (1, message, length, 1));
      g_assert_null (read_in_place (2, message, length, 0));
      g_assert_null (read_in_place (1, message, length - 1, 0));
    }
  reply.n_values = 0;
  reply.data = data;
  reply.n_data = 2;
  length = protobuf_c_message_pack (&reply.base, message);
  g_assert_null (read_in_place (1, message, length, 0));
}

static void
test_odd_lengths (void)
{
  static const guint8 endless[] = { 0x12, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01 };
  g_autoptr (GBytes) bytes = g_bytes_new_static (endless, sizeof endless);
  const PerchRpcMethod *method = perch_rpc_method_get_floats (1);

  g_assert_null (perch_rpc_floats_read_in_place (method, bytes));
  for (gsize length = 0; length < sizeof endless; length++)
    {
      g_autoptr (GBytes) part = g_bytes_new (endless, length);

      g_assert_null (perch_rpc_floats_read_in_place (method, part));
    }
}

static void
test_rows (void)
{
  Floats2DReply reply = BEEP__PYTHON__RUNTIME__FLOATS2_DREPLY__INIT;
  double values[] = { 1, 2, 3, 4, 5, 6 };

  assert_floats (2, &reply.base, 0, 0, "{\"data\":[]}");
  reply.values = values;
  reply.n_values = 6;
  reply.rows = 2;
  reply.columns = 3;
  assert_floats (2, &reply.base, 2, 3, "{\"data\":[[1,2,3],[4,5,6]]}");
}

static void
test_empty_rows (void)
{
  Floats2DReply few = BEEP__PYTHON__RUNTIME__FLOATS2_DREPLY__INIT;
  Floats2DReply billions = BEEP__PYTHON__RUNTIME__FLOATS2_DREPLY__INIT;
  g_autoptr (GError) error = NULL;

  few.rows = 3;
  assert_floats (2, &few.base, 3, 0, "{\"data\":[[],[],[]]}");

  billions.rows = G_MAXUINT32;
  g_assert_null (read_message (2, &billions.base, &error));
  g_assert_error (error, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_CALL);
  g_assert_cmpstr (error->message, ==, "The backend’s answer is longer than 64 MiB");
}

static void
test_rows_of_floats (void)
{
  Floats2DReply reply = BEEP__PYTHON__RUNTIME__FLOATS2_DREPLY__INIT;
  Row first = BEEP__PYTHON__RUNTIME__FLOATS2_DREPLY__ROW__INIT;
  Row second = BEEP__PYTHON__RUNTIME__FLOATS2_DREPLY__ROW__INIT;
  Row *rows[] = { &first, &second };
  float data[] = { 1, 2, 3, 4 };

  first.values = data;
  first.n_values = 2;
  second.values = data + 2;
  second.n_values = 2;
  reply.data = rows;
  reply.n_data = 2;
  assert_floats (2, &reply.base, 2, 2, "{\"data\":[[1,2],[3,4]]}");
}

static void
assert_refused (const Floats2DReply *reply)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (read_message (2, &reply->base, &error));
  g_assert_error (error, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_CALL);
  g_assert_cmpstr (error->message, ==,
                   "The backend’s answer is no table: its rows have different lengths");
}

static void
test_no_table (void)
{
  Floats2DReply wrong_size = BEEP__PYTHON__RUNTIME__FLOATS2_DREPLY__INIT;
  Floats2DReply uneven = BEEP__PYTHON__RUNTIME__FLOATS2_DREPLY__INIT;
  Row full = BEEP__PYTHON__RUNTIME__FLOATS2_DREPLY__ROW__INIT;
  Row empty = BEEP__PYTHON__RUNTIME__FLOATS2_DREPLY__ROW__INIT;
  Row *rows[] = { &full, &empty };
  double values[] = { 1, 2 };
  float data[] = { 1 };

  wrong_size.values = values;
  wrong_size.n_values = 2;
  wrong_size.rows = 65536;
  wrong_size.columns = 65536;
  assert_refused (&wrong_size);
  full.values = data;
  full.n_values = 1;
  uneven.data = rows;
  uneven.n_data = 2;
  assert_refused (&uneven);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/rpc-floats-message/row", test_row);
  g_test_add_func ("/rpc-floats-message/in-place", test_in_place);
  g_test_add_func ("/rpc-floats-message/odd-lengths", test_odd_lengths);
  g_test_add_func ("/rpc-floats-message/rows", test_rows);
  g_test_add_func ("/rpc-floats-message/empty-rows", test_empty_rows);
  g_test_add_func ("/rpc-floats-message/rows-of-floats", test_rows_of_floats);
  g_test_add_func ("/rpc-floats-message/no-table", test_no_table);
  return g_test_run ();
}
