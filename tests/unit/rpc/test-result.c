/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/rpc/result.h"

#include "backend-manager/error.h"
#include "backend.pb-c.h"
#include "health.pb-c.h"
#include "python_service.pb-c.h"

typedef Beep__Python__Runtime__ValueReply ValueReply;
typedef Beep__Python__Runtime__HandleResult HandleResult;

static GBytes *
pack (const ProtobufCMessage *message)
{
  gsize length = protobuf_c_message_get_packed_size (message);
  guint8 *bytes = g_malloc (length + 1);

  protobuf_c_message_pack (message, bytes);
  return g_bytes_new_take (bytes, length);
}

static void
assert_result (const char *method, const ProtobufCMessage *message, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = pack (message);
  g_autoptr (GBytes) json = perch_rpc_result_read (perch_rpc_method_find (method), bytes, &error);
  g_autofree char *text = NULL;

  g_assert_no_error (error);
  text = g_strndup (g_bytes_get_data (json, NULL), g_bytes_get_size (json));
  g_assert_cmpstr (text, ==, expected);
}

static void
test_value (void)
{
  ValueReply reply = BEEP__PYTHON__RUNTIME__VALUE_REPLY__INIT;
  char *notes[] = { (char *) "1 is \"NaN\"" };

  assert_result ("eval", &reply.base, "{\"value\":null}");
  reply.result_case = BEEP__PYTHON__RUNTIME__VALUE_REPLY__RESULT_VALUE_JSON;
  reply.value_json = (char *) "{\"a\": NaN}";
  assert_result ("eval", &reply.base, "{\"value\":{\"a\": null}}");
  reply.value_json = (char *) "";
  reply.notes = notes;
  reply.n_notes = 1;
  assert_result ("getattr", &reply.base, "{\"value\":null,\"notes\":[\"1 is \\\"NaN\\\"\"]}");
}

static void
test_handle (void)
{
  ValueReply reply = BEEP__PYTHON__RUNTIME__VALUE_REPLY__INIT;
  HandleResult handle = BEEP__PYTHON__RUNTIME__HANDLE_RESULT__INIT;

  handle.handle_id = (char *) "handle_7";
  handle.type_name = (char *) "ndarray";
  reply.result_case = BEEP__PYTHON__RUNTIME__VALUE_REPLY__RESULT_HANDLE;
  reply.handle = &handle;
  assert_result ("call", &reply.base,
                 "{\"isHandle\":true,\"handleId\":\"handle_7\",\"typeName\":\"ndarray\"}");
  assert_result ("create", &handle.base, "{\"handleId\":\"handle_7\",\"typeName\":\"ndarray\"}");
}

static void
test_booleans (void)
{
  Beep__Python__Runtime__SuccessReply success = BEEP__PYTHON__RUNTIME__SUCCESS_REPLY__INIT;
  Beep__Python__Runtime__IsModuleAvailableReply available =
      BEEP__PYTHON__RUNTIME__IS_MODULE_AVAILABLE_REPLY__INIT;

  success.success = TRUE;
  assert_result ("dispose", &success.base, "{\"success\":true}");
  assert_result ("module_available", &available.base, "{\"available\":false}");
}

static void
test_any (void)
{
  Perch__Backend__V1__CallReply reply = PERCH__BACKEND__V1__CALL_REPLY__INIT;

  assert_result ("tab.info", &reply.base, "null");
  reply.result_json = (char *) "[1]";
  assert_result ("tab.info", &reply.base, "[1]");
}

static void
assert_refused (const char *method, const char *bytes, gsize length, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) message = g_bytes_new (bytes, length);

  g_assert_null (perch_rpc_result_read (perch_rpc_method_find (method), message, &error));
  g_assert_error (error, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_CALL);
  g_assert_cmpstr (error->message, ==, expected);
}

static void
test_garbage (void)
{
  assert_refused ("eval", "\x0a\x7f", 2,
                  "The backend’s answer is no message of type beep.python.runtime.ValueReply");
  assert_refused ("eval", "\x0a\x02{]", 4, "The backend’s answer is not JSON: “{\"value\":{]}”");
  assert_refused ("eval", "\x0a\x02\xff\"", 4,
                  "The backend’s answer is not JSON: “{\"value\":\\xff\"}”");
  assert_refused ("tofloatarray", "\x0a\x03zzz", 5,
                  "The backend’s answer is no message of type beep.python.runtime.FloatsReply");
}

static void
test_health (void)
{
  Grpc__Health__V1__HealthCheckResponse response = GRPC__HEALTH__V1__HEALTH_CHECK_RESPONSE__INIT;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) unknown = pack (&response.base);
  g_autoptr (GBytes) well = NULL;

  response.status = GRPC__HEALTH__V1__HEALTH_CHECK_RESPONSE__SERVING_STATUS__SERVING;
  well = pack (&response.base);
  g_assert_true (perch_rpc_result_check_health (well, &error));
  g_assert_no_error (error);
  g_assert_false (perch_rpc_result_check_health (unknown, &error));
  g_assert_error (error, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_CALL);
  g_assert_cmpstr (error->message, ==, "The backend says of its health: 0, expected 1 (SERVING)");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/rpc-result/value", test_value);
  g_test_add_func ("/rpc-result/handle", test_handle);
  g_test_add_func ("/rpc-result/booleans", test_booleans);
  g_test_add_func ("/rpc-result/any", test_any);
  g_test_add_func ("/rpc-result/garbage", test_garbage);
  g_test_add_func ("/rpc-result/health", test_health);
  return g_test_run ();
}
