/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/rpc/request.h"

#include <string.h>

#include "backend-manager/error.h"
#include "backend.pb-c.h"
#include "python_service.pb-c.h"

static GBytes *
make (const char *method, const char *params, GError **error)
{
  g_autoptr (GBytes) bytes = params == NULL ? NULL : g_bytes_new (params, strlen (params));

  return perch_rpc_request_new (perch_rpc_method_find (method), bytes, error);
}

/* Returns: (transfer full): what is in a request of the wire */
static gpointer
unpack (GBytes *request, const ProtobufCMessageDescriptor *type)
{
  gsize length = 0;
  const guint8 *bytes = g_bytes_get_data (request, &length);
  guint32 prefix;

  g_assert_cmpuint (length, >=, 5);
  g_assert_cmpuint (bytes[0], ==, 0);
  memcpy (&prefix, bytes + 1, sizeof prefix);
  g_assert_cmpuint (GUINT32_FROM_BE (prefix), ==, length - 5);
  return protobuf_c_message_unpack (type, NULL, length - 5, bytes + 5);
}

static void
test_members (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) request =
      make ("call",
            "{\"args\": [1, \"\\u00fc\"], \"handleId\": \"handle_\\u0031\", \"other\": 1,"
            "\"methodName\":\"sum\"}",
            &error);
  Beep__Python__Runtime__CallMethodRequest *message = NULL;

  g_assert_no_error (error);
  message = unpack (request, &beep__python__runtime__call_method_request__descriptor);
  g_assert_nonnull (message);
  g_assert_cmpstr (message->handle_id, ==, "handle_1");
  g_assert_cmpstr (message->method_name, ==, "sum");
  g_assert_cmpstr (message->args_json, ==, "[1, \"\\u00fc\"]");
  g_assert_cmpstr (message->kwargs_json, ==, "");
  protobuf_c_message_free_unpacked (&message->base, NULL);
}

static void
test_doubles (void)
{
  g_autoptr (GBytes) by_call = make ("tofloatarray", "{\"handleId\":\"h\"}", NULL);
  g_autoptr (GBytes) by_name = perch_rpc_request_new_floats ("h");
  Beep__Python__Runtime__FloatsRequest *message = NULL;

  message = unpack (by_call, &beep__python__runtime__floats_request__descriptor);
  g_assert_true (message->doubles);
  g_assert_cmpstr (message->handle_id, ==, "h");
  protobuf_c_message_free_unpacked (&message->base, NULL);
  g_assert_true (g_bytes_equal (by_call, by_name));
}

static void
test_nothing (void)
{
  g_autoptr (GBytes) request = make ("ping", NULL, NULL);

  g_assert_cmpuint (g_bytes_get_size (request), ==, 5);
}

static void
test_wrong_type (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (make ("import", "{\"moduleName\":[1]}", &error));
  g_assert_error (error, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_CALL);
  g_assert_cmpstr (error->message, ==, "/moduleName: expected a string, found [1]");
}

static void
test_any (void)
{
  g_autoptr (GBytes) params = g_bytes_new_static ("{\"a\":1}", 7);
  g_autoptr (GBytes) request = perch_rpc_request_new_any ("tab.info", params, "ab12");
  g_autoptr (GBytes) bare = perch_rpc_request_new_any ("tab.info", NULL, NULL);
  Perch__Backend__V1__CallRequest *message = NULL;

  g_assert_cmpstr (perch_rpc_method_find ("tab.info")->path, ==, "/perch.backend.v1.Backend/Call");
  message = unpack (request, &perch__backend__v1__call_request__descriptor);
  g_assert_cmpstr (message->method, ==, "tab.info");
  g_assert_cmpstr (message->params_json, ==, "{\"a\":1}");
  g_assert_cmpstr (message->trace_id, ==, "ab12");
  protobuf_c_message_free_unpacked (&message->base, NULL);
  message = unpack (bare, &perch__backend__v1__call_request__descriptor);
  g_assert_cmpstr (message->params_json, ==, "");
  protobuf_c_message_free_unpacked (&message->base, NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/rpc-request/members", test_members);
  g_test_add_func ("/rpc-request/doubles", test_doubles);
  g_test_add_func ("/rpc-request/nothing", test_nothing);
  g_test_add_func ("/rpc-request/wrong-type", test_wrong_type);
  g_test_add_func ("/rpc-request/any", test_any);
  return g_test_run ();
}
