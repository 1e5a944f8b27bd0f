/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/rpc/methods.h"

#include "backend.pb-c.h"
#include "health.pb-c.h"
#include "python_service.pb-c.h"

#define SERVICE "/beep.python.runtime.PythonService/"
#define TYPE(name) (&beep__python__runtime__##name##__descriptor)

/* How JSON becomes messages, and messages become JSON, follows from the names of their fields, see
 * request.c and result.c. */
static const PerchRpcMethod methods[] = {
  { "ping", SERVICE "Health", TYPE (health_request), TYPE (health_reply) },
  { "import", SERVICE "ImportModule", TYPE (import_module_request), TYPE (import_module_reply) },
  { "create", SERVICE "CreateObject", TYPE (create_object_request), TYPE (handle_result) },
  { "call", SERVICE "CallMethod", TYPE (call_method_request), TYPE (value_reply) },
  { "getattr", SERVICE "GetAttribute", TYPE (get_attribute_request), TYPE (value_reply) },
  { "setattr", SERVICE "SetAttribute", TYPE (set_attribute_request), TYPE (success_reply) },
  { "eval", SERVICE "Evaluate", TYPE (evaluate_request), TYPE (value_reply) },
  { "dispose", SERVICE "DisposeHandle", TYPE (dispose_handle_request), TYPE (success_reply) },
  { "tofloatarray", SERVICE "ToFloatArray", TYPE (floats_request), TYPE (floats_reply) },
  { "tofloatarray2d", SERVICE "ToFloatArray2D", TYPE (floats_request), TYPE (floats2_dreply) },
  { "module_available", SERVICE "IsModuleAvailable", TYPE (is_module_available_request),
    TYPE (is_module_available_reply) },
  { "wrap", SERVICE "WrapValue", TYPE (wrap_value_request), TYPE (handle_result) },
};

static const PerchRpcMethod any_other = { NULL, "/perch.backend.v1.Backend/Call",
                                          &perch__backend__v1__call_request__descriptor,
                                          &perch__backend__v1__call_reply__descriptor };

static const PerchRpcMethod check = { NULL, "/grpc.health.v1.Health/Check",
                                      &grpc__health__v1__health_check_request__descriptor,
                                      &grpc__health__v1__health_check_response__descriptor };

/**
 * perch_rpc_method_find:
 * @name: any method
 *
 * Returns: (transfer none): what it is on gRPC
 */
const PerchRpcMethod *
perch_rpc_method_find (const char *name)
{
  g_return_val_if_fail (name != NULL, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (methods); i++)
    if (g_str_equal (methods[i].name, name))
      return &methods[i];
  return &any_other;
}

/**
 * perch_rpc_method_get_floats:
 * @dimensions: 1 or 2
 *
 * Returns: (transfer none): the method that answers numbers
 */
const PerchRpcMethod *
perch_rpc_method_get_floats (guint dimensions)
{
  return perch_rpc_method_find (dimensions == 1 ? "tofloatarray" : "tofloatarray2d");
}

/**
 * perch_rpc_method_get_check:
 *
 * Returns: (transfer none): the health check that gRPC servers have in common
 */
const PerchRpcMethod *
perch_rpc_method_get_check (void)
{
  return &check;
}
