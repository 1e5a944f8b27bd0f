/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/rpc/request.h"

#include "backend-manager/error.h"
#include "backend-manager/json-check.h"
#include "backend-manager/json-scan.h"
#include "backend-manager/rpc/names.h"
#include "backend-manager/rpc/packed.h"
#include "backend.pb-c.h"
#include "python_service.pb-c.h"

/* Finds what goes into a field: the JSON of a member for `args_json`, else its string.
 *
 * @text: (out) (transfer full) (nullable): %NULL when there is no such member */
static gboolean
read_member (GBytes *params, const char *field, char **text, GError **error)
{
  gsize length = 0;
  const char *json = g_bytes_get_data (params, &length);
  gboolean raw = FALSE;
  g_autofree char *name = perch_rpc_name_to_json (field, &raw);
  gsize start = 0;
  gsize end = 0;

  *text = NULL;
  if (!perch_json_find_member (json, length, name, &start, &end))
    return TRUE;
  if (raw)
    *text = g_strndup (json + start, end - start);
  else if (json[start] == '"')
    *text = perch_slice_dup_string ((PerchSlice){ json + start + 1, end - start - 2 });
  else
    {
      g_set_error (error, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_CALL,
                   "/%s: expected a string, found %.*s", name, (int) MIN (end - start, 60),
                   json + start);
      return FALSE;
    }
  return TRUE;
}

/* Sets the strings of a message; those without a member keep the empty one. The only other fields
 * of requests are the ones in which we say that we read doubles.
 *
 * @strings: (element-type utf8): where those that were made go */
static gboolean
fill (PerchRpcMessage *message, GBytes *params, GPtrArray *strings, GError **error)
{
  const ProtobufCMessageDescriptor *type = message->descriptor;

  for (guint i = 0; i < type->n_fields; i++)
    {
      char *text = NULL;

      if (type->fields[i].type == PROTOBUF_C_TYPE_BOOL)
        {
          G_STRUCT_MEMBER (protobuf_c_boolean, message, type->fields[i].offset) = TRUE;
          continue;
        }
      if (!read_member (params, type->fields[i].name, &text, error))
        return FALSE;
      if (text == NULL)
        continue;
      g_ptr_array_add (strings, text);
      G_STRUCT_MEMBER (char *, message, type->fields[i].offset) = text;
    }
  return TRUE;
}

/**
 * perch_rpc_request_new:
 * @params: (nullable): valid JSON, an object
 * @error: %PERCH_BACKEND_ERROR_CALL when a member has another type than the field of its name
 *
 * Makes the request of a method that has messages of its own: the member `handleId` goes into the
 * field `handle_id`, and the JSON of `args` into `args_json`. Other members are left out.
 *
 * Returns: (transfer full) (nullable): the request as it goes over the wire
 */
GBytes *
perch_rpc_request_new (const PerchRpcMethod *method, GBytes *params, GError **error)
{
  g_autofree PerchRpcMessage *message = g_malloc0 (method->request->sizeof_message);
  g_autoptr (GPtrArray) strings = g_ptr_array_new_with_free_func (g_free);

  protobuf_c_message_init (method->request, message);
  if (params != NULL && !fill (message, params, strings, error))
    return NULL;
  return perch_rpc_message_pack (message);
}

/**
 * perch_rpc_request_new_any:
 * @name: of the method that is asked for
 * @params: (nullable): valid JSON, an object
 * @trace_id: (nullable):
 *
 * Returns: (transfer full): a request for perch.backend.v1.Backend/Call
 */
GBytes *
perch_rpc_request_new_any (const char *name, GBytes *params, const char *trace_id)
{
  Perch__Backend__V1__CallRequest message = PERCH__BACKEND__V1__CALL_REQUEST__INIT;
  g_autofree char *json = NULL;

  if (params != NULL)
    json = g_strndup (g_bytes_get_data (params, NULL), g_bytes_get_size (params));
  message.method = (char *) name;
  if (json != NULL)
    message.params_json = json;
  if (trace_id != NULL)
    message.trace_id = (char *) trace_id;
  return perch_rpc_message_pack (&message.base);
}

/**
 * perch_rpc_request_new_floats:
 *
 * Returns: (transfer full): a request for numbers of either dimension, doubles if possible
 */
GBytes *
perch_rpc_request_new_floats (const char *handle_id)
{
  Beep__Python__Runtime__FloatsRequest message = BEEP__PYTHON__RUNTIME__FLOATS_REQUEST__INIT;

  message.handle_id = (char *) handle_id;
  message.doubles = TRUE;
  return perch_rpc_message_pack (&message.base);
}
